// A form in a frame of another site says how high it is, so that it needs no scrolling of its own (see forms/embed.js).
export function frame(): void {
  if (window.parent === window) return;
  document.documentElement.dataset.framed = "";
  const tell = (): void => window.parent.postMessage({ artelForm: document.body.getBoundingClientRect().height }, "*");
  new ResizeObserver(tell).observe(document.body);
  // The script of the site may come later than the form, and asks.
  addEventListener("message", (event) => { if (event.source === window.parent) tell(); });
  tell();
}
