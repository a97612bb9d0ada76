// Who looks for a client, a partner or a person finds it by a few letters, wide and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { network } from "./network.mjs";
import { quit, reader, serve } from "./server.mjs";

let server;
before(async () => { server = await serve(); });
after(async () => { await quit(); await server.stop(); });

let minute = 0;
/** What was recorded is brought into the index: under a test clock what follows by itself happens when the time goes on. */
const settle = () => server.clock(`2026-06-15T08:${String(++minute).padStart(2, "0")}:00Z`);

for (const [lang, width] of [["ru", 1440], ["en", 360]]) {
  test(`the desk finds a lead by half a word (${lang}, ${width})`, async () => {
    const net = await network(server);
    const lead = await net.lead();
    await settle();
    const page = await reader(server, { session: await server.person(net.key, { email: `desk.${lang}@vendor.test`, name: "Анна", role: "lead_desk", lang }), lang, width });
    await page.go("/today");
    if (width > 1000) {
      await page.keyboard.press("/");
      await page.keyboard.type("север");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/search?q=**");
      await page.locator(`#found a[href="/partners/${net.partners["Север"]}"]`).first().waitFor();
    } else {
      await page.locator("a.top-find").click();
    }
    // The list follows what is typed.
    const words = page.locator('.search-form input[name="q"]');
    await words.fill("завод");
    await page.locator(`#found a[href="/leads/${lead}"]`).waitFor();
    await words.fill("завод самолётов");
    await page.locator("#found .empty").waitFor();
    assert.match(page.url(), /q=/, "the address shows the same to everybody");
    await words.fill("Петр");
    await page.locator(`#found a[href="/leads/${lead}"]`).click();
    await page.waitForURL(`**/leads/${lead}`);
    await page.done();
  });
}

test("without scripts the form finds, too", async () => {
  const net = await network(server);
  await settle();
  const page = await reader(server, { session: await server.person(net.key, { email: "plain@vendor.test", name: "Анна", role: "director", lang: "ru" }), script: false });
  await page.go("/search");
  await page.fill('.search-form input[name="q"]', "север");
  await page.click(".search-form button");
  await page.locator(`a[href="/partners/${net.partners["Север"]}"]`).waitFor();
  await page.done();
});
