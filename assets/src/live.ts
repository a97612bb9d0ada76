// One stream for all tabs of the browser. What happens becomes an event of the page, and regions renew themselves.
//
//   <section id="offers" data-live="offer. lead.taken" hx-get="/home" hx-select="#offers" hx-trigger="live" …>
//
// renews itself when an event happens whose name begins with one of the words of data-live.
import { type Happened, read } from "./stream";

const DELAY = 250;
const waiting = new Map<Element, number>();
// The event that was told last, whichever tab has heard it: who takes over goes on from there.
let last = "";

function renew(region: Element): void {
  if (waiting.has(region)) return;
  // Many pages must not ask at the same moment.
  const wait = DELAY + Math.random() * DELAY;
  waiting.set(region, window.setTimeout(() => {
    waiting.delete(region);
    if (region.isConnected && !region.contains(typing())) region.dispatchEvent(new CustomEvent("live"));
  }, wait));
}

// A region in which somebody types is left alone.
function typing(): Element | null {
  const focused = document.activeElement;
  return focused?.matches("input:not([type=checkbox]):not([type=radio]), textarea, select") ? focused : null;
}

function tell({ name, id, data }: Happened): void {
  last = id;
  const detail = { name, id, data: parsed(data) };
  document.body.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));
  document.body.dispatchEvent(new CustomEvent("live:any", { detail }));
  for (const region of document.querySelectorAll<HTMLElement>("[data-live]")) {
    if ((region.dataset.live ?? "").split(" ").some((head) => head && name.startsWith(head))) renew(region);
  }
}

function parsed(data: string): unknown {
  try { return JSON.parse(data); } catch { return data; }
}

// Tells the reader when the connection is gone for longer than a blink, and renews everything when it is back.
function changed(open: boolean): void {
  clearTimeout(lost);
  const offline = document.getElementById("offline");
  if (!offline) return;
  if (!open) lost = window.setTimeout(() => { offline.hidden = false; }, 4000);
  else if (!offline.hidden) {
    offline.hidden = true;
    document.querySelectorAll("[data-live]").forEach(renew);
  }
}
let lost = 0;

export function live(): void {
  const url = document.body.dataset.stream;
  document.body.addEventListener("clock:ended", () => document.querySelectorAll("[data-live]").forEach(renew));
  if (!url) return;
  const channel = new BroadcastChannel("artel-live");
  channel.onmessage = (message: MessageEvent<Happened>) => tell(message.data);
  const lead = (): void => read(url, last, (happened) => {
    tell(happened);
    channel.postMessage(happened);
  }, changed);
  // The tab that holds the lock listens for all; when it closes another one takes over.
  if (navigator.locks) void navigator.locks.request("artel-live", () => new Promise(() => lead()));
  else lead();
}
