// What a day is made of: the four ways in which each is lived, a page that is fine, and its picture for the guides.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { look } from "./access.mjs";

/** Both languages, on a phone and on a desk. */
export const WAYS = ["ru", "en"].flatMap((lang) => [360, 1440].map((width) => [lang, width]));

const PICTURES = process.env.TEST_PICTURES;

/** Nothing is found on the page as it stands, in its language, and it is no wider than the screen. What is folded stays so. */
export async function fine(page, lang) {
  assert.equal(await page.getAttribute("html", "lang"), lang, page.url());
  const open = await page.evaluate(() => [...document.querySelectorAll("main details")].map((one) => one.open));
  // The bar of a phone lies over what has not been scrolled up yet: the whole page is in sight while it is looked at.
  const was = page.viewportSize();
  await page.setViewportSize({ width: was.width, height: Math.max(was.height, await page.evaluate(() => document.documentElement.scrollHeight) + 200) });
  assert.deepEqual(await look(page, false), [], page.url());
  await page.setViewportSize(was);
  await page.evaluate((open) => document.querySelectorAll("main details").forEach((one, at) => (one.open = open[at])), open);
}

/** Takes the picture `name` of the guides, when pictures are asked for (`make pictures`); `from` is brought into sight. */
export async function picture(page, lang, name, from) {
  if (!PICTURES) return;
  const folder = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const was = page.viewportSize();
  if (was.width > 1000) await page.setViewportSize({ width: 1000, height: 760 });
  await page.evaluate(([from, top]) => {
    const at = from ? document.querySelector(from).getBoundingClientRect().top + scrollY - top : 0;
    scrollTo({ top: Math.max(0, at), behavior: "instant" });
  }, [from, 90]);
  await page.screenshot({ path: `${folder}${name}-${lang}.png` });
  await page.setViewportSize(was);
}

/** Runs a command of the binary and gives what it answers. */
export async function command(...args) {
  const { stdout } = await promisify(execFile)(process.env.TEST_ARTEL_BIN, args, { env: { ...process.env, ARTEL_LOG: "warn" } });
  return stdout;
}
