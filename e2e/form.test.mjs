// A client fills in a form: on another site, with an impatient hand, and when the server cannot take it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { browse, quit, reader, serve } from "./server.mjs";

let server, key, site, origin, snippet;
before(async () => {
  server = await serve();
  key = (await server.begin()).api_key;
  const product = await server.call("POST", "/api/v1/products", { key, body: { code: "pumps", name: "Насосы" } });
  site = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(`<!doctype html><title>Завод насосов</title><h1>Завод насосов</h1>${snippet}`);
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  // Another host name, so that the form is on a foreign site and not only on another port.
  origin = `http://localhost:${site.address().port}`;
  const text = (ru, en) => ({ ru, en });
  const form = await server.call("POST", "/api/v1/forms", {
    key,
    body: {
      name: "Форма сайта", slug: "pumps", source: "site", region: "RU-MOW", products: [product.id], origins: [origin], per_address_hour: 100,
      fields: [{ field: "company", required: true }, { field: "name" }, { field: "phone", required: true }, { field: "need", required: true }],
      title: text("Подбор насоса", "Choose a pump"),
      consents: {
        processing: { version: "p1", text: text("Согласен на обработку", "I agree to the processing") },
        transfer: { version: "t1", text: text("Согласен на передачу партнёрам", "I agree to the transfer") },
      },
    },
  });
  snippet = form.snippet;
});
after(async () => {
  await quit();
  site?.close();
  await server.stop();
});

const NEED = "Нужны насосы для котельной";

let clients = 0;

async function fill(page, company) {
  clients += 1;
  await page.getByLabel("Компания").fill(company);
  await page.getByLabel("Ваше имя").fill("Иван Петров");
  await page.getByLabel("Телефон").fill(`+7 495 100-00-${10 + clients}`);
  await page.getByLabel("Что вам нужно").fill(NEED);
  await page.getByLabel("Согласен на обработку").check();
  await page.getByLabel("Согласен на передачу партнёрам").check();
}

const send = (page) => page.getByRole("button", { name: "Отправить" }).click();
const PROMISE = "Спасибо! Мы свяжемся с вами в течение 1 рабочего дня";

async function leads(company) {
  const all = (await server.call("GET", "/api/v1/leads?limit=200", { key })).items;
  return all.filter((lead) => lead.client_name === company);
}

test("the snippet works on a page of another site, and its frame is as high as the form", async () => {
  const context = await (await browse()).newContext({ viewport: { width: 1000, height: 900 }, locale: "ru-RU" });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => message.type() === "error" && !message.text().includes("favicon") && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(origin);
  const frame = page.frameLocator("iframe");
  await frame.getByLabel("Компания").waitFor();
  const inner = page.frames()[1];
  await page.waitForFunction(() => document.querySelector("iframe").style.height !== "");
  const room = () => inner.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
  const [needed, given] = await room();
  assert.ok(needed <= given, `no scrolling inside: ${needed} of ${given}`);
  await page.setViewportSize({ width: 360, height: 900 });
  await page.waitForTimeout(300);
  const [narrow, grown] = await room();
  assert.ok(narrow <= grown, `the frame follows: ${narrow} of ${grown}`);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/embedded.png`, fullPage: true });
  await fill(frame, "Завод снаружи");
  await send(frame);
  await frame.getByText(PROMISE).waitFor();
  await page.waitForFunction(() => parseInt(document.querySelector("iframe").style.height) < 500);
  assert.equal((await leads("Завод снаружи")).length, 1);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a page that the form does not name cannot show it", async () => {
  const context = await (await browse()).newContext({ locale: "ru-RU" });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${site.address().port}`);
  await page.waitForTimeout(500);
  assert.equal(await page.frameLocator("iframe").getByLabel("Компания").count(), 0);
  await context.close();
});

test("the second click of an impatient user creates nothing", async () => {
  for (const script of [true, false]) {
    const page = await reader(server, { script });
    const company = script ? "Двойной клик" : "Двойной без скриптов";
    await page.go("/f/pumps");
    await fill(page, company);
    await page.getByRole("button", { name: "Отправить" }).dblclick();
    await page.getByText(PROMISE).waitFor();
    await page.goBack();
    await page.getByLabel("Компания").waitFor();
    const [lead, ...more] = await leads(company);
    assert.equal(more.length, 0);
    assert.equal((await server.call("GET", `/api/v1/leads/${lead.id}/touches`, { key })).items.length, 1, "not even a touch");
    await page.done();
  }
});

test("when the server cannot store it, the form says so and keeps everything that was typed", async () => {
  for (const script of [true, false]) {
    const page = await reader(server, { script });
    const company = script ? "Полный диск" : "Полный диск без скриптов";
    // An answer of 503 is what this story is about.
    page.removeAllListeners("response");
    page.removeAllListeners("console");
    await page.go("/f/pumps");
    await fill(page, company);
    server.full(true);
    try {
      await send(page);
      await page.getByText("Ошибка! Попробуйте ещё раз").waitFor();
    } finally {
      server.full(false);
    }
    assert.equal(await page.getByLabel("Компания").inputValue(), company);
    assert.equal(await page.getByLabel("Что вам нужно").inputValue(), NEED);
    assert.ok(await page.getByLabel("Согласен на обработку").isChecked());
    assert.ok(await page.getByLabel("Согласен на передачу партнёрам").isChecked());
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/failed-${script}.png`, fullPage: true });
    assert.equal((await leads(company)).length, 0, "nothing half-written");
    await send(page);
    await page.getByText(PROMISE).waitFor();
    assert.equal((await leads(company)).length, 1);
    await page.done();
  }
});

test("when the server is gone, what was typed is kept and offered again", async () => {
  const page = await reader(server);
  page.removeAllListeners("console");
  await page.go("/f/pumps");
  await fill(page, "Сервер ушёл");
  await server.halt();
  await send(page);
  await page.waitForTimeout(500);
  await server.resume();
  await page.go("/f/pumps");
  await page.getByRole("button", { name: "Вернуть введённое" }).click();
  assert.equal(await page.getByLabel("Компания").inputValue(), "Сервер ушёл");
  assert.equal(await page.getByLabel("Что вам нужно").inputValue(), NEED);
  await send(page);
  await page.getByText(PROMISE).waitFor();
  assert.equal((await leads("Сервер ушёл")).length, 1);
  await page.go("/f/pumps");
  assert.equal(await page.getByRole("button", { name: "Вернуть введённое" }).count(), 0, "what was sent is not offered again");
  await page.done();
});
