// What the look at every page stands on: a network in which each page has something to show, and the look itself.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What answers to a GET and is no page: files, a script, pieces of pages; and the page of an empty server (first_run). */
const NO_PAGES = ["/begin", "/deals/export.csv", "/leads/export.csv", "/partners/export.csv", "/f/embed.js", "/leads/new/identity", "/my/register/light", "/",
  "/brand/logos/{logo}", "/brand/{look}/look.css"];

/** The addresses of all pages, as the matrix of access names them, with their parameters. */
export function everyAddress() {
  const lines = readFileSync(new URL("../docs/golden/policy.txt", import.meta.url), "utf8").split("\n");
  const gets = lines.map((line) => line.match(/ GET (\/.*)$/)?.[1]).filter(Boolean);
  return gets.filter((path) => !path.startsWith("/api/") && !NO_PAGES.includes(path)).sort();
}

/** Those of `addresses` that no path leads to; what is fixed goes before a parameter. */
export function missed(addresses, paths) {
  const found = new Set();
  for (const path of paths) {
    const parts = path.split("?")[0].split("/");
    const fits = addresses.filter((address) => {
      const pattern = address.split("/");
      return pattern.length === parts.length && pattern.every((part, at) => part === parts[at] || (part.startsWith("{") && parts[at] !== ""));
    });
    fits.sort((a, b) => a.split("{").length - b.split("{").length);
    found.add(fits[0]);
  }
  return addresses.filter((address) => !found.has(address));
}

