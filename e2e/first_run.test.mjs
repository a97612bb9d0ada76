// From an empty server to the first lead in the hands of partners, in the browser alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look } from "./access.mjs";
import { PASSWORD, quit, reader, serve } from "./server.mjs";

const STEPS = ["hours", "products", "partners", "people", "rules", "mail", "form", "first_lead"];

for (const [lang, width] of [["ru", 1440], ["en", 360]]) {
  test(`somebody new gets from an empty server to a lead with two partners (${lang}, ${width})`, async () => {
    const server = await serve();
    try {
      const link = new URL(await server.beginning());
      const page = await reader(server, { lang, width });
      let minute = 0;
      /** What follows by itself happens when the time of a test goes on. */
      const settle = () => server.clock(`2026-06-15T07:${String(++minute).padStart(2, "0")}:00Z`);
      const send = (action) => page.click(`form[action="${action}"] button.btn-primary`);
      const left = async () => {
        await page.go("/setup");
        return page.locator('.guide-step:not(.guide-over) a.btn').count();
      };

      await page.go(link.pathname + link.search);
      assert.deepEqual(await look(page), []);
      await page.fill('input[name="name"]', "НасосПром");
      await page.fill('input[name="person"]', "Анна Крылова");
      await page.fill('input[name="email"]', "anna@vendor");
      await send("/begin");
      await page.waitForSelector('[aria-invalid="true"]');
      assert.equal(await page.inputValue('input[name="name"]'), "НасосПром", "what was typed is kept");
      await page.fill('input[name="email"]', "anna@vendor.test");
      await send("/begin");
      await page.fill('input[name="password"]', PASSWORD);
      await send("/join");
      await page.waitForURL("**/today");
      assert.equal(await left(), STEPS.length);

      // What fits as it stands is skipped, and may be taken up again.
      for (const step of ["hours", "rules", "mail", "form"]) await page.click(`form[action="/setup/${step}/skip"] button`);
      await page.click('form[action="/setup/form/again"] button');
      await page.click('form[action="/setup/form/skip"] button');
      assert.equal(await left(), 4);

      await page.click('.guide-step[aria-current] a.btn');
      await page.fill('input[name="name_ru"]', "Насосы");
      await page.fill('input[name="code"]', "pumps");
      await send("/settings/products");
      assert.equal(await left(), 3);

      await page.click('.guide-step[aria-current] a.btn');
      const rows = "Название;ИНН;Регионы\nСевер;7707083893;г. Москва\nЮг;;г. Москва\n";
      await page.selectOption('select[name="kind"]', "partners");
      await page.setInputFiles('input[name="file"]', { name: "partners.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
      await send("/imports");
      await page.waitForURL("**/imports/import_*");
      const imported = new URL(page.url()).pathname;
      await send(`${imported}/check`);
      await settle();
      await page.go(imported);
      await send(`${imported}/commit`);
      await settle();
      assert.equal(await left(), 2);

      await page.click('.guide-step[aria-current] a.btn');
      await page.fill('input[name="email"]', "seller@north.test");
      await page.selectOption('select[name="role"]', "partner_seller");
      await page.selectOption('select[name="partner"]', { label: "Север" });
      await send("/settings/people/invite");
      const invited = await page.locator("code.secret").textContent();
      await server.join(invited, "Олег Ветров", lang);
      // The other partner's person, so that there is somebody to see it.
      await page.go("/settings/people");
      await page.fill('input[name="email"]', "owner@south.test");
      await page.selectOption('select[name="role"]', "partner_owner");
      await page.selectOption('select[name="partner"]', { label: "Юг" });
      await send("/settings/people/invite");
      await server.join(await page.locator("code.secret").textContent(), "Пётр Южный", lang);
      assert.equal(await left(), 1);

      await page.click('.guide-step[aria-current] a.btn');
      await page.fill('input[name="company"]', "Завод «Луч»");
      await page.selectOption('select[name="region"]', "RU-MOW");
      await page.fill('input[name="name"]', "Иван Петров");
      await page.fill('input[name="phone"]', "+7 495 123-45-67");
      await page.fill('textarea[name="need"]', "Насосы для котельной");
      await page.fill('input[name="source"]', "site");
      await page.check('input[name="consent_transfer"]');
      await send("/leads/new");
      await page.waitForURL("**/leads/lead_*");
      for (const partner of ["Север", "Юг"]) await page.getByText(partner).first().waitFor();
      await page.go("/setup");
      await page.locator(".guide-over").nth(STEPS.length - 1).waitFor();
      await page.go("/today");
      assert.equal(await page.locator('a[href="/setup"].btn').count(), 0, "Today leads on no more");
      // The link has ended with the first program.
      assert.equal((await fetch(link)).status, 404);
      await page.done();
    } finally {
      await quit();
      await server.stop();
    }
  });
}
