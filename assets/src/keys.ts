// Keys, dialogs, menus, and what htmx could not do.
const dialogOf = (button: Element): HTMLDialogElement | null => {
  const found = document.getElementById(button.getAttribute("commandfor") ?? "");
  return found instanceof HTMLDialogElement ? found : null;
};

export function keys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writes = event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") document.querySelectorAll<HTMLDetailsElement>("details.menu[open]").forEach((menu) => close(menu));
    if (writes) return;
    if (event.key === "?") {
      const help = document.querySelector<HTMLDialogElement>("dialog#keys");
      if (help && !help.open) help.showModal();
      return;
    }
    const wanted = [...document.querySelectorAll<HTMLElement>("[data-key]")].find((e) => e.dataset.key === event.key && e.offsetParent);
    if (wanted) {
      event.preventDefault();
      if (wanted.matches("a, button")) wanted.click();
      else wanted.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    // Browsers that do not know command="show-modal" yet.
    const button = event.target.closest("button[commandfor]");
    if (button && !("commandForElement" in HTMLButtonElement.prototype)) {
      if (button.getAttribute("command") === "close") dialogOf(button)?.close();
      else dialogOf(button)?.showModal();
    }
    // A click beside a dialog closes it.
    if (event.target instanceof HTMLDialogElement) event.target.close();
    const copy = event.target.closest<HTMLElement>("[data-copy]");
    if (copy) void navigator.clipboard?.writeText(copy.dataset.copy ?? "").then(() => copy.classList.add("active"));
  });
  document.body.addEventListener("htmx:response:error", (event) => {
    const status = (event as CustomEvent).detail?.ctx?.response?.status;
    if (status !== 401 && status !== 422) {
      // A region that could not be renewed stays as it was.
      event.preventDefault();
      (event as CustomEvent).detail.ctx.swap = "none";
    }
  });
}

function close(menu: HTMLDetailsElement): void {
  menu.open = false;
  menu.querySelector<HTMLElement>("summary")?.focus();
}
