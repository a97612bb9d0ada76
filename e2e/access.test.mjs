// Every page passes WCAG 2.2 AA without a finding, in both languages and themes, on a phone and on a desktop, and is
// never wider than the screen. Each page is loaded once by language; theme and width change on the spot.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { everyAddress, furnish, look, missed } from "./access.mjs";
import { post } from "./mail.mjs";
import { quit, reader, serve } from "./server.mjs";

const PHONE = { width: 360, height: 780 };
const DESK = { width: 1280, height: 900 };

let server, mail, pages, people, letters;
before(async () => {
  mail = await post();
  server = await serve({ mail });
  ({ pages, people, letters } = await furnish(server, mail));
});
after(async () => {
  await quit();
  await server.stop();
  await mail.stop();
});

test("no page is left out", () => {
  assert.deepEqual(missed(everyAddress(), [...Object.values(pages).flat(), letters.ru]), []);
});

// Words are as wide as their language; what a page is made of is the same in both. So each way of looking has its language.
const WAYS = {
  ru: [["light", PHONE], ["dark", DESK]],
  en: [["light", DESK], ["dark", PHONE]],
};

/** Looks at all pages of a reader, in one language. */
async function all(as, lang) {
  const findings = [];
  const page = await reader(server, { session: people[lang][as], lang });
  for (const path of as === "none" ? [...pages.none, letters[lang]] : pages[as]) {
    const [light, dark] = WAYS[lang];
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize(light[1]);
    const answer = await page.go(path);
    const status = path === "/nowhere" ? 404 : 200;
    if (answer.status() !== status || !page.url().endsWith(path)) findings.push(`${path} leads to ${answer.status()} ${page.url()}`);
    if ((await page.getAttribute("html", "lang")) !== lang) findings.push(`${path} is not in ${lang}`);
    for (const [theme, size] of [light, dark]) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(size);
      findings.push(...(await look(page, theme === "dark")).map((fault) => `${lang} ${path} ${theme} ${size.width}: ${fault}`));
    }
  }
  await page.done();
  return findings;
}

for (const as of ["none", "vendor", "partner"]) {
  test(`nothing is found on any page of ${as}, in Russian and in English`, async () => {
    const found = await Promise.all(["ru", "en"].map((lang) => all(as, lang)));
    assert.deepEqual(found.flat(), []);
  });
}
