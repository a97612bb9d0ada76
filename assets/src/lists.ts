// Lists: filters that act at once, rows that are chosen together.
export function lists(): void {
  document.addEventListener("change", (event) => {
    const control = event.target;
    if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement)) return;
    const form = control.form;
    if (form?.matches("[data-auto]")) form.requestSubmit();
    if (control instanceof HTMLInputElement && control.type === "checkbox") choose(control);
  });
  document.querySelectorAll<HTMLFormElement>("form[data-bulk]").forEach(count);
}

function rows(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.elements].filter((e): e is HTMLInputElement => e instanceof HTMLInputElement && e.type === "checkbox" && !e.matches("[data-all]"));
}

function choose(box: HTMLInputElement): void {
  const form = box.form;
  if (!form?.matches("[data-bulk]")) return;
  if (box.matches("[data-all]")) rows(form).forEach((row) => { row.checked = box.checked; });
  count(form);
}

function count(form: HTMLFormElement): void {
  const chosen = rows(form).filter((row) => row.checked).length;
  const all = form.querySelector<HTMLInputElement>("[data-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === rows(form).length;
    all.indeterminate = chosen > 0 && chosen < rows(form).length;
  }
  const figure = form.querySelector("[data-chosen]");
  if (figure) figure.textContent = String(chosen);
  form.querySelectorAll<HTMLButtonElement>("button[data-needs-rows]").forEach((button) => { button.disabled = chosen === 0; });
}
