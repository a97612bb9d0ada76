// A file of leads by the browser alone: sent, its columns named, looked at, written, its errors opened, undone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { network } from "./network.mjs";
import { quit, reader, serve } from "./server.mjs";

let server;
before(async () => { server = await serve(); });
after(async () => { await quit(); await server.stop(); });

test("a lead desk sends a file with a wrong line, names its columns, has it written and undoes it (ru, 1440)", async () => {
  const net = await network(server);
  const session = await server.person(net.key, { email: "desk@vendor.test", name: "Анна Крылова", role: "lead_desk" });
  const page = await reader(server, { session });
  const row = (n, region) => `Завод ${n};${region};Иван;+7 495 200-10-0${n};Насосы для цеха;Насосы;средний;нет`;
  const rows = ["Кто;Регион;ФИО;Телефон;Комментарий;Товар;Размер;Согласие на передачу", row(1, "г. Москва"), row(2, "г. Москва"), row(3, "Атлантида")];
  const leads = async () => (await server.call("GET", "/api/v1/leads?limit=200", { key: net.key })).items.map((lead) => lead.client_name).sort();
  const tick = async () => server.clock((await server.call("GET", "/api/v1/test-clock")).now);

  await page.go("/imports");
  await page.setInputFiles('input[name="file"]', { name: "выставка.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\r\n")) });
  await page.fill('input[name="source"]', "exhibition");
  await page.click('form[action="/imports"] button.btn-primary');
  await page.waitForURL("**/imports/import_*");
  const here = new URL(page.url()).pathname;

  // «Кто» is the name of nothing: a person says which field it is.
  const company = page.locator(`form[action="${here}/check"] select[name="column.client.name"]`);
  await company.selectOption({ label: "Кто" });
  await page.click(`form[action="${here}/check"] button.btn-primary`);
  const commit = page.locator(`form[action="${here}/commit"] button`);
  await commit.waitFor();
  assert.match(await commit.innerText(), /2\sстроки/, "what will be written");
  const fault = page.locator("tr", { hasText: "Такого региона нет" });
  assert.match(await fault.innerText(), /^4\s/, "the wrong line stands there with its number");
  assert.deepEqual(await leads(), [], "looking writes nothing");

  await commit.click();
  await tick();
  const undo = page.locator(`form[action="${here}/undo"] button`);
  await page.go(here);
  await undo.waitFor();
  assert.deepEqual(await leads(), ["Завод 1", "Завод 2"], "the wrong one is not written");

  const [file] = await Promise.all([page.waitForEvent("download"), page.click(`a[href$="${here}/errors.csv"]`)]);
  const errors = readFileSync(await file.path(), "utf8");
  const lines = errors.trim().split(/\r?\n/);
  assert.equal(lines.length, 2, errors);
  assert.equal(lines[1], '"4";"Регион";"Атлантида";"Такого региона нет"', "line, field, value, reason");

  await undo.click();
  await tick();
  await page.go(here);
  assert.deepEqual(await leads(), [], "undone");
  assert.equal(await undo.count(), 0, "and nothing is left to undo");
  await page.done();
});

test("a file that is too large is refused before it is sent, and another is taken", async () => {
  const net = await network(server);
  const session = await server.person(net.key, { email: "desk2@vendor.test", name: "Анна Крылова", role: "lead_desk" });
  const page = await reader(server, { session });
  await page.go("/imports");
  const field = page.locator('input[name="file"]');
  assert.equal(await field.getAttribute("data-most"), String(50 << 20));
  // The limit comes down to the file, since a file of fifty megabytes is long in coming here.
  await field.evaluate((field) => { field.dataset.most = "10"; });
  const file = (text) => field.setInputFiles({ name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await file("Компания;Телефон");
  assert.match(await field.evaluate((field) => field.validationMessage), /больше 50 МБ/);
  await page.click('form[action="/imports"] button.btn-primary');
  assert.equal(new URL(page.url()).pathname, "/imports", "nothing was sent");
  await file("a;b");
  assert.equal(await field.evaluate((field) => field.validationMessage), "");
  await page.done();
});
