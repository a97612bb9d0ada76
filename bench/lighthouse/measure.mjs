// Lighthouse's mobile profile over pages of a running Artel: node measure.mjs http://127.0.0.1:7700 PASSWORD
// Signs in as people of the demo, prints the scores, fails below 95. Needs an idle machine: it measures this one, too.
import * as launcher from "chrome-launcher";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [base = "http://127.0.0.1:7700", password = "nasos-demo-artel", least = "95"] = process.argv.slice(2);
const WANTED = ["performance", "accessibility", "best-practices"];
const VENDOR = "desk@nasosprom.example";
const PARTNER = "owner@bystryanasos.example";

const call = async (path, init) => {
  const answer = await fetch(base + path, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};
const signIn = (email) =>
  call("/api/v1/sessions", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email, password }) }).then((told) => told.token);

const vendor = await signIn(VENDOR);
const { items: [lead] } = await call("/api/v1/leads?state=in_work&limit=1", { headers: { cookie: `artel=${vendor}` } });
const pages = [
  ["home", "/home", await signIn(PARTNER)],
  ["inbox", "/offers", await signIn(PARTNER)],
  ["board", `/leads/${lead.id}`, vendor],
  ["form", "/f/nasos", null],
];

let missed = 0;
for (const [name, path, session] of pages) {
  const chrome = await launcher.launch({ chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium", chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"] });
  try {
    const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
    if (session) await (await browser.newPage()).setCookie({ name: "artel", value: session, url: base });
    const { lhr } = await lighthouse(base + path, { port: chrome.port, onlyCategories: WANTED, disableStorageReset: true, logLevel: "error" });
    const scores = WANTED.map((key) => Math.round(lhr.categories[key].score * 100));
    missed += scores.filter((score) => score < Number(least)).length;
    console.log(`${name.padEnd(6)} ${WANTED.map((key, at) => `${key} ${scores[at]}`).join("  ")}`);
    browser.disconnect();
  } finally {
    await chrome.kill();
  }
}
process.exit(missed ? 1 : 0);
