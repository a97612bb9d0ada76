// A bad connection, a session that has ended, a keyboard alone: nothing typed is lost, everything can be reached.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { network } from "./network.mjs";
import { PASSWORD, quit, reader, serve } from "./server.mjs";

let server;
before(async () => { server = await serve(); });
after(async () => { await quit(); await server.stop(); });

const offerOf = async (net) => (await server.call("GET", `/api/v1/offers?partner=${Object.values(net.partners)[0]}`, { key: net.key })).items[0];
const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("artel-draft:")));

test("what could not be sent on a phone is kept and offered again, and nothing of it stays after success or sign-out", async () => {
  const net = await network(server, ["Гавань"]);
  const session = await net.session("Гавань");
  await net.lead();
  const page = await reader(server, { session, width: 360 });
  await page.go(`/offers/${(await offerOf(net)).id}`);
  await page.context().setOffline(true);
  await page.click(".thumb button");
  await page.waitForSelector("[data-unsent]");
  await page.context().setOffline(false);
  await page.click("[data-again]");
  await page.waitForSelector('a[href^="tel:"]');

  await page.check('form[action$="/contact"] input[value="letter"]');
  await page.fill('textarea[name="note"]', "Договорились на четверг");
  await page.context().setOffline(true);
  await page.click('form[action$="/contact"] button.btn-primary:not([data-again])');
  await page.waitForSelector("[data-unsent]");
  assert.equal((await drafts(page)).length, 1);
  await page.context().setOffline(false);
  // The phone was put away: the form comes back on the page.
  await page.reload();
  await page.click("[data-restore]");
  assert.equal(await page.inputValue('textarea[name="note"]'), "Договорились на четверг");
  assert.ok(await page.isChecked('form[action$="/contact"] input[value="letter"]'), "the choice is kept, too");
  await page.click('form[action$="/contact"] button.btn-primary:not([data-restore])');
  await page.waitForSelector(".line li");
  assert.deepEqual(await drafts(page), [], "cleared by success");
  assert.equal((await offerOf(net)).state, "started");

  await page.check('form[action$="/contact"] input[value="call"]');
  await page.fill('textarea[name="note"]', "Ещё звонок");
  await page.context().setOffline(true);
  await page.click('form[action$="/contact"] button.btn-primary:not([data-again])');
  await page.waitForSelector("[data-unsent]");
  await page.context().setOffline(false);
  await page.evaluate(() => document.querySelector('form[action="/sign-out"]').requestSubmit());
  await page.waitForURL("**/sign-in**");
  assert.deepEqual(await drafts(page), [], "cleared by signing out");
  await page.context().close();
});

test("a session that ended while somebody typed gives the form back after signing in again", async () => {
  const net = await network(server, ["Мыс"]);
  const email = "cape@partner.test";
  const session = await server.person(net.key, { email, name: "Ольга Котова", role: "partner_seller", partner: net.partners["Мыс"] });
  const page = await reader(server, { session, width: 390 });
  await page.go("/my/register");
  await page.fill('input[name="client_name"]', "ООО «Прилив»");
  await page.fill('input[name="title"]', "Насосы для порта");
  await page.selectOption('select[name="region"]', "RU-MOW");
  await page.selectOption('select[name="product"]', net.product);
  await page.context().clearCookies({ name: "artel" });
  await page.click("form#register button.btn-primary");
  await page.waitForURL("**/sign-in**");
  await page.fill('input[name="email"]', email);
  await page.fill('input[name="password"]', PASSWORD);
  await page.click("main button.btn-primary");
  await page.waitForURL("**/my/register");
  await page.click("[data-restore]");
  assert.equal(await page.inputValue('input[name="client_name"]'), "ООО «Прилив»");
  assert.equal(await page.inputValue('input[name="title"]'), "Насосы для порта");
  await page.click("form#register button.btn-primary:not([data-restore])");
  await page.waitForURL("**/my/deals/deal_*");
  await page.done();
});

for (const [lang, width] of [["ru", 1440], ["en", 390]]) {
  test(`a lead is accepted and started by the keyboard alone (${lang}, ${width})`, async () => {
    const net = await network(server, [`Причал ${lang}`]);
    const session = await net.session(`Причал ${lang}`, lang);
    await net.lead();
    const page = await reader(server, { session, lang, width });
    await page.go("/home");
    const reach = async (selector) => {
      for (let presses = 0; presses < 80; presses += 1) {
        await page.keyboard.press("Tab");
        const found = await page.evaluate((wanted) => {
          const at = document.activeElement;
          if (!at?.matches(wanted)) return "";
          const style = getComputedStyle(at);
          return style.outlineStyle !== "none" || style.boxShadow !== "none" ? "seen" : "unseen";
        }, selector);
        if (found) {
          assert.equal(found, "seen", `the focus on ${selector} is visible`);
          return;
        }
      }
      assert.fail(`${selector} is not reached`);
    };
    await reach(".offer-title a");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/offers/offer_*");
    await reach(".thumb button");
    await page.keyboard.press("Enter");
    await page.waitForSelector('a[href^="tel:"]');
    await reach('form[action$="/contact"] input[type="radio"]');
    await page.keyboard.press("Space");
    await reach('textarea[name="note"]');
    await page.keyboard.type("Перезвонят завтра");
    await reach('form[action$="/contact"] button');
    await page.keyboard.press("Enter");
    await page.waitForSelector(".line li");
    assert.equal((await offerOf(net)).state, "started");
    await page.done();
  });
}
