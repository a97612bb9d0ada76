// Every page passes WCAG 2.2 AA without a serious finding: in both languages and themes, on a phone and on a desktop.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import AxeBuilder from "@axe-core/playwright";
import { quit, reader, serve } from "./server.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const PUBLIC = ["/sign-in", "/nowhere", "/problems/not-found"];
const VENDOR = [
  "/design", "/me", "/settings/people", "/settings/keys", "/settings/program", "/settings/policy", "/settings/policy/edit",
  "/settings/calendars", "/settings/calendars/new", "/settings/products", "/settings/territories", "/partners", "/partners/new",
];
const PARTNER = ["/company/about", "/company/people", "/company/keys"];

let server;
const sessions = { none: {}, vendor: {}, partner: {} };
const pages = { none: PUBLIC, vendor: VENDOR, partner: PARTNER };

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
  VENDOR.push(`/partners/${partner.id}`, `/partners/${partner.id}/edit`, `/settings/products/${product.id}`);
  for (const lang of ["ru", "en"]) {
    sessions.vendor[lang] = await server.person(key, { email: `v.${lang}@vendor.test`, name: "Анна Крылова", role: "admin", lang });
    sessions.partner[lang] = await server.person(key, {
      email: `p.${lang}@partner.test`, name: "Олег Ветров", role: "partner_owner", partner: partner.id, lang,
    });
  }
});
after(async () => {
  await quit();
  await server.stop();
});

for (const lang of ["ru", "en"]) for (const theme of ["light", "dark"]) for (const width of [360, 1440]) {
  test(`no serious finding: ${lang}, ${theme}, ${width} px`, async () => {
    const findings = [];
    for (const as of ["none", "vendor", "partner"]) {
      const page = await reader(server, { session: sessions[as][lang], lang, theme, width });
      for (const path of pages[as]) {
        await page.go(path);
        assert.equal(await page.getAttribute("html", "lang"), lang, path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) findings.push(`${path}: ${wide} px wider than the screen`);
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        for (const { id, impact, nodes } of violations) {
          if (impact === "serious" || impact === "critical") {
            const first = nodes[0];
            findings.push(`${path}: ${id} ×${nodes.length} ${first.target} ${first.failureSummary?.split("\n")[1] ?? ""}`);
          }
        }
      }
      await page.done();
    }
    assert.deepEqual(findings, []);
  });
}
