// What happens shows on open pages by itself: nobody loads anything again, and nothing is lost on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { network } from "./network.mjs";
import { START, quit, reader, serve } from "./server.mjs";

let server;
before(async () => { server = await serve(); });
after(async () => { await quit(); await server.stop(); });

const SOON = { timeout: 5000 };
const ACCEPT = 'form[action$="/acceptance"] button';
const STREAM = "**/api/v1/events/stream*";

/** Opens a page and marks it: one that is loaded again has lost its mark. */
async function opened(page, path) {
  await page.go(path);
  await page.evaluate(() => { window.mark = true; });
  page.same = async () => assert.ok(await page.evaluate(() => window.mark), "the page was not loaded again");
  return page;
}
const home = async (net, name, lang) => opened(await reader(server, { session: await net.session(name, lang), lang, width: 360 }), "/home");

test("a lead shows in two browsers within seconds, and goes from one when the other has taken it", async () => {
  const net = await network(server, ["Север", "Юг"]);
  const distribution = { mode: { mode: "exclusive" }, k: { rule: "fixed", k: 2 } };
  await server.call("POST", "/api/v1/policies", { key: net.key, body: { body: { distribution }, note: "two" } });
  const [north, south] = [await home(net, "Север", "ru"), await home(net, "Юг", "en")];
  await net.lead();
  await Promise.all([north, south].map((page) => page.waitForSelector(ACCEPT, SOON)));
  await north.click(ACCEPT);
  await north.waitForSelector('a[href^="tel:"]');
  await south.waitForSelector(ACCEPT, { ...SOON, state: "detached" });
  await south.same();
  await north.done();
  await south.done();
});

test("the desk sees a partner begin, and a partner sees its time run out", async () => {
  const net = await network(server, ["Порт", "Мыс"]);
  const distribution = { mode: { mode: "parallel", n: 2 }, k: { rule: "fixed", k: 2 }, window_minutes: { hot: [30], normal: [30], cold: [30] } };
  await server.call("POST", "/api/v1/policies", { key: net.key, body: { body: { distribution }, note: "half an hour" } });
  const lead = await net.lead();
  const [port, cape] = [await home(net, "Порт", "ru"), await home(net, "Мыс", "en")];
  const session = await server.person(net.key, { email: "desk@vendor.test", name: "Олег Фомин", role: "lead_desk" });
  const desk = await opened(await reader(server, { session }), `/leads/${lead}`);
  await port.click(ACCEPT);
  await port.waitForSelector('a[href^="tel:"]');
  await desk.getByText("приняли: 1").waitFor(SOON);
  await port.check('input[name="evidence"][value="call"]');
  await port.click('form[action$="/contact"] button');
  await desk.getByText("начали: 1").waitFor(SOON);
  await server.clock(new Date(Date.parse(START) + 31 * 60_000).toISOString());
  await cape.waitForSelector(ACCEPT, { ...SOON, state: "detached" });
  await desk.getByText("спят: 1").waitFor(SOON);
  for (const page of [desk, cape]) await page.same();
  for (const page of [desk, port, cape]) await page.done();
});

test("what happens between a page and its stream is not lost", async () => {
  const net = await network(server, ["Залив"]);
  const page = await reader(server, { session: await net.session("Залив"), width: 360 });
  let open;
  const held = new Promise((resolve) => { open = resolve; });
  await page.route(STREAM, async (route) => { await held; await route.continue(); });
  await opened(page, "/home");
  assert.equal(await page.locator(ACCEPT).count(), 0);
  await net.lead();
  open();
  await page.waitForSelector(ACCEPT, SOON);
  await page.same();
  await page.context().close();
});

test("one tab listens for all, and another goes on when it is closed", async () => {
  const net = await network(server, ["Устье"]);
  const first = await home(net, "Устье");
  const second = await first.context().newPage();
  second.go = (path) => second.goto(server.base + path);
  await opened(second, "/home");
  await net.lead();
  await second.waitForSelector(ACCEPT, SOON);
  await first.close();
  await net.lead();
  await second.waitForFunction((accept) => document.querySelectorAll(accept).length === 2, ACCEPT, SOON);
  await second.same();
  await second.context().close();
});
