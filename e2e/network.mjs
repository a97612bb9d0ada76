// A small network set up by the API alone: a product, partners with people, leads.

// A sign-in address belongs to one person in all programs of a server.
let people = 0;

/** A program with one product and a partner for each name; `session(name, lang)` signs its seller in. */
export async function network(server, names = ["Север"]) {
  const begun = await server.begin();
  const key = begun.api_key;
  const call = (path, body) => server.call("POST", path, { key, body });
  const product = await call("/api/v1/products", { code: "pumps", name: "Насосы" });
  const partners = {};
  for (const name of names) {
    const partner = await call("/api/v1/partners", { name, territories: ["RU-MOW"], joined_at: "2024-01-01T00:00:00Z" });
    await call(`/api/v1/partners/${partner.id}/certificates`, { product: product.id });
    partners[name] = partner.id;
  }
  let leads = 0;
  return {
    key,
    admin: begun,
    product: product.id,
    partners,
    /** The session of a new seller (or another role) of a partner. */
    async session(name, lang = "ru", role = "partner_seller") {
      people += 1;
      return server.person(key, { email: `seller${people}@partner.test`, name: "Ольга Котова", role, partner: partners[name], lang });
    },
    /** Takes a lead in and returns its id. */
    async lead(change = {}) {
      leads += 1;
      const lead = await call("/api/v1/leads", {
        client: { name: `Завод ${leads}`, region: "RU-MOW", city: "Москва" },
        contact: { name: "Иван Петров", phone: `+7495123${String(4500 + leads)}`, email: `ivan@zavod${leads}.ru` },
        need: "Насосы для котельной, две линии", product: product.id, size: "medium", value_minor: 124000000,
        source: "site", consent: { transfer: true, text: "v1" }, ...change,
      });
      return lead.id;
    },
  };
}
