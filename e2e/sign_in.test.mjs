// A person joins by an invitation, signs in and out, and is led back to where the work was.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD, quit, reader, serve } from "./server.mjs";

let server;
let begun;
before(async () => {
  server = await serve();
  begun = await server.begin();
  await server.join(begun.accept_url, "Анна Крылова");
});
after(async () => {
  await quit();
  await server.stop();
});

test("somebody who is not signed in is led to the sign-in and back", async () => {
  const page = await reader(server);
  await page.go("/settings/people?after=");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await page.getByLabel("Почта").fill("anna@vendor.test");
  await page.getByLabel("Пароль").fill(PASSWORD);
  await page.getByRole("button", { name: "Войти" }).click();
  await page.waitForURL("**/settings/people**");
  await page.getByRole("heading", { level: 1, name: "Люди" }).waitFor();
  await page.done();
});

test("a wrong password keeps the e-mail and says what is wrong", async () => {
  const page = await reader(server);
  await page.go("/sign-in");
  await page.getByLabel("Почта").fill("anna@vendor.test");
  await page.getByLabel("Пароль").fill("wrong-password-1");
  await page.getByRole("button", { name: "Войти" }).click();
  await page.getByText("Неверная почта или пароль").waitFor();
  assert.equal(await page.getByLabel("Почта").inputValue(), "anna@vendor.test");
  assert.equal(await page.getByLabel("Пароль").inputValue(), "");
  await page.done();
});

test("without scripts a person joins by the link, signs out and in again", async () => {
  const { accept_url: link } = await server.call("POST", "/api/v1/invitations", {
    key: begun.api_key,
    body: { email: "oleg@vendor.test", role: "channel_manager" },
  });
  const page = await reader(server, { script: false });
  await page.go(new URL(link).pathname + new URL(link).search);
  await page.getByLabel("Имя и фамилия").fill("Олег Ветров");
  await page.getByLabel("Пароль").fill("short");
  await page.getByRole("button", { name: "Присоединиться" }).click();
  await page.getByText("Нужно не меньше 10 знаков").waitFor();
  assert.equal(await page.getByLabel("Имя и фамилия").inputValue(), "Олег Ветров");
  await page.getByLabel("Пароль").fill(PASSWORD);
  await page.getByRole("button", { name: "Присоединиться" }).click();
  await page.getByText("Вы в программе «Вендор»").waitFor();
  await page.locator("summary", { hasText: "Олег Ветров" }).click();
  await page.getByRole("button", { name: "Выйти" }).click();
  await page.getByText("Вы вышли").waitFor();
  await page.getByLabel("Почта").fill("oleg@vendor.test");
  await page.getByLabel("Пароль").fill(PASSWORD);
  await page.getByRole("button", { name: "Войти" }).click();
  await page.locator("summary", { hasText: "Олег Ветров" }).waitFor();
  await page.done();
});

test("language and theme are chosen without scripts and stay", async () => {
  const page = await reader(server, { script: false, theme: "light" });
  await page.go("/sign-in");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: "Dark" }).click();
  assert.notEqual(await background(), light);
  await page.go("/nowhere");
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  assert.notEqual(await background(), light);
  await page.done();
});

test("the dark theme of the system needs no choice", async () => {
  const [light, dark] = [await reader(server, { theme: "light" }), await reader(server, { theme: "dark" })];
  const colour = async (page) => {
    await page.go("/sign-in");
    return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  };
  assert.notEqual(await colour(light), await colour(dark));
  await light.done();
  await dark.done();
});

test("the first page is light: everything together is at most 100 KB over the wire", async () => {
  const session = await server.person(begun.api_key, { email: "petr@vendor.test", name: "Пётр", role: "admin" });
  const page = await reader(server, { session });
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  let bytes = 0;
  client.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
  await page.go("/settings/policy");
  await page.waitForTimeout(300);
  assert.ok(bytes > 20_000 && bytes <= 100_000, `${bytes} bytes`);
  await page.done();
});
