// Clocks run by the time of the server, whatever the reader's own clock shows.
const ru = document.documentElement.lang === "ru";
const UNITS = ru ? { day: "дн", hour: "ч" } : { day: "d", hour: "h" };
const MINUTE = 60_000;

const offset = (Number(document.body.dataset.now) || Date.now()) - Date.now();
const now = (): number => Date.now() + offset;

const two = (n: number): string => String(n).padStart(2, "0");

function left(millis: number): string {
  const seconds = Math.ceil(millis / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days > 0) return `${days}\u00a0${UNITS.day} ${hours}\u00a0${UNITS.hour}`;
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${two(minutes)}:${two(seconds % 60)}`;
}

function state(millis: number): string {
  if (millis <= 0) return "ended";
  if (millis < 15 * MINUTE) return "soon";
  return millis < 60 * MINUTE ? "near" : "calm";
}

function show(clock: HTMLElement): void {
  const until = Number(clock.dataset.until);
  const rest = until - now();
  const text = clock.querySelector<HTMLElement>(".clock-left");
  const figure = text?.querySelector("b");
  if (!text || !figure) return;
  const next = state(rest);
  const words = rest <= 0 ? (text.dataset.ended ?? "") : left(rest);
  if (figure.textContent !== words) figure.textContent = words;
  const bar = clock.querySelector("progress");
  const from = Number(clock.dataset.from);
  if (bar && from) bar.value = Math.max(0, Math.min(100, (rest * 100) / (until - from)));
  // Said aloud at five minutes, at one, and at the end; not each second.
  clock.setAttribute("aria-live", Math.abs(rest - 5 * MINUTE) < 600 || Math.abs(rest - MINUTE) < 600 || Math.abs(rest) < 600 ? "polite" : "off");
  if (clock.dataset.state !== next) {
    clock.dataset.state = next;
    clock.closest(".offer")?.setAttribute("data-state", next);
    // What can no longer be done is taken away by the server's own page.
    if (next === "ended") document.body.dispatchEvent(new CustomEvent("clock:ended", { detail: clock.id }));
  }
}

export function clocks(): void {
  const all = (): void => document.querySelectorAll<HTMLElement>(".clock").forEach(show);
  all();
  setInterval(all, 1000);
  document.addEventListener("visibilitychange", all);
}
