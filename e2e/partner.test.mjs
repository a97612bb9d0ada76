// The day of a partner's seller: an offer comes, is accepted, the client is called, the deal is won.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { network } from "./network.mjs";
import { quit, reader, serve } from "./server.mjs";

let server;
before(async () => { server = await serve(); });
after(async () => { await quit(); await server.stop(); });

const WORDS = {
  ru: { accept: "Взять", record: "Записать и начать работу", deal: "К сделке", won: "Выиграна", home: "Главная", decline: "Отказаться", why: "Почему мне?", register: "Заявить" },
  en: { accept: "Accept", record: "Record and start the work", deal: "To the deal", won: "Won", home: "Home", decline: "Decline", why: "Why me?", register: "Register" },
};

for (const [lang, width] of [["ru", 360], ["en", 1440]]) {
  test(`a seller takes a lead from the offer to the win (${lang}, ${width})`, async () => {
    const words = WORDS[lang];
    const net = await network(server);
    const session = await net.session("Север", lang);
    await net.lead();
    const page = await reader(server, { session, lang, width });
    await page.go("/");
    await page.waitForURL("**/home");
    assert.equal(await page.textContent("h1"), words.home);
    assert.ok(!(await page.content()).includes("Петров"), "nobody is named before the acceptance");
    await page.click(".offer-title a");
    await page.waitForURL("**/offers/offer_*");
    assert.ok(!(await page.content()).includes("Петров"), "nor on the page of the offer");
    await page.click(`.thumb button:has-text("${words.accept}")`);
    await page.waitForSelector('a[href^="tel:"]');
    assert.ok((await page.content()).includes("Иван Петров"), "the contact is shown after the acceptance");
    assert.equal(await page.locator('form[action$="/contact"] input:checked').count(), 0, "one stray tap starts nothing");
    await page.fill('textarea[name="note"]', "Договорились о встрече");
    await page.click(`form[action$="/contact"] button:has-text("${words.record}")`);
    assert.equal(await page.locator(".line li").count(), 0, "the kind of contact must be said");
    await page.check('form[action$="/contact"] input[value="call"]');
    await page.click(`form[action$="/contact"] button:has-text("${words.record}")`);
    await page.waitForSelector("text=Договорились о встрече");
    await page.click(`a:has-text("${words.why}")`);
    await page.waitForURL("**/why");
    assert.ok((await page.locator(".gate").count()) >= 9, "every gate is named");
    await page.goBack();
    await page.click(`button:has-text("${words.deal}")`);
    await page.waitForURL("**/my/deals/deal_*");
    await page.fill('input[name="proof"]', "Заказ 17");
    await page.click(`button:has-text("${words.won}")`);
    await page.waitForSelector("text=Заказ 17");
    await page.done();
  });
}

test("a decline needs its reason, and keeps what was typed when it is refused", async () => {
  const net = await network(server);
  const session = await net.session("Север");
  await net.lead();
  const page = await reader(server, { session, script: false, width: 360 });
  await page.go("/offers");
  await page.click(".offer-title a");
  await page.click("#decline > summary");
  await page.check('#decline input[value="other"]');
  await page.click("#decline button");
  assert.ok(await page.isChecked('#decline input[value="other"]'), "the choice is kept");
  assert.ok(await page.isVisible("[data-refused]"), "and what is wrong is said");
  await page.check('#decline input[value="no_resources"]');
  await page.click("#decline button");
  await page.waitForURL("**/offers");
  await page.done();
});

test("a client that another partner holds is red before it is registered, and nobody says whose it is", async () => {
  const net = await network(server, ["Полюс", "Юг"]);
  const [north, south] = [await net.session("Полюс"), await net.session("Юг")];
  const register = async (session) => {
    const page = await reader(server, { session, width: 360 });
    await page.go("/my/register");
    await page.fill('input[name="client_name"]', "ООО «Х-Строй»");
    await page.fill('input[name="tax_id"]', "7707083893");
    await page.selectOption('select[name="region"]', "RU-MOW");
    await page.selectOption('select[name="product"]', net.product);
    await page.fill('input[name="title"]', "Насосная станция");
    return page;
  };
  const first = await register(north);
  await first.waitForSelector("#light .alert-success");
  await first.click('form#register button.btn-primary');
  await first.waitForURL("**/my/deals/deal_*");
  const second = await register(south);
  await second.waitForSelector("#light .alert-warning, #light .alert-danger");
  assert.ok(!(await second.content()).includes("Полюс"));
  await first.done();
  await second.done();
});
