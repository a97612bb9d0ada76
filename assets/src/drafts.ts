// What was typed is kept until the server has taken it: a form that could not be sent gives it back.
type Draft = { path: string; action: string; at: number; values: [string, string][] };

const KEPT_FOR = 7 * 86_400_000;
const SENT = "artel-sent";
const FIELDS = ["input:not([type=hidden]):not([type=password])", "textarea", "select"];

const key = (action: string): string => `artel-draft:${action}`;
const actionOf = (form: HTMLFormElement): string => new URL(form.getAttribute("action") || location.href, location.href).pathname;

function keeps(form: HTMLFormElement): boolean {
  return form.method === "post" && !form.matches(".look, [data-forget]") && Boolean(form.querySelector(FIELDS.join()));
}

function valuesOf(form: HTMLFormElement): [string, string][] {
  const secret = new Set([...form.querySelectorAll<HTMLInputElement>("input[type=password], input[type=file], input[type=hidden]")].map((i) => i.name));
  return [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === "string" && !secret.has(pair[0]));
}

function keep(form: HTMLFormElement): void {
  const draft: Draft = { path: location.pathname, action: actionOf(form), at: Date.now(), values: valuesOf(form) };
  if (draft.values.every(([, value]) => value.trim() === "")) return;
  try {
    localStorage.setItem(key(draft.action), JSON.stringify(draft));
    sessionStorage.setItem(SENT, draft.action);
  } catch { /* a full or forbidden storage must not stop the form */ }
}

function read(action: string): Draft | undefined {
  try {
    const draft = JSON.parse(localStorage.getItem(key(action)) ?? "null") as Draft | null;
    if (draft && Date.now() - draft.at < KEPT_FOR) return draft;
    localStorage.removeItem(key(action));
  } catch { /* nothing kept */ }
  return undefined;
}

// The page that came after a form tells whether the form was taken.
function settle(): void {
  let action: string | null = null;
  try {
    action = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
  } catch { /* a frame on another site may have no storage */ }
  if (!action) return;
  const draft = read(action);
  if (!draft) return;
  const status = Number(document.body.dataset.status);
  // A refusal stands at the address of the form with a status of its own.
  const elsewhere = location.pathname !== draft.path;
  const done = "done" in document.body.dataset;
  if (status < 400 && location.pathname !== "/sign-in" && (done || elsewhere)) localStorage.removeItem(key(action));
}

function fill(form: HTMLFormElement, values: [string, string][]): void {
  const all = (name: string) => values.filter(([n]) => n === name).map(([, value]) => value);
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) control.checked = all(control.name).includes(control.value);
    else if (control instanceof HTMLInputElement && ["hidden", "password", "file", "submit"].includes(control.type)) continue;
    else if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement) {
      const [value] = all(control.name);
      if (value === undefined) continue;
      control.value = value;
      if (control instanceof HTMLSelectElement) control.dispatchEvent(new CustomEvent("change"));
    }
  }
}

function offer(form: HTMLFormElement): void {
  const draft = keeps(form) && !form.querySelector("[data-refused]") ? read(actionOf(form)) : undefined;
  const template = document.querySelector<HTMLTemplateElement>("template#draft");
  if (!draft || !template) return;
  if (JSON.stringify(valuesOf(form)) === JSON.stringify(draft.values)) return;
  const box = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  const drop = (): void => { localStorage.removeItem(key(draft.action)); box.remove(); };
  box.querySelector("[data-restore]")?.addEventListener("click", () => { fill(form, draft.values); box.remove(); });
  box.querySelector("[data-drop]")?.addEventListener("click", drop);
  form.prepend(box);
}

// Without a connection a form is kept, and offered again where it stands.
function unsent(form: HTMLFormElement, submitter: HTMLElement | null): void {
  const template = document.querySelector<HTMLTemplateElement>("template#unsent");
  if (!template) return;
  const room = form.querySelector(FIELDS.join()) ? form : (form.closest(".card") ?? form);
  room.querySelector("[data-unsent]")?.remove();
  const box = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  const again = box.querySelector<HTMLElement>("[data-again]");
  again?.addEventListener("click", () => { box.remove(); form.requestSubmit(submitter); });
  room.prepend(box);
  box.scrollIntoView({ block: "nearest" });
  again?.focus();
}

// Who signs out leaves nothing on the device.
function forget(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(key(""))) localStorage.removeItem(name);
}

// What was refused begins where it is wrong: at the first field that is, else at the words that say why.
function refused(): void {
  const said = document.querySelector<HTMLElement>("[data-refused]");
  const form = said?.closest("form");
  const wrong = [...(form?.querySelectorAll<HTMLElement>("[aria-invalid=true]") ?? [])].find((field) => field.tabIndex >= 0);
  (wrong ?? said)?.focus();
}

export function drafts(): void {
  settle();
  document.querySelectorAll<HTMLFormElement>("form").forEach(offer);
  refused();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    if (actionOf(form) === "/sign-out") forget();
    else if (keeps(form)) keep(form);
    if (!navigator.onLine && form.method === "post") {
      event.preventDefault();
      sessionStorage.removeItem(SENT);
      unsent(form, event.submitter);
    }
  });
  // A form that htmx sends settles by its answer.
  document.body.addEventListener("htmx:after:request", (event) => {
    const ctx = (event as CustomEvent).detail?.ctx;
    if (ctx?.sourceElement instanceof HTMLFormElement && ctx.response?.status < 400) localStorage.removeItem(key(actionOf(ctx.sourceElement)));
  });
}
