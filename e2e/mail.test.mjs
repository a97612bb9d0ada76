// Story 24: an offer is accepted from its letter on a phone, without a password.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { post } from "./mail.mjs";
import { network } from "./network.mjs";
import { quit, reader, serve } from "./server.mjs";

let server, mail;
before(async () => { mail = await post(); server = await serve({ mail }); });
after(async () => { await quit(); await server.stop(); await mail.stop(); });

const WORDS = { ru: { taken: "Лид ваш", spent: "уже ответили", other: "Уже работаем с ним" }, en: { taken: "The lead is yours", spent: "has been used", other: "We work with them already" } };

// Letters go out in the server's time, which stands still in a story.
let seconds = 0;

async function offered(lang) {
  const net = await network(server, [`Фарватер ${lang}${Math.random()}`]);
  const name = Object.keys(net.partners)[0];
  const email = `fairway.${Math.random().toString(36).slice(2)}@partner.test`;
  await server.person(net.key, { email, name: "Ольга Котова", role: "partner_seller", partner: net.partners[name], lang });
  await net.lead();
  await server.clock(`2026-06-15T07:01:${String((seconds += 5) % 60).padStart(2, "0")}Z`);
  // The address of the server is not known to it before it listens.
  const link = server.base + new URL(await mail.link(email, "/o/")).pathname;
  return { net, link };
}

for (const lang of ["ru", "en"]) {
  test(`the link of the letter accepts in two taps at 360 px, once (${lang})`, async () => {
    const { link } = await offered(lang);
    const phone = await reader(server, { lang, width: 360, height: 740, script: lang === "ru" });
    await phone.goto(link); // the first tap, in the letter
    assert.ok(!/Петров|\+7495/.test(await phone.content()), "no person before somebody confirms");
    assert.match(await phone.innerText("main"), /Ольга Котова/);
    const overflow = await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.ok(!overflow, "not wider than the phone");
    const accept = phone.locator('form[action$="/acceptance"] button');
    assert.ok((await accept.boundingBox()).y < 740, "the button is in sight");
    // A forwarded link shows the same, and no contact, to whoever opens it.
    const other = await reader(server, { lang, width: 360 });
    await other.goto(link);
    assert.ok(!/Петров|\+7495/.test(await other.content()));
    await accept.click(); // the second tap
    await phone.waitForSelector('a[href^="tel:"]');
    assert.match(await phone.innerText("main"), new RegExp("Иван Петров"));
    assert.match(await phone.innerText("h1"), new RegExp(WORDS[lang].taken));
    await other.click('form[action$="/acceptance"] button');
    await other.waitForSelector("[data-refused], .problem-text, main");
    assert.ok(!/Петров|\+7495/.test(await other.content()), "it works once");
    await other.goto(link);
    assert.match(await other.innerText("main"), new RegExp(WORDS[lang].spent));
    await phone.done();
    await other.done();
  });
}

test("the link lives until the deadline, declines in own words, and needs the words", async () => {
  const { net, link } = await offered("ru");
  const phone = await reader(server, { width: 360, script: false });
  await phone.goto(link);
  await phone.selectOption('select[name="reason"]', "other");
  await phone.click('form[action$="/decline"] button');
  assert.ok(await phone.isVisible("[data-refused]"));
  assert.equal(await phone.inputValue('select[name="reason"]'), "other", "kept");
  await phone.fill('input[name="text"]', WORDS.ru.other);
  await phone.click('form[action$="/decline"] button');
  const [offer] = (await server.call("GET", `/api/v1/offers?partner=${Object.values(net.partners)[0]}`, { key: net.key })).items;
  assert.equal(offer.state, "declined");
  await phone.done();

  const late = await offered("en");
  await server.clock("2026-06-25T07:00:00Z");
  const page = await reader(server, { width: 360, lang: "en" });
  await page.goto(late.link);
  assert.match(await page.innerText("main"), /its time is over/);
  assert.equal(await page.locator('form[action$="/acceptance"]').count(), 0);
  await page.done();
});
