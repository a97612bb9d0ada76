// Who took a lead, who started, who let it pass: the board of a lead of the demo, over the API.
//   node docs/guides/who-ignored.mjs http://127.0.0.1:7700 [LEAD]
const [server = "http://127.0.0.1:7700", wanted] = process.argv.slice(2);
const headers = { "Content-Type": "application/json", "Accept-Language": "en" };

async function call(method, path, body) {
  const answer = await fetch(server + path, { method, headers, body: body && JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${told.title} ${told.detail ?? ""}`);
  return told;
}

// The lead desk signs in; the token is the value of the session cookie.
const desk = { email: "desk@nasosprom.example", password: "nasos-demo-artel" };
headers.Cookie = `artel=${(await call("POST", "/api/v1/sessions", desk)).token}`;

/** The newest lead that somebody ignored and somebody started. */
async function newest() {
  for (let after = ""; ; ) {
    const page = await call("GET", `/api/v1/leads?limit=50${after && `&after=${after}`}`);
    for (const lead of page.items) {
      const { partners } = await call("GET", `/api/v1/leads/${lead.id}/board`);
      const states = new Set(partners.map((p) => p.state));
      if (states.has("ignored") && partners.some((p) => p.started_at)) return lead.id;
    }
    if (!(after = page.next)) throw new Error("no lead was both ignored and started yet");
  }
}

const board = await call("GET", `/api/v1/leads/${wanted ?? (await newest())}/board`);
// Moments as the board shows them: in the program's zone.
const { zone } = await call("GET", "/api/v1/program");
const local = (at) => (at ? new Date(at).toLocaleString("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }) : "–");
console.log(`${board.lead.id}  ${board.lead.state}\n${board.lead.client_name}, ${board.lead.city}: ${board.lead.need}\n`);
console.table(
  board.partners.map((p) => ({
    partner: p.name, wave: p.wave, offered: local(p.offered_at), until: local(p.deadline), accepted: local(p.accepted_at),
    "min to start": p.minutes_to_start ?? "–", contacts: p.contacts.length, state: p.state, "ignored in all": p.ignored_in_all,
  })),
);
