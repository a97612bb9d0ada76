// A long choice is found by typing: beside the select stands a line of text that offers its options as one types. The
// select stays what is sent; without scripts it is all there is.
const LONG = 30;

function words(): { nothing: string } {
  return document.documentElement.lang === "ru" ? { nothing: "Выберите из списка" } : { nothing: "Choose one of the list" };
}

function folded(text: string): string {
  return text.trim().toLocaleLowerCase().replaceAll("ё", "е");
}

// The option that a text names: by its whole text, or by being the only one that has it.
function named(select: HTMLSelectElement, text: string): HTMLOptionElement | undefined {
  const wanted = folded(text);
  const all = [...select.options].filter((option) => option.value !== "");
  const whole = all.find((option) => folded(option.text) === wanted);
  const some = all.filter((option) => folded(option.text).includes(wanted));
  return whole ?? (some.length === 1 ? some[0] : undefined);
}

function enhance(select: HTMLSelectElement, number: number): void {
  const line = document.createElement("input");
  const list = document.createElement("datalist");
  list.id = `pick-${number}`;
  for (const option of select.options) if (option.value !== "") list.append(new Option(option.text, option.text));
  line.type = "text";
  line.className = select.className.replace("form-select", "form-control");
  line.id = `${select.id}-pick`;
  line.autocomplete = "off";
  line.setAttribute("list", list.id);
  line.required = select.required;
  line.placeholder = select.options[0]?.value === "" ? select.options[0].text : "";
  for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
    const value = select.getAttribute(name);
    if (value !== null) line.setAttribute(name, value);
  }
  document.querySelectorAll<HTMLLabelElement>(`label[for="${CSS.escape(select.id)}"]`).forEach((label) => { label.htmlFor = line.id; });
  const show = (): void => {
    line.value = select.value === "" ? "" : (select.selectedOptions[0]?.text ?? "");
    line.setCustomValidity("");
  };
  const take = (): void => {
    const found = line.value.trim() === "" ? undefined : named(select, line.value);
    const value = found?.value ?? "";
    line.setCustomValidity(found || line.value.trim() === "" ? "" : words().nothing);
    if (value === select.value) return;
    select.value = value;
    select.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: line }));
  };
  line.addEventListener("change", () => { take(); if (select.value !== "") show(); });
  line.addEventListener("focus", () => line.select());
  // What another script chooses, a kept draft for one, is shown.
  select.addEventListener("change", (event) => { if ((event as CustomEvent).detail !== line) show(); });
  select.form?.addEventListener("reset", () => setTimeout(show));
  show();
  select.required = false;
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");
  select.classList.add("visually-hidden");
  select.removeAttribute("aria-invalid");
  select.after(line, list);
}

export function pick(): void {
  document.querySelectorAll<HTMLSelectElement>("select:not([multiple])").forEach((select, number) => {
    if (select.id !== "" && select.options.length > LONG) enhance(select, number);
  });
}