/** A vendor with two partners at work. Gives the paths of all pages, by who reads them, what signs in, and the links of letters. */
export async function furnish(server, mail) {
  const { api_key: key } = await server.begin();
  const as = (key) => (method, path, body) => server.call(method, path, { key, body });
  const vendor = as(key);
  const product = (await vendor("POST", "/api/v1/products", { code: "pumps", name: "Насосы", needs_certificate: true })).id;
  const partner = async (name, tax_id) => {
    const { id } = await vendor("POST", "/api/v1/partners", { name, tax_id, territories: ["RU-MOW"], joined_at: "2024-01-01T00:00:00Z" });
    await vendor("POST", `/api/v1/partners/${id}/certificates`, { product });
    const { text } = await vendor("POST", "/api/v1/keys", { name, role: "partner_owner", partner: id, scopes: ["*"] });
    return { id, key: text, call: as(text) };
  };
  const north = await partner("ООО «Северный ветер»", "7707083893");
  const south = await partner("ООО «Юг»");
  const holiday = { from: "2026-08-01T00:00:00+03:00", until: "2026-08-14T00:00:00+03:00" };
  await vendor("POST", `/api/v1/partners/${south.id}/holidays`, holiday);

  let number = 0;
  const lead = async () => {
    number += 1;
    const { id } = await vendor("POST", "/api/v1/leads", {
      client: { name: `Завод ${number}`, region: "RU-MOW", city: "Москва" },
      contact: { name: "Иван Петров", phone: `+749512345${10 + number}`, email: `ivan@zavod${number}.ru` },
      need: "Насосы для котельной, две линии", product, size: "medium", value_minor: 124000000, source: "site",
      consent: { transfer: true, text: "v1" },
    });
    return id;
  };
  const offer = async (of, lead) => (await vendor("GET", `/api/v1/offers?partner=${of.id}&lead=${lead}`)).items[0].id;
  const accepted = async (of, lead) => {
    const id = await offer(of, lead);
    await of.call("POST", `/api/v1/offers/${id}/acceptance`, {});
    await of.call("POST", `/api/v1/offers/${id}/contacts`, { evidence: "call", note: "Перезвоню завтра" });
    return id;
  };

  // One lead is won, one is refused by one and ignored by the other, one is worked on, one is new.
  const won = await lead();
  const deal = await north.call("POST", `/api/v1/offers/${await accepted(north, won)}/deal`, {});
  await north.call("POST", `/api/v1/deals/${deal.id}/win`, { proof: "Заказ 17" });
  // A process from a template, in force; its next version is being written.
  const { id: process, draft } = await vendor("POST", "/api/v1/playbook/processes", {
    product, name: { ru: "Насосы через дилеров", en: "Pumps by dealers" }, template: "equipment_dealers",
  });
  const playbook = `/api/v1/playbook/processes/${process}`;
  const stages = (change) => ({ ...draft, stages: draft.stages.map((stage, at) => (at === 0 ? { ...stage, ...change } : stage)) });
  await vendor("PUT", `${playbook}/draft`, stages({ norm_days: 1 }));
  await vendor("POST", `${playbook}/publication`, {});
  await vendor("PUT", `${playbook}/draft`, stages({ norm_days: 3, name: { ru: "Задача", en: "Task" } }));
  const card = (await vendor("GET", "/api/v1/playbook/cards")).items[0].id;
  const term = (await vendor("GET", "/api/v1/playbook/terms")).items[0].id;

  const refused = await lead();
  await north.call("POST", `/api/v1/offers/${await offer(north, refused)}/decline`, { reason: "too_far" });
  const own = (client_name, phone) => ({ client_name, phone, region: "RU-MOW", product, title: "Насосы для цеха", value_minor: 5000000 });
  const registered = await north.call("POST", "/api/v1/deals", own("Котельная № 5", "+74952000001"));
  await south.call("POST", "/api/v1/deals", own("Котельная № 5", "+74952000001"));
  const turned = await north.call("POST", "/api/v1/deals", own("Пекарня", "+74952000002"));
  await vendor("POST", `/api/v1/deals/${turned.id}/refusal`, { reason: "Не указан ИНН" });
  await north.call("POST", `/api/v1/partners/${north.id}/reciprocity/appeals`, { text: "Сделка у регистратора" });
  const appeal = (await vendor("GET", "/api/v1/appeals")).items[0].id;
  await server.clock("2026-06-17T07:00:00Z");
  // A session would not have outlived these days.
  const people = {};
  for (const lang of ["ru", "en"]) {
    people[lang] = {
      vendor: await server.person(key, { email: `v.${lang}@vendor.test`, name: "Анна Крылова", role: "director", lang }),
      partner: await server.person(key, { email: `p.${lang}@partner.test`, name: "Олег Ветров", role: "partner_owner", partner: north.id, lang }),
    };
  }
  const working = await lead();
  const worked = await accepted(north, working);
  const led = await north.call("POST", `/api/v1/offers/${worked}/deal`, {});
  const fresh = await lead();
  const open = await offer(north, fresh);
  const given = await lead();
  const { text: desk } = await vendor("POST", "/api/v1/keys", { name: "Диспетчер", role: "lead_desk", scopes: ["*"] });
  await as(desk)("POST", `/api/v1/leads/${given}/hand-give`, { partner: north.id, reason: "Клиент просит именно их", set_aside: true });
  const handed = await offer(north, given);

  const text = (ru, en) => ({ ru, en });
  const form = await vendor("POST", "/api/v1/forms", {
    name: "Форма сайта", slug: "pumps", source: "site", region: "RU-MOW", products: [product],
    fields: [{ field: "company", required: true }, { field: "name" }, { field: "phone", required: true }, { field: "need", required: true }],
    title: text("Подбор насоса", "Choose a pump"),
    consents: {
      processing: { version: "p1", text: text("Согласен на обработку", "I agree to the processing") },
      transfer: { version: "t1", text: text("Согласен на передачу партнёрам", "I agree to the transfer") },
    },
  });
  const file = [
    "Компания;ИНН;Регион;ФИО;Телефон;Комментарий;Товар;Размер;Согласие на передачу",
    "Завод;;г. Москва;Иван;84951234567;Насосы;Насосы;средний;да", "Склад;7707083894;Атлантида;;звоните;;Пылесосы;=1+1;нет",
    "Другое имя;;г. Москва;Иван;84951234567;Насосы;Насосы;средний;да", "",
  ].join("\r\n");
  const sent = await fetch(`${server.base}/api/v1/imports?source=old`, {
    method: "POST", headers: { "content-type": "text/csv", authorization: `Bearer ${key}` }, body: file,
  });
  const { id: imported } = await sent.json();
  await vendor("POST", `/api/v1/imports/${imported}/preview`, {});
  const invited = await vendor("POST", "/api/v1/invitations", { email: "waits@vendor.test", role: "support" });
  await vendor("POST", "/api/v1/invitations", { email: "waits@partner.test", role: "partner_seller", partner: north.id });
  await server.call("POST", "/api/v1/password-resets", { body: { email: "v.ru@vendor.test" } });
  // The server's time stands still; letters go out in it.
  await server.clock("2026-06-17T07:01:00Z");
  const path = (link) => new URL(link).pathname + new URL(link).search;
  const letters = { ru: path(await mail.link("p.ru@partner.test", "/o/")), en: path(await mail.link("p.en@partner.test", "/o/")) };
  const reset = path(await mail.link("v.ru@vendor.test", "/password/new"));
  const hours = { zone: "Europe/Moscow", weekly: { mon: ["09:00-13:00", "14:00-18:00"], tue: ["09:00-18:00"] }, exceptions: { "2026-06-12": [] } };
  const { id: calendar } = await vendor("POST", "/api/v1/calendars", { name: "Москва", hours });
  const users = (await vendor("GET", "/api/v1/users")).items;
  const of = (email) => users.find((user) => user.email === email).id;

  const pages = {
    none: ["/sign-in", "/nowhere", "/problems/not-found", "/password", reset, path(invited.accept_url), "/f/pumps", "/f/pumps/thanks", "/design"],
    vendor: [
      "/today", `/search?q=${encodeURIComponent("насос")}`, "/rules", "/neutrality", "/settings/letters", "/leads", "/leads/new", `/leads/${won}`, `/leads/${refused}`, `/leads/${fresh}`, `/leads/${working}/why`, `/leads/${fresh}/give`, `/leads/${given}`, `/leads/${given}/why`,
      `/leads/${fresh}/offers/${open}/withdraw`, "/deals", `/deals/${deal.id}`, `/deals/${registered.id}`, "/appeals", `/appeals/${appeal}`,
      "/playbook", "/playbook/matrix", `/playbook/cards/${card}`, `/playbook/words/${term}`, `/playbook/processes/${process}`,
      `/playbook/processes/${process}/publish`, `/playbook/processes/${process}/stages/${draft.stages[0].key}`, "/deal-board", "/deal-board/stalled", `/deals/${led.id}`,
      "/insight", "/insight/active", "/insight/start", "/insight/ignored", "/insight/won", "/insight/debt", "/insight/coverage",
      `/insight/coverage/RU-MOW/${product}`, "/partners", "/partners/new", `/partners/${north.id}`, `/partners/${south.id}`,
      `/partners/${north.id}/edit`, `/partners/${north.id}/override`, "/imports", `/imports/${imported}`, "/notices", "/settings/notices",
      "/setup", "/me", "/me/telegram", "/me/programs", "/settings/people", `/settings/people/${of("p.ru@partner.test")}`, "/settings/keys", "/settings/program", "/settings/brand",
      "/settings/policy", "/settings/policy/edit", "/settings/modes", "/settings/calendars", "/settings/calendars/new", `/settings/calendars/${calendar}`,
      "/settings/products", `/settings/products/${product}`, "/settings/territories", "/settings/forms", "/settings/forms/new", `/settings/forms/${form.id}`,
    ],
    partner: [
      "/home", `/search?q=${encodeURIComponent("завод")}`, "/rules", "/neutrality", "/offers", `/offers/${open}`, `/offers/${worked}`, `/offers/${open}/why`, `/offers/${handed}`, `/offers/${handed}/why`, "/my/deals", `/my/deals/${registered.id}`, `/my/deals/${turned.id}`, "/my/register",
      "/my/playbook", `/my/playbook/${process}`, "/my/deal-board", "/my/deal-board/stalled", `/my/deals/${led.id}`,
      "/my/appeals", "/my/why", "/company/about", "/company/people", `/company/people/${of("p.ru@partner.test")}`, "/company/keys", "/notices", "/me", "/me/telegram",
    ],
  };
  return { pages, people, letters };
}

/**
 * What is wrong with a page as it stands, with all that is folded in it opened. `colours` looks at contrast alone: nothing
 * else changes with the theme.
 */
export async function look(page, colours) {
  if (await page.evaluate(() => !window.axe)) await page.evaluate(AXE);
  return page.evaluate(async ([tags, colours]) => {
    // The menu lies over the page.
    document.querySelectorAll("main details").forEach((one) => (one.open = true));
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const options = colours ? { runOnly: ["color-contrast"] } : { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } } };
    const { violations } = await window.axe.run(document, { ...options, resultTypes: ["violations"] });
    const said = violations.map(({ id, nodes }) => `${id} ×${nodes.length} ${nodes[0].target} ${nodes[0].failureSummary?.split("\n")[1]?.trim() ?? ""}`);
    return wide > 0 ? [`${wide} px wider than the screen`, ...said] : said;
  }, [TAGS, colours]);
}
