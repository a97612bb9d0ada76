// A server of its own for one file of stories, on a fresh database under a test clock, and a browser that forgives
// nothing: no violation of the policy, no error on the console, no request to a foreign host.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const START = "2026-06-15T07:00:00Z";
const OPERATOR = "operator-of-the-stories";
export const PASSWORD = "tundra-violin-orbit-72";

/** Starts a server; `server.stop()` ends it. */
export async function serve({ at = START, mail } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "artel-e2e-"));
  const binary = process.env.TEST_ARTEL_BIN;
  assert.ok(binary, "TEST_ARTEL_BIN names the binary");
  let child;
  let begin;
  const start = (listen, now) => {
    // A file that may not grow any more is an error of writing, as on a full disk, and no signal.
    child = spawn("sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", binary, "serve", "--listen", listen, "--test-clock", now, "--seed", "1"], {
      env: { ...process.env, ...(mail ? { ARTEL_MAIL_SERVER: `127.0.0.1:${mail.port}`, ARTEL_MAIL_SECURITY: "none", ARTEL_MAIL_FROM: "leads@vendor.test" } : {}), ARTEL_DATABASE: join(folder, "artel.db"), ARTEL_OPERATOR_TOKEN: OPERATOR, ARTEL_LOG: "warn" },
      stdio: ["ignore", "pipe", "inherit"],
      cwd: folder,
    });
    return new Promise((resolve, reject) => {
      let said = "";
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
      child.stdout.on("data", (bytes) => {
        said += bytes;
        begin = said.match(/\S+\/begin\?token=\w+/)?.[0];
        const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
        if (found) resolve(found[0]);
      });
    });
  };
  const base = await start("127.0.0.1:0", at);
  const halt = async () => {
    child.removeAllListeners("exit");
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000))]);
    child.kill("SIGKILL");
  };
  const server = {
    base,
    /** Where it stores. */
    database: join(folder, "artel.db"),
    /** The link by which a browser begins the first program; the server prints it while there is none. */
    async beginning() {
      for (let tries = 0; !begin && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.ok(begin, "the server printed the link");
      return begin;
    },
    /** Stops the server; what it has stored stays. */
    halt,
    /** Starts it again, at the same address. */
    resume: (now = at) => start(new URL(base).host, now),
    /** Lets no file grow any more, or again: the disk is full. */
    full: (yes) => execFileSync("prlimit", ["--pid", String(child.pid), `--fsize=${yes ? 1 : "unlimited"}:unlimited`]),
    async stop() {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
    /** Calls the API; `key` is a key of the API. */
    async call(method, path, { key, body, ok = true } = {}) {
      const response = await fetch(base + path, {
        method,
        headers: { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      if (ok) assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
      return text ? JSON.parse(text) : null;
    },
    /** Moves the clock of the server. */
    clock: (now) => server.call("PUT", "/api/v1/test-clock", { body: { now } }),
    /** A program with its admin's key and the link under which the admin joins. */
    begin: (change = {}) =>
      server.call("POST", "/api/v1/programs", {
        key: OPERATOR,
        body: { name: "Вендор", zone: "Europe/Moscow", currency: "RUB", admin: { email: "anna@vendor.test", name: "Анна Крылова" }, ...change },
      }),
    /** Invites and accepts; returns the value of the person's session cookie. */
    async person(key, { email, name, role, partner, lang = "ru" }) {
      const { accept_url: link } = await server.call("POST", "/api/v1/invitations", { key, body: { email, role, partner } });
      return server.join(link, name, lang);
    },
    async join(link, name, lang = "ru") {
      const token = new URL(link).searchParams.get("token");
      const body = { token, name, password: PASSWORD, lang };
      return (await server.call("POST", "/api/v1/invitations/acceptance", { body })).token;
    },
  };
  return server;
}

let browser;

/** The one browser of a file of stories. */
export async function browse() {
  // Two who ask at once get the same one.
  browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"],
  });
  return browser;
}

export async function quit() {
  await (await browser)?.close();
  browser = undefined;
}

/**
 * A page of a new reader. `session` signs it in; `tidy()` fails on whatever must not happen in any story.
 */
export async function reader(server, { session, lang = "ru", theme = "light", width = 1440, height = 900, script = true } = {}) {
  const context = await (await browse()).newContext({
    viewport: { width, height },
    locale: lang === "ru" ? "ru-RU" : "en-GB",
    colorScheme: theme,
    timezoneId: "Europe/Moscow",
    javaScriptEnabled: script,
    reducedMotion: "reduce",
  });
  if (session) await context.addCookies([{ name: "artel", value: session, url: server.base }]);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    // A refused form and a missing page are answers, and the browser writes them down as errors of loading.
    const answer = /Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
    if (message.type() === "error" && !answer) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(server.base) && !url.startsWith("data:") && !url.startsWith("blob:")) faults.push(`foreign: ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) faults.push(`server: ${response.status()} ${response.url()}`);
    if (response.status() >= 400 && response.url().includes("/assets/")) faults.push(`missing: ${response.url()}`);
  });
  page.tidy = () => assert.deepEqual(faults, []);
  page.go = (path) => page.goto(server.base + path, { waitUntil: "load" });
  page.done = async () => {
    page.tidy();
    await context.close();
  };
  return page;
}
