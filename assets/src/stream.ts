// A reader of server-sent events that hears every name (EventSource hears only those it was told beforehand) and
// resumes after the last event.
export type Happened = { name: string; id: string; data: string };

const FIRST = 1000;
const LONGEST = 30_000;

/** Reads for good, after the event `last` if there is one; `changed` tells when the connection comes and goes. */
export function read(url: string, last: string, told: (happened: Happened) => void, changed: (open: boolean) => void): void {
  let wait = FIRST;

  const frame = (text: string): void => {
    let [name, data, id] = ["message", "", last];
    for (const line of text.split("\n")) {
      const [field, value] = [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trimStart()];
      if (field === "event") name = value;
      else if (field === "data") data = data ? `${data}\n${value}` : value;
      else if (field === "id") id = value;
      else if (field === "retry") wait = Number(value) || wait;
    }
    last = id;
    if (data) told({ name, id, data });
  };

  const once = async (): Promise<boolean> => {
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (last) headers["last-event-id"] = last;
    const response = await fetch(url, { headers, cache: "no-store" });
    // Signed out, or not for this role: asking again changes nothing.
    if (response.status === 401 || response.status === 403 || response.status === 404) return false;
    // The event is not known any more: from now on, then.
    if (response.status === 422) [url, last] = [url.split("?")[0] ?? url, ""];
    if (!response.ok || !response.body) return true;
    changed(true);
    wait = FIRST;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      const frames = (rest + value).split("\n\n");
      rest = frames.pop() ?? "";
      frames.forEach(frame);
    }
  };

  const go = async (): Promise<void> => {
    const again = await once().catch(() => true);
    if (!again) return;
    changed(false);
    setTimeout(() => void go(), wait + Math.random() * wait);
    wait = Math.min(wait * 2, LONGEST);
  };
  void go();
}
