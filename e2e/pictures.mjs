// Takes the pictures of the README from a running demo: node pictures.mjs [http://127.0.0.1:7700]
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const base = process.argv[2] ?? "http://127.0.0.1:7700";
const into = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
mkdirSync(into, { recursive: true });
const flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });

const done = [];

/** A page of somebody who has signed in. */
async function as(who, lang, theme, width, height) {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: width < 600 ? 2 : 1, locale: lang, colorScheme: theme });
  const told = await context.request.post(`${base}/api/v1/sessions`, { data: { email: who, password: "nasos-demo-artel" } });
  if (!told.ok()) throw new Error(`${who}: ${told.status()}`);
  const cookies = { artel: (await told.json()).token, theme };
  await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url: base })));
  // Who has a language of its own reads in it: the demo's people speak Russian, and do so again at the end.
  const speak = (code) => context.request.patch(`${base}/api/v1/me`, { data: { lang: code }, headers: { origin: base } });
  if (!(await speak(lang)).ok()) throw new Error(`${who} cannot read ${lang}`);
  done.push(() => speak("ru"));
  return { page: await context.newPage(), read: async (path) => (await context.request.get(base + path)).json() };
}

/** The newest lead that one partner has started, one ignored, and the most were asked for. */
async function told(read) {
  let best;
  for (let after = "", pages = 0; pages < 8; pages++) {
    const list = await read(`/api/v1/leads?limit=50&state=in_work${after && `&after=${after}`}`);
    for (const lead of list.items) {
      const { partners } = await read(`/api/v1/leads/${lead.id}/board`);
      const started = partners.filter((one) => one.started_at).length;
      const ignored = partners.filter((one) => one.state === "ignored").length;
      if (started && ignored && partners.length > (best?.of ?? 0) && partners.length < 7) best = { id: lead.id, of: partners.length };
    }
    if (!(after = list.next)) break;
  }
  if (!best) throw new Error("no lead was both started and ignored");
  return best.id;
}

for (const lang of ["en", "ru"]) {
  const take = async (page, path, name) => {
    await page.goto(base + path, { waitUntil: "load" });
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${into}${name}-${lang}.png` });
  };
  const desk = await as("desk@nasosprom.example", lang, "light", 1280, 860);
  await take(desk.page, `/leads/${await told(desk.read)}`, "board");
  const director = await as("director@nasosprom.example", lang, "light", 1280, 860);
  await take(director.page, "/insight", "numbers");
  const partner = await as("owner@bystryanasos.example", lang, "dark", 390, 844);
  await take(partner.page, "/home", "phone");
}
for (const back of done) await back();
await browser.close();
