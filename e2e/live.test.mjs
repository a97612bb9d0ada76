// Two partners and the vendor look at the same lead: what one does the others see without a reload.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { network } from "./network.mjs";
import { quit, reader, serve } from "./server.mjs";

let server;
before(async () => { server = await serve(); });
after(async () => { await quit(); await server.stop(); });

// A page that was loaded anew has lost its mark.
const mark = (page) => page.evaluate(() => { window.notReloaded = true; });
const kept = async (page) => assert.ok(await page.evaluate(() => window.notReloaded === true), "without a reload");

test("offers come, are taken and started in front of everybody, also after the stream was cut", async () => {
  const net = await network(server, ["Альфа", "Бета"]);
  await server.call("POST", "/api/v1/policies", { key: net.key, body: { note: "один работает", body: { distribution: { mode: { mode: "exclusive" } } } } });
  const [a, b] = [await net.session("Альфа"), await net.session("Бета", "en")];
  const admin = await server.join(net.admin.accept_url, "Анна Крылова");
  const alpha = await reader(server, { session: a, width: 360 });
  const beta = await reader(server, { session: b, lang: "en" });
  const vendor = await reader(server, { session: admin });
  await alpha.go("/home");
  await beta.go("/home");
  await Promise.all([mark(alpha), mark(beta)]);

  const lead = await net.lead();
  await alpha.waitForSelector(".offer-acts .btn-primary");
  await beta.waitForSelector(".offer-acts .btn-primary");
  await kept(alpha);
  await kept(beta);

  await vendor.go(`/leads/${lead}`);
  await mark(vendor);
  await alpha.click(".offer-acts .btn-primary");
  await alpha.waitForSelector('a[href^="tel:"]');
  await beta.waitForFunction(() => !document.querySelector(".offer-acts .btn-primary"));
  await kept(beta);
  assert.ok(!(await beta.content()).includes("Петров"), "who came late never sees the contact");
  await vendor.waitForSelector('.board-column:has-text("Альфа") >> text=Принято');
  await alpha.click('form[action$="/contact"] button');
  await alpha.waitForSelector(".line li");
  await vendor.waitForSelector('.board-column:has-text("Альфа") .tile-value');
  await kept(vendor);

  // The stream of B is cut; what happened meanwhile is there when it is back.
  await beta.context().setOffline(true);
  await net.lead({ client: { name: "Завод за обрывом", region: "RU-MOW" }, contact: { name: "Пётр Сидоров", phone: "+74959990011", email: "petr@obryv.ru" } });
  await beta.waitForTimeout(1500);
  assert.equal(await beta.locator(".offer-acts .btn-primary").count(), 0);
  await beta.context().setOffline(false);
  await beta.waitForSelector(".offer-acts .btn-primary", { timeout: 45_000 });
  await kept(beta);
  await alpha.done();
  await vendor.done();
  await beta.context().close();
});
