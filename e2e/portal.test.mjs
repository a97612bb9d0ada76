// What a partner sees of itself: what holds leads back, why nothing comes, what was looked at and when it was called.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { network } from "./network.mjs";
import { quit, reader, serve } from "./server.mjs";

let server;
before(async () => { server = await serve(); });
after(async () => { await quit(); await server.stop(); });

async function begun(names, lang) {
  const net = await network(server, names);
  return { net, session: await net.session(names[0], lang) };
}
const offerOf = async (net) => (await server.call("GET", `/api/v1/offers?partner=${Object.values(net.partners)[0]}`, { key: net.key })).items[0];

const home = async (session) => (await fetch(`${server.base}/home`, { headers: { cookie: `artel=${session}` } })).text();

test("a pause stands above all on the home page, with its end and what ends it", async () => {
  const { net, session } = await begun(["Север"]);
  assert.match(await home(session), /появится здесь сразу/);
  await server.call("POST", `/api/v1/partners/${net.partners["Север"]}/holidays`, { key: net.key, body: { until: "2026-06-20T00:00:00+03:00" } });
  const page = await reader(server, { session, width: 360 });
  await page.go("/home");
  const halts = page.locator(".halts");
  assert.match(await halts.innerText(), /Ваш перерыв/);
  assert.match(await halts.innerText(), /20.июня/);
  assert.ok(!/появится здесь сразу/.test(await page.innerText("main")), "no lead is promised meanwhile");
  await page.done();
});

test("why nothing comes: one sentence, every gate, what would change it, and nobody else", async () => {
  for (const [lang, script] of [["ru", true], ["en", false]]) {
    const { net, session } = await begun(["Запад", "Восток"], lang);
    const page = await reader(server, { session, lang, script, width: 390 });
    await page.go("/home");
    await page.goto(`${server.base}/my/why?region=RU-MOW`);
    assert.match(await page.innerText(".verdict"), lang === "ru" ? /Такой лид пришёл бы вам/ : /would come to you/);
    assert.equal(await page.locator(".gate").count(), 9, "every gate");
    assert.ok((await page.locator("form.filters").boundingBox()).height < 260, "the filter leaves the answer in sight");
    await page.selectOption('select[name="region"]', "RU-SPE");
    if (!script) await page.click("form.filters button");
    await page.waitForURL(/region=RU-SPE/);
    assert.match(await page.innerText(".verdict"), lang === "ru" ? /вне территории/ : /outside the territory/);
    assert.ok((await page.locator("main").innerText()).match(lang === "ru" ? /«Регион»/ : /“Territory”/), "what would change it");
    assert.ok(!(await page.content()).includes("Восток"), "nothing of others");
    assert.ok(net.partners["Запад"]);
    await page.done();
  }
});

test("opening an offer without scripts records the look once", async () => {
  const { net, session } = await begun(["Берег"]);
  await net.lead();
  const { id } = await offerOf(net);
  const look = async (session) => {
    const page = await reader(server, { session, script: false });
    await page.go(`/offers/${id}`);
    await page.done();
    return (await offerOf(net));
  };
  const finance = await net.session("Берег", "ru", "partner_finance");
  assert.notEqual((await look(finance)).state, "viewed", "who may not answer looks on");
  const seen = await look(session);
  assert.equal(seen.state, "viewed");
  await server.clock("2026-06-15T07:05:00Z");
  assert.equal((await look(session)).state_at, seen.state_at, "once");
});

test("why an offer came names the draw, the charge and the version of the rules, and no id", async () => {
  const { net, session } = await begun(["Родник"]);
  await net.lead();
  const page = await reader(server, { session, width: 360 });
  await page.go(`/offers/${(await offerOf(net)).id}/why`);
  const said = await page.locator("main").innerText();
  assert.match(said, /На сколько вы отодвинулись в очереди/);
  assert.match(said, /версия 1, действует с 15.июня/);
  assert.ok(!/policy_[0-9a-f]/.test(await page.content()));
  await page.done();
});

test("a call made at 10:10 and typed at 11:00 counts from 10:10", async () => {
  const { net, session } = await begun(["Холм"]);
  await net.lead({ contact: { name: "Иван Петров", phone: "+74951234599", email: "ivan.petrov@holding-transtsentr-lux.ru" } });
  const page = await reader(server, { session, width: 360 });
  await page.go(`/offers/${(await offerOf(net)).id}`);
  await page.click('.thumb button');
  await page.waitForSelector('a[href^="tel:"]');
  assert.match(await page.innerText('a[href^="tel:"]'), /^\+7.\d{3}.\d{3}-\d\d-\d\d$/, "a phone as it is read");
  const outside = await page.evaluate(() => [...document.querySelectorAll(".now *")].filter((e) => e.getBoundingClientRect().right > document.querySelector(".now").getBoundingClientRect().right).length);
  assert.equal(outside, 0, "nothing sticks out of its card");
  await server.clock("2026-06-15T08:00:00Z");
  await page.check('form[action$="/contact"] input[value="call"]');
  await page.fill('input[name="at"]', "2026-06-15T10:10");
  await page.click('form[action$="/contact"] button');
  await page.waitForSelector(".line li");
  assert.match(await page.innerText(".line"), /10:10/);
  const offer = await offerOf(net);
  assert.equal(offer.state, "started");
  assert.equal(new Date(offer.state_at).toISOString(), "2026-06-15T07:10:00.000Z");
  // A contact of tomorrow is refused, and what was typed stays.
  await page.check('form[action$="/contact"] input[value="meeting"]');
  await page.fill('input[name="at"]', "2026-06-16T10:05");
  await page.fill('textarea[name="note"]', "Завтра позвоню");
  await page.click('form[action$="/contact"] button');
  await page.waitForSelector("[data-refused]");
  assert.equal(await page.inputValue('textarea[name="note"]'), "Завтра позвоню");
  assert.ok(await page.isVisible('input[name="at"][aria-invalid="true"]'), "the wrong time is marked at its field");
  await page.done();
});

test("the light of a registration works without scripts and keeps what was typed; the deal names its client", async () => {
  const { net, session } = await begun(["Утёс"]);
  const page = await reader(server, { session, script: false, width: 360 });
  await page.go("/my/register");
  await page.fill('input[name="client_name"]', "ООО «Волна»");
  await page.fill('input[name="tax_id"]', "7707083893");
  await page.fill('input[name="value"]', "1 500,50");
  await page.selectOption('select[name="region"]', "RU-MOW");
  await page.selectOption('select[name="product"]', net.product);
  await page.click('button[formmethod="get"]');
  await page.waitForSelector("#light .alert-success");
  assert.equal(await page.inputValue('input[name="client_name"]'), "ООО «Волна»");
  assert.equal(await page.inputValue('input[name="value"]'), "1500,50");
  await page.fill('input[name="title"]', "Насосная станция");
  await page.click("form#register button.btn-primary");
  await page.waitForURL("**/my/deals/deal_*");
  assert.match(await page.innerText(".facts"), /ООО «Волна»/);
  await page.done();
});
