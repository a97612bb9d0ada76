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

/** Forms that are sent with nothing in them, by who sends them: the page, and the address of its form. */
const FORMS = {
  none: [["/f/pumps", "/f/pumps"]],
  vendor: [
    ["/leads/new", "/leads/new"], ["/partners/new", "/partners/new"], ["/settings/calendars/new", "/settings/calendars/new"],
    ["/settings/products", "/settings/products"], ["/settings/forms/new", "/settings/forms/new"], ["/settings/policy/edit", "/settings/policy/preview"],
  ],
  partner: [["/my/register", "/my/register"]],
};

/** Empties a form, sends it past the browser's own checks, and looks at what comes back. */
async function refused(page, [path, action], lang) {
  await page.go(path);
  await page.evaluate((action) => {
    const form = [...document.forms].find((form) => new URL(form.action).pathname === action);
    for (const field of form.elements) if (field.matches("input[type=text], input[type=email], textarea")) field.value = "";
    document.body.dataset.sent = "";
    form.submit();
  }, action);
  await page.waitForFunction(() => document.readyState === "complete" && !("sent" in document.body.dataset));
  const said = await page.evaluate(() => ({
    status: document.body.dataset.status, wrong: document.querySelectorAll("[aria-invalid=true]").length,
    named: document.querySelectorAll(".field-error").length, there: document.activeElement.getAttribute("aria-invalid"),
    told: (document.activeElement.getAttribute("aria-describedby") ?? "").split(" ").some((id) => document.getElementById(id)?.matches(".field-error")),
  }));
  const findings = (await look(page, false)).map((fault) => `${lang} ${path} refused: ${fault}`);
  if (said.wrong === 0 || said.named === 0) findings.push(`${lang} ${path}: no field is marked ${JSON.stringify(said)}`);
  if (said.there !== "true" || !said.told) findings.push(`${lang} ${path}: the focus is not at the first wrong field ${JSON.stringify(said)}`);
  return findings;
}

test("a refused form marks its fields, begins at the first of them, and nothing is found on it", async () => {
  const findings = [];
  for (const [as, forms] of Object.entries(FORMS)) {
    for (const lang of ["ru", "en"]) {
      const page = await reader(server, { session: people[lang][as], lang });
      for (const form of forms) findings.push(...(await refused(page, form, lang)));
      await page.done();
    }
  }
  assert.deepEqual(findings, []);
});

test("a long choice is found by typing, and what is chosen is what is sent", async () => {
  const page = await reader(server, { session: people.ru.vendor, lang: "ru" });
  await page.go("/leads/new");
  const region = page.locator('select[name="region"]');
  const line = page.locator('select[name="region"] + input');
  await line.fill("республика татар");
  await line.press("Tab");
  assert.equal(await region.inputValue(), "RU-TA");
  assert.match(await line.inputValue(), /Татарстан/);
  await line.fill("Атлантида");
  await line.press("Tab");
  assert.equal(await region.inputValue(), "");
  assert.equal(await line.evaluate((field) => field.checkValidity()), false);
  await page.done();
});
