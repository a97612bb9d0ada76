// The days of those who work at the vendor, each in both languages: wide and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { network } from "./network.mjs";
import { quit, reader, serve } from "./server.mjs";

let server;
before(async () => { server = await serve(); });
after(async () => { await quit(); await server.stop(); });

let people = 0;
/** The session of a new person at the vendor. */
const at = (net, role, lang) => {
  people += 1;
  return server.person(net.key, { email: `vendor${people}@vendor.test`, name: "Анна Крылова", role, lang });
};
/** Sends the form of an address. */
const send = (page, action) => page.click(`form[action="${action}"] button.btn-primary, form[action="${action}"] button.btn-danger`);
/** Nothing on the page is wider than the window. */
const fits = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} fits`);
const ways = [["ru", 1440], ["en", 360]];

/** A partner wins a lead of the vendor and registers a client of its own. */
async function busy(net, partner) {
  const call = (path, body, key) => server.call("POST", path, { key, body });
  const key = (await call("/api/v1/keys", { name: "desk", role: "partner_owner", partner: net.partners[partner], scopes: ["*"] }, net.key)).text;
  const lead = await net.lead();
  const offer = (await server.call("GET", "/api/v1/offers", { key })).items[0].id;
  await call(`/api/v1/offers/${offer}/acceptance`, {}, key);
  await call(`/api/v1/offers/${offer}/contacts`, { evidence: "call" }, key);
  const deal = await call(`/api/v1/offers/${offer}/deal`, {}, key);
  await call(`/api/v1/deals/${deal.id}/win`, { proof: "Заказ 17" }, key);
  const own = await call("/api/v1/deals", { client_name: "Котельная № 5", phone: "+74952000001", region: "RU-MOW", product: net.product, title: "Насосы для цеха" }, key);
  return { key, lead, own: own.id };
}

for (const [lang, width] of ways) {
  test(`a director opens the list behind each number and sets a pause aside (${lang}, ${width})`, async () => {
    const net = await network(server);
    await busy(net, "Север");
    const page = await reader(server, { session: await at(net, "director", lang), lang, width });
    await page.go("/today");
    const lists = await page.locator(".tile a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.equal(new Set(lists).size, 5, "five numbers, each with its list");
    for (const list of lists) {
      await page.go(list);
      assert.ok(await page.isVisible("h1"), list);
      await fits(page);
    }
    const partner = net.partners["Север"];
    await page.go(`/partners/${partner}`);
    assert.ok(await page.isVisible(".counter"));
    await fits(page);
    await page.go(`/partners/${partner}/override`);
    await page.fill('input[name="until"]', "2026-06-01T10:00");
    await page.fill('textarea[name="reason"]', "Выставка в Казани");
    await send(page, `/partners/${partner}/override`);
    await page.waitForSelector('[aria-invalid="true"]');
    assert.equal(await page.inputValue('textarea[name="reason"]'), "Выставка в Казани", "what was typed is kept");
    await page.fill('input[name="until"]', "2026-07-15T10:00");
    await send(page, `/partners/${partner}/override`);
    await page.waitForURL(`**/partners/${partner}`);
    await page.waitForSelector("text=Выставка в Казани");
    await page.done();
  });

  test(`a channel manager sees who works, approves a client and answers an appeal (${lang}, ${width})`, async () => {
    const net = await network(server);
    const { key, lead, own } = await busy(net, "Север");
    await server.call("POST", `/api/v1/partners/${net.partners["Север"]}/reciprocity/appeals`, { key, body: { text: "Сделка у регистратора" } });
    const page = await reader(server, { session: await at(net, "channel_manager", lang), lang, width });
    await page.go(`/leads/${lead}`);
    assert.ok(await page.isVisible(".board-column"), "the board shows the partner");
    await fits(page);
    await page.go("/today");
    await page.click(`a[href="/deals/${own}"]`);
    await page.waitForSelector("text=Котельная № 5");
    await fits(page);
    await page.click(`form[action="/deals/${own}/approve"] button`);
    await page.waitForSelector(`form[action="/deals/${own}/approve"]`, { state: "detached" });
    await page.go("/today");
    await page.click('a[href^="/appeals/appeal_"]');
    await page.waitForSelector("text=Сделка у регистратора");
    await fits(page);
    const action = await page.getAttribute('form[action$="/answer"]', "action");
    await page.fill('textarea[name="text"]', "Ждём документ до пятницы");
    await send(page, action);
    await page.waitForSelector(`form[action="${action}"]`, { state: "detached" });
    await page.waitForSelector("text=Ждём документ до пятницы");
    const partner = await reader(server, { session: await net.session("Север", lang, "partner_owner"), lang, width });
    await partner.go("/home");
    await partner.waitForSelector("text=Ждём документ до пятницы");
    await partner.done();
    await page.done();
  });

  test(`the lead desk enters a lead, gives it by hand and closes another (${lang}, ${width})`, async () => {
    const net = await network(server, ["Север", "Юг"]);
    const page = await reader(server, { session: await at(net, "lead_desk", lang), lang, width });
    await page.go("/leads/new");
    await fits(page);
    for (const [name, value] of Object.entries({ company: "Завод «Луч»", name: "Пётр Ильин", phone: "+74951234599", source: "phone" })) await page.fill(`input[name="${name}"]`, value);
    await page.fill('textarea[name="need"]', "Насосы для котельной");
    await page.selectOption('select[name="region"]', "RU-MOW");
    await page.selectOption('select[name="size"]', "medium");
    await page.selectOption('select[name="product"]', net.product);
    await page.check('input[name="consent_transfer"]');
    await send(page, "/leads/new");
    await page.waitForURL("**/leads/lead_*");
    await page.waitForSelector(".board-column");
    const lead = new URL(page.url()).pathname;
    await page.go(`${lead}/give`);
    await fits(page);
    await page.check(`input[name="partner"][value="${net.partners["Юг"]}"]`);
    await page.fill('textarea[name="reason"]', "Клиент просил этого партнёра");
    await send(page, `${lead}/give`);
    await page.waitForURL(`**${lead}`);
    await page.waitForSelector("text=Клиент просил этого партнёра");
    const other = `/leads/${await net.lead()}`;
    await page.go(other);
    await page.click(`details:has(form[action="${other}/close"]) > summary`);
    await page.selectOption(`form[action="${other}/close"] select`, "other");
    await page.fill(`form[action="${other}/close"] textarea`, "Реклама");
    await send(page, `${other}/close`);
    await page.waitForSelector(".line >> text=Реклама");
    await page.done();
  });

  test(`an admin invites, changes the policy, makes a form and a key (${lang}, ${width})`, async () => {
    const net = await network(server);
    const page = await reader(server, { session: await at(net, "admin", lang), lang, width });
    await page.go("/settings/people");
    await fits(page);
    await page.fill('input[name="email"]', `new${people}@vendor.test`);
    await page.selectOption('select[name="role"]', "support");
    await send(page, "/settings/people/invite");
    await page.waitForSelector(`text=new${people}@vendor.test`);
    await page.go("/settings/policy/edit");
    await page.fill('input[name="distribution.waves"]', "2");
    await page.fill('textarea[name="note"]', "Меньше волн");
    await send(page, "/settings/policy/preview");
    await page.waitForSelector(".diff-new >> text=2");
    await fits(page);
    await send(page, "/settings/policy");
    await page.waitForSelector("text=Меньше волн");
    await page.go("/settings/modes");
    await fits(page);
    await page.selectOption(`select[name="product:${net.product}"]`, "exclusive");
    await page.fill('textarea[name="note"]', "Насосы ведёт один");
    await send(page, "/settings/modes");
    await page.waitForSelector(".diff-new");
    assert.match(await page.innerText(".facts"), /\d/, "whom it touches");
    await fits(page);
    await send(page, "/settings/modes/publish");
    await page.waitForSelector("[data-done]");
    assert.equal(await page.inputValue(`select[name="product:${net.product}"]`), "exclusive");
    await page.go("/settings/calendars");
    await page.click(".card h2 a");
    await page.click('form[action$="/holidays"] button');
    await page.waitForSelector("[data-done]");
    assert.ok(await page.locator(".week").count() > 1, "the days to come are shown");
    await fits(page);
    await page.go("/settings/forms/new");
    await fits(page);
    await page.fill('input[name="name"]', "Сайт");
    await page.fill('input[name="slug"]', `site-${lang}`);
    await send(page, "/settings/forms/new");
    await page.waitForURL("**/settings/forms/form_*");
    const form = await page.getAttribute('a.btn[href*="/f/"]', "href");
    const visitor = await reader(server, { lang, width });
    await visitor.go(new URL(form, server.base).pathname);
    assert.ok(await visitor.isVisible('form input[name="company"]'), "the form is published");
    await fits(visitor);
    await visitor.done();
    await page.go("/settings/keys");
    await page.fill('input[name="name"]', "CRM");
    await page.selectOption('select[name="role"]', "auditor");
    await send(page, "/settings/keys");
    await page.waitForSelector(".secret");
    await page.done();
  });
}
