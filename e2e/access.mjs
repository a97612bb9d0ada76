// Every page passes WCAG 2.2 AA without a serious finding, in both themes, on a phone and on a desktop, and is never
// wider than the screen. Each page is loaded once; theme and width change on the spot.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import AxeBuilder from "@axe-core/playwright";
import { quit, reader, serve } from "./server.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const PAGES = {
  none: ["/sign-in", "/nowhere", "/problems/not-found"],
  vendor: [
    "/design", "/me", "/settings/people", "/settings/keys", "/settings/program", "/settings/policy", "/settings/policy/edit",
    "/settings/calendars", "/settings/calendars/new", "/settings/products", "/settings/territories", "/partners", "/partners/new",
  ],
  partner: ["/company/about", "/company/people", "/company/keys"],
};

/** The stories of one language. */
export function everyPage(lang) {
  let server;
  const sessions = {};
  const pages = structuredClone(PAGES);

  before(async () => {
    server = await serve();
    const { api_key: key } = await server.begin();
    const product = await server.call("POST", "/api/v1/products", { key, body: { code: "crm", name: "CRM", needs_certificate: true } });
    const partner = await server.call("POST", "/api/v1/partners", {
      key,
      body: { name: "ООО «Северный ветер»", tax_id: "7707083893", territories: ["RU-MOW"] },
    });
    await server.call("POST", `/api/v1/partners/${partner.id}/certificates`, { key, body: { product: product.id } });
    await server.call("POST", `/api/v1/partners/${partner.id}/holidays`, { key, body: { until: "2026-07-01T00:00:00Z" } });
    await server.call("POST", "/api/v1/invitations", { key, body: { email: "waits@vendor.test", role: "support" } });
    pages.vendor.push(`/partners/${partner.id}`, `/partners/${partner.id}/edit`, `/settings/products/${product.id}`);
    sessions.vendor = await server.person(key, { email: "v@vendor.test", name: "Анна Крылова", role: "admin", lang });
    sessions.partner = await server.person(key, {
      email: "p@partner.test", name: "Олег Ветров", role: "partner_owner", partner: partner.id, lang,
    });
  });
  after(async () => {
    await quit();
    await server.stop();
  });

  for (const as of Object.keys(PAGES)) {
    test(`no serious finding on any page of ${as}, in ${lang}`, async () => {
      const findings = [];
      const page = await reader(server, { session: sessions[as], lang });
      for (const path of pages[as]) {
        await page.emulateMedia({ colorScheme: "light" });
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.go(path);
        assert.equal(await page.getAttribute("html", "lang"), lang, path);
        findings.push(...(await look(page, path, "light 1440")));
        await page.setViewportSize({ width: 360, height: 780 });
        findings.push(...(await look(page, path, "light 360")));
        await page.emulateMedia({ colorScheme: "dark" });
        findings.push(...(await look(page, path, "dark 360", true)));
        await page.setViewportSize({ width: 1440, height: 900 });
        findings.push(...(await look(page, path, "dark 1440", true)));
      }
      await page.done();
      assert.deepEqual(findings, []);
    });
  }
}

/** What is wrong with a page as it stands; `colours` looks at contrast alone: nothing else changes with the theme. */
async function look(page, path, how, colours = false) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const found = wide > 0 ? [`${path} ${how}: ${wide} px wider than the screen`] : [];
  const axe = new AxeBuilder({ page });
  const { violations } = await (colours ? axe.withRules(["color-contrast"]) : axe.withTags(TAGS)).analyze();
  for (const { id, impact, nodes } of violations) {
    if (impact !== "serious" && impact !== "critical") continue;
    found.push(`${path} ${how}: ${id} ×${nodes.length} ${nodes[0].target} ${nodes[0].failureSummary?.split("\n")[1]?.trim() ?? ""}`);
  }
  return found;
}
