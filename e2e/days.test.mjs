// The day of each role, end to end, in both languages on a phone and on a desk. One table; `fine` looks at every page.
// The days of the director, the manager, the desk and the admin in full stand in vendor.test.mjs,
// the client's in form.test.mjs.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { command, fine, picture, WAYS } from "./days.mjs";
import { network } from "./network.mjs";
import { quit, reader, serve } from "./server.mjs";

let server;
before(async () => { server = await serve(); });
after(async () => { await quit(); await server.stop(); });

let people = 0;
let minute = 0;
/** What was recorded is brought into the index: under a test clock what follows by itself happens when the time goes on. */
const settle = () => server.clock(`2026-06-15T07:${String(++minute).padStart(2, "0")}:00Z`);
const send = (page, action) => page.click(`form[action="${action}"] button:not([formaction])`);
const call = (path, body, key) => server.call("POST", path, { key, body });
/** What the page may be changed by, but for what belongs to everybody. */
const acts = (page) => page.locator('main form[method="post"] button, main form[method="post"] input:not([type="hidden"])').count();

/** Goes to an address, sees that the page is fine there, and takes its picture. */
function walker(page, lang, width) {
  return async (path, name, from) => {
    if (path) await page.go(path);
    await fine(page, lang);
    // A seller's guide shows a phone, the others a desk.
    if (name && name.startsWith("seller-") === width < 600) await picture(page, lang, name, from);
  };
}

/** The partner takes the newest lead, calls its client and wins. */
async function won(net, key) {
  await net.lead();
  const offer = (await server.call("GET", "/api/v1/offers", { key })).items[0].id;
  await call(`/api/v1/offers/${offer}/acceptance`, {}, key);
  await call(`/api/v1/offers/${offer}/contacts`, { evidence: "call" }, key);
  const deal = await call(`/api/v1/offers/${offer}/deal`, {}, key);
  await call(`/api/v1/deals/${deal.id}/win`, { proof: "Заказ 17" }, key);
  return deal.id;
}

