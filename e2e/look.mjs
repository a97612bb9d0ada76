// Takes pictures of pages for looking at them: node look.mjs /design ru,en light,dark 360,1440 [vendor|partner|none]
import { browse, quit, reader, serve } from "./server.mjs";
import { mkdirSync } from "node:fs";

const [paths, langs = "ru", themes = "light", widths = "1440", as = "vendor"] = process.argv.slice(2);
mkdirSync("out", { recursive: true });
const server = await serve();
try {
  const begun = await server.begin();
  const sessions = {};
  for (const lang of langs.split(",")) {
    if (as === "none") continue;
    sessions[lang] = lang === langs.split(",")[0]
      ? await server.join(begun.accept_url, "Анна Крылова", lang)
      : await server.person(begun.api_key, { email: `anna.${lang}@vendor.test`, name: "Anna Krylova", role: "admin", lang });
  }
  await browse();
  for (const path of paths.split(",")) for (const lang of langs.split(",")) for (const theme of themes.split(",")) for (const width of widths.split(",").map(Number)) {
    const page = await reader(server, { session: sessions[lang], lang, theme, width, height: width < 600 ? 780 : 900 });
    await page.go(path);
    await page.waitForTimeout(200);
    const name = `out/${path.replaceAll("/", "_").replaceAll("?", "_") || "home"}-${lang}-${theme}-${width}.png`;
    await page.screenshot({ path: name, fullPage: process.env.FULL !== "0" });
    console.log(name);
    try { await page.done(); } catch (error) { console.log(String(error.message).slice(0, 800)); }
  }
} finally {
  await quit();
  await server.stop();
}