/** Who, what the day is, and the day itself: `net`, the `key` of the partner's owner, `go(path, picture)`, the `page`. */
const DAYS = {
  partner_seller: ["takes a lead in one hand, calls, wins", async ({ net, page, go }) => {
    await net.lead();
    await go("/home", "seller-home");
    await page.click(".offer-title a");
    await page.waitForURL("**/offers/offer_*");
    assert.ok(!(await page.content()).includes("Петров"), "nobody is named before the acceptance");
    await go(null, "seller-offer");
    const offer = new URL(page.url()).pathname;
    await go(`${offer}/why`, "seller-why");
    await go(offer);
    await page.click('.thumb form[action$="/acceptance"] button');
    await page.waitForSelector('a[href^="tel:"]');
    await page.check('form[action$="/contact"] input[value="call"]');
    await page.fill('textarea[name="note"]', "Встреча в четверг");
    await go(null, "seller-contact");
    await send(page, `${offer}/contact`);
    await page.waitForSelector("text=Встреча в четверг");
    await send(page, `${offer}/deal`);
    await page.waitForURL("**/my/deals/deal_*");
    await page.fill('input[name="proof"]', "Заказ 17");
    await go(null, "seller-deal");
    await page.click('form[action$="/win"] button');
    await page.waitForSelector("text=Заказ 17");
    await go("/my/deals");
  }],
  partner_owner: ["registers a client, invites a seller, makes a key and plans a holiday", async ({ net, page, go, lang, width }) => {
    await page.go("/my/register");
    const client = `Котельная ${lang} ${width}`;
    await page.fill('input[name="client_name"]', client);
    await page.selectOption('select[name="region"]', "RU-MOW");
    await page.selectOption('select[name="product"]', net.product);
    await page.fill('input[name="title"]', "Насосная станция");
    await page.waitForSelector("#light .alert-success");
    await go(null, "seller-register");
    await page.click("form#register button.btn-primary");
    await page.waitForURL("**/my/deals/deal_*");
    await go("/company/people");
    await page.fill('input[name="email"]', `colleague.${lang}${width}@partner.test`);
    await page.selectOption('select[name="role"]', "partner_seller");
    await send(page, "/company/people/invite");
    await page.waitForSelector(`text=colleague.${lang}${width}@partner.test`);
    await go("/company/keys");
    await page.fill('input[name="name"]', "CRM");
    await page.selectOption('form[action="/company/keys"] select[name="role"]', "partner_seller");
    await page.click('form[action="/company/keys"] button.btn-primary');
    await page.waitForSelector(".secret");
    await go("/company/about");
    await page.fill('input[name="from"]', "2026-07-01");
    await page.fill('input[name="until"]', "2026-07-10");
    await send(page, "/company/about/holidays");
    await page.waitForSelector("[data-done]");
    await go("/my/why");
    await go("/rules");
  }],
  partner_finance: ["reads what was won and can change nothing", async ({ net, key, page, go }) => {
    const deal = await won(net, key);
    await net.lead();
    for (const path of ["/home", "/offers", "/my/deals", `/my/deals/${deal}`, "/my/appeals", "/neutrality"]) {
      await go(path);
      assert.equal(await acts(page), 0, `nothing is sent from ${path}`);
    }
    const refused = await page.go("/my/register");
    assert.equal(refused.status(), 403);
    await go(null);
  }],
  channel_manager: ["looks who works, asks why, stops a partner and lets it go on", async ({ net, key, page, go }) => {
    const lead = await net.lead();
    const own = await call("/api/v1/deals", { client_name: `Цех ${people}`, region: "RU-MOW", product: net.product, title: "Насосы для цеха" }, key);
    await go("/today", "manager-today");
    await go(`/leads/${lead}`, "manager-board");
    await go(`/leads/${lead}/why`, "manager-why");
    await go(`/deals/${own.id}`, "manager-registration");
    await send(page, `/deals/${own.id}/approve`);
    await page.waitForSelector(`form[action="/deals/${own.id}/approve"]`, { state: "detached" });
    const partner = `/partners/${Object.values(net.partners)[0]}`;
    await go(partner, "manager-partner");
    await page.fill(`form[action="${partner}/suspend"] [name="reason"]`, "Проверка договора");
    await page.click(`form[action="${partner}/suspend"] button`);
    await page.waitForSelector(`form[action="${partner}/resume"]`);
    await go(null);
    await send(page, `${partner}/resume`);
    await page.waitForSelector(`form[action="${partner}/resume"]`, { state: "detached" });
  }],
  support: ["finds the client who called and sees who has its lead", async ({ net, page, go, width }) => {
    const lead = await net.lead({ client: { name: `Молокозавод ${people}`, region: "RU-MOW", city: "Москва" } });
    await settle();
    await go("/today");
    if (width > 600) {
      await page.keyboard.press("/");
      await page.keyboard.type(`молокозавод ${people}`);
      await page.keyboard.press("Enter");
    } else {
      await page.click("a.top-find");
      await page.fill('.search-form input[name="q"]', `молокозавод ${people}`);
    }
    await page.waitForSelector(`#found a[href="/leads/${lead}"]`);
    await go(null);
    await page.click(`main a[href="/leads/${lead}"]`);
    await page.waitForSelector(".board-column");
    await go(null);
    assert.equal(await page.locator(`form[action="/leads/${lead}/close"]`).count(), 0, "closing is the desk's");
    await go(`/leads/${lead}/why`);
  }],
  quality: ["looks at what was won and ignored, and records that an own deal failed its inspection", async ({ net, key, page, go, lang }) => {
    const own = { client_name: `Цех ${people}`, region: "RU-MOW", product: net.product, title: "Насосы для цеха" };
    const { id: deal } = await call("/api/v1/deals", own, key);
    await call(`/api/v1/deals/${deal}/approval`, {}, net.key);
    await go("/insight/won");
    await go("/insight/ignored");
    await go("/deals");
    await page.click(`main a[href="/deals/${deal}"]`);
    const action = `/deals/${deal}/fail`;
    await page.click(`details:has(form[action="${action}"]) > summary`);
    await fine(page, lang);
    await page.fill(`form[action="${action}"] textarea`, "Клиент не подтвердил заказ");
    await send(page, action);
    await page.waitForSelector(`form[action="${action}"]`, { state: "detached" });
    assert.match(await page.innerText("main .line"), lang === "ru" ? /Не прошла проверку/ : /Failed its inspection/);
    await go("/neutrality");
  }],
  trainer: ["certifies people of a partner for a product", async ({ net, page, go }) => {
    const product = await call("/api/v1/products", { code: `valve${people}`, name: `Задвижки ${people}`, needs_certificate: true }, net.key);
    await go("/partners");
    const partner = `/partners/${Object.values(net.partners)[0]}`;
    await go(partner);
    const action = `${partner}/certificates`;
    await page.selectOption(`form[action="${action}"] select`, product.id);
    await page.fill(`form[action="${action}"] input[type="date"]`, "2027-06-30");
    await send(page, action);
    await page.waitForSelector(`[aria-labelledby="certificates"] >> text=${product.name ?? "Задвижки"}`);
    assert.equal(await page.locator(`form[action="${partner}/suspend"]`).count(), 0, "a trainer stops nobody");
  }],
  auditor: ["reads the rules, a decision, the board and a list, and can change nothing", async ({ net, page, go }) => {
    const lead = await net.lead();
    for (const path of ["/today", "/insight", "/insight/debt", "/insight/coverage", "/leads", `/leads/${lead}`, `/leads/${lead}/why`, "/deals", "/partners", "/rules", "/neutrality", "/appeals"]) {
      await go(path);
      assert.equal(await acts(page), 0, `nothing is sent from ${path}`);
    }
    const list = await page.context().request.get(`${server.base}/leads/export.csv`);
    assert.match(await list.text(), /RU-MOW|Москва|Moscow/);
    assert.equal((await page.go("/settings/policy")).status(), 403);
    await go(null);
  }],
  admin: ["sets up people, rules, products and a form", async ({ page, go, lang, width }) => {
    await go("/settings/people", "admin-people");
    await page.fill('input[name="email"]', `new.${lang}${width}@vendor.test`);
    await page.selectOption('select[name="role"]', "support");
    await send(page, "/settings/people/invite");
    await page.waitForSelector(`text=new.${lang}${width}@vendor.test`);
    await go("/settings/policy/edit", "admin-policy");
    await page.fill('input[name="distribution.waves"]', "2");
    await page.fill('textarea[name="note"]', "Меньше волн");
    await send(page, "/settings/policy/preview");
    await page.waitForSelector(".diff-new >> text=2");
    await go(null, "admin-diff");
    await send(page, "/settings/policy");
    await page.waitForSelector("text=Меньше волн");
    await go("/settings/products", "admin-products");
    await go("/settings/calendars");
    await go("/settings/forms/new", "admin-form");
    await page.fill('input[name="name"]', "Сайт");
    await page.fill('input[name="slug"]', `day-${lang}-${width}`);
    await send(page, "/settings/forms/new");
    await page.waitForURL("**/settings/forms/form_*");
    await go("/settings/keys", "admin-keys");
    await go("/setup", "admin-setup");
    await go("/settings/letters");
  }],
  director: ["reads the five numbers and opens the list behind each", async ({ net, key, page, go }) => {
    await won(net, key);
    await go("/today");
    const lists = await page.locator(".tile a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.equal(new Set(lists).size, 5, "five numbers, each with its list");
    for (const list of lists) await go(list);
    await go("/insight");
    await go("/insight/coverage");
    await go("/neutrality");
  }],
};

const VENDOR = (role) => !role.startsWith("partner_");

for (const [role, [day, live]] of Object.entries(DAYS)) {
  for (const [lang, width] of WAYS) {
    test(`${role} ${day} (${lang}, ${width})`, async () => {
      people += 1;
      const name = `Север ${people}`;
      const net = await network(server, [name]);
      const session = VENDOR(role)
        ? await server.person(net.key, { email: `day${people}@vendor.test`, name: "Анна Крылова", role, lang })
        : await net.session(name, lang, role);
      const key = (await call("/api/v1/keys", { name: "owner", role: "partner_owner", partner: net.partners[name], scopes: ["*"] }, net.key)).text;
      const page = await reader(server, { session, lang, width, height: width < 600 ? 780 : 900 });
      page.setDefaultTimeout(15_000);
      await live({ net, key, page, lang, width, go: walker(page, lang, width) });
      await page.done();
    });
  }
}

for (const [lang, width] of WAYS) {
  test(`an integrator takes a key from the page, sends a lead and hears of it (${lang}, ${width})`, async () => {
    people += 1;
    const net = await network(server, [`Связь ${people}`]);
    const session = await server.person(net.key, { email: `day${people}@vendor.test`, name: "Анна Крылова", role: "admin", lang });
    const page = await reader(server, { session, lang, width });
    const go = walker(page, lang, width);
    await go("/settings/keys");
    await page.fill('input[name="name"]', "Site");
    await page.selectOption('select[name="role"]', "lead_desk");
    await page.click('form[action="/settings/keys"] button.btn-primary');
    await page.waitForSelector(".secret");
    await go(null);
    const shown = await page.locator(".secret").evaluate((one) => one.value ?? one.textContent);
    const key = (shown || (await page.innerText(".secret"))).trim();
    const described = await server.call("GET", "/api/v1/openapi.json", {});
    assert.ok(described.paths["/api/v1/leads"].post, "the document tells how");
    const heard = await fetch(`${server.base}/api/v1/events/stream`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(heard.status, 200);
    const { id } = await call("/api/v1/leads", {
      client: { name: "Завод «Связь»", region: "RU-MOW" }, contact: { name: "Иван", phone: "+74951239900" }, need: "Насосы",
      product: net.product, size: "medium", source: "site", consent: { transfer: true, text: "v1" },
    }, key);
    const stream = heard.body.getReader();
    let said = "";
    const end = Date.now() + 10_000;
    while (!said.includes(id) && Date.now() < end) said += new TextDecoder().decode((await stream.read()).value);
    await stream.cancel();
    assert.ok(said.includes(id), "the stream tells of the lead");
    await go(`/leads/${id}`);
    await page.done();
  });
}

test("an operator backs up a working server, checks the copy, brings it back and checks again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "artel-day-"));
  try {
    const [copy, back] = [join(folder, "copy.db"), join(folder, "back.db")];
    await command("backup", "--database", server.database, copy);
    await command("check", "--database", copy);
    await command("restore", "--database", back, copy);
    assert.ok(JSON.parse(await command("check", "--json", "--database", back)), "what was brought back holds");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
