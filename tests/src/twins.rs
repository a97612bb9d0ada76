//! Nobody sees or touches what belongs to another partner or another program: every id of every operation, found
//! in the schema, is once one that stands elsewhere and once one that stands nowhere. The answers are the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, DbError, Dialect, Sql, params};
use platform::{Access, Operation, Role};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    databases::both,
    hostile::{places, plausible},
    stories::{Network, june},
    world::{OPERATOR, Told},
};

const NOTHING: &str = "0192f0c1000070008000000000000001";
/// Stands in everything that is not for the twin, in letters that no rule changes.
const CANARY: &str = "kanareika";

/// The table in which the things of an id's prefix stand. An operation with another prefix has no expectation, and fails.
const TABLES: &[(&str, &str)] = &[
    ("lead", "lead"),
    ("offer", "offer"),
    ("deal", "deal"),
    ("partner", "partner"),
    ("product", "product"),
    ("calendar", "calendar"),
    ("policy", "policy"),
    ("key", "api_key"),
    ("user", "app_user"),
    ("invitation", "invitation"),
    ("task", "task"),
    ("client", "client"),
    ("program", "program"),
    ("event", "event"),
    ("appeal", "reciprocity_appeal"),
];

/// The ids of a program's things, by prefix; of one partner alone if one is named.
async fn ids(db: &Db, program: &str, partner: Option<&str>) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    let tables = db.tables().await.unwrap();
    for (prefix, table) in TABLES {
        let columns = &tables.iter().find(|t| t.name == *table).unwrap().columns;
        let (own, named) =
            (if *table == "program" { "id" } else { "program_id" }, columns.iter().any(|c| c == "partner_id"));
        let filter = match partner {
            None => String::new(),
            Some(partner) if *table == "partner" => format!(" and id = x'{partner}'"),
            Some(partner) if named => format!(" and partner_id = x'{partner}'"),
            Some(_) => continue,
        };
        let rows = select_ids(db, &format!("select id from {table} where {own} = x'{program}'{filter} limit 1")).await;
        found.insert((*prefix).to_owned(), rows.into_iter().map(|hex| format!("{prefix}_{hex}")).collect());
    }
    found
}

/// The ids that a query put together by the test gives, as hex.
async fn select_ids(db: &Db, text: &str) -> Vec<String> {
    let text = match db.dialect() {
        Dialect::Sqlite => text.to_owned(),
        Dialect::Postgres => text.replace("x'", "'\\x"),
    };
    // Statements live as long as the program; a test may leave a few behind.
    let sql: &'static Sql = Box::leak(Box::new(Sql::new("test", Box::leak(text.into_boxed_str()))));
    let rows: Result<Vec<([u8; 16],)>, DbError> =
        db.read(move |tx| Box::pin(async move { tx.all(sql, params![]).await })).await;
    let rows = rows.unwrap();
    rows.into_iter().map(|(id,)| kit::Uuid::from_bytes(id).simple().to_string()).collect()
}

/// The prefix that a schema asks of an id.
fn prefix(schema: &Value) -> Option<&str> {
    schema["pattern"].as_str()?.strip_prefix('^')?.strip_suffix("_[0-9a-f]{32}$")
}

struct Twin<'a> {
    network: &'a Network,
    who: &'a str,
    keys: BTreeMap<Role, String>,
    /// What it may not know of.
    foreign: BTreeMap<String, Vec<String>>,
    /// What it may use in the other fields.
    own: BTreeMap<String, String>,
    asked: usize,
    faults: Vec<String>,
}

impl Twin<'_> {
    async fn call(&self, operation: &Operation, key: &str, path: &str, body: Option<&Value>) -> Told {
        let method = Method::from_bytes(operation.method.as_str().as_bytes()).unwrap();
        let bytes = body.map(|body| body.to_string().into_bytes());
        self.network.world.send_raw(method, path, Some(key), "en", bytes.as_deref()).await
    }

    /// Asks with an id that stands elsewhere and with one that stands nowhere.
    async fn compare(
        &mut self,
        operation: &Operation,
        key: &str,
        kind: &str,
        ask: impl Fn(&str) -> (String, Option<Value>),
    ) {
        let absent = format!("{kind}_{NOTHING}");
        for id in self.foreign.get(kind).cloned().unwrap_or_default() {
            let (path, body) = ask(&id);
            let foreign = self.call(operation, key, &path, body.as_ref()).await;
            let (path, body) = ask(&absent);
            let nothing = self.call(operation, key, &path, body.as_ref()).await;
            self.asked += 2;
            let same = foreign.status == nothing.status && foreign.text.replace(&id, &absent) == nothing.text;
            if !same {
                self.faults.push(format!(
                    "{} {}: {id} answers {} {}, nothing answers {} {}",
                    self.who, operation.id, foreign.status, foreign.text, nothing.status, nothing.text
                ));
            }
            for told in [&foreign, &nothing] {
                if told.text.contains(CANARY) {
                    self.faults.push(format!("{} {}: sees {}", self.who, operation.id, told.text));
                }
            }
        }
    }

    async fn sweep(&mut self, operation: &Operation, document: &Value) {
        let Access::Roles(roles) = operation.access else { return };
        let Some(key) = roles.iter().find_map(|role| self.keys.get(role)).cloned() else { return };
        let described = &document["paths"][operation.path][operation.method.as_str().to_ascii_lowercase()];
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        let own = self.own.clone();
        let body = (!schema.is_null()).then(|| plausible(schema, document, "", &own, 0));
        let fill = |path: &str| {
            let parts = path.split('/').map(|part| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
                Some(name) => own.get(name).cloned().unwrap_or_else(|| format!("{name}_{NOTHING}")),
                None => part.to_owned(),
            });
            parts.collect::<Vec<_>>().join("/")
        };
        for parameter in described["parameters"].as_array().into_iter().flatten() {
            let (Some(kind), Some(name)) = (prefix(&parameter["schema"]), parameter["name"].as_str()) else { continue };
            let kind = kind.to_owned();
            if parameter["in"] == "path" {
                let body = body.clone();
                let ask = |id: &str| (fill(&operation.path.replace(&format!("{{{name}}}"), id)), body.clone());
                self.compare(operation, &key, &kind, ask).await;
            } else {
                self.compare(operation, &key, &kind, |id| {
                    (format!("{}?{name}={id}", fill(operation.path)), body.clone())
                })
                .await;
            }
        }
        let Some(body) = body else {
            let list = self.call(operation, &key, &fill(operation.path), None).await;
            if list.text.contains(CANARY) {
                self.faults.push(format!("{} {}: sees {}", self.who, operation.id, list.text));
            }
            return;
        };
        let mut found = Vec::new();
        places(&body, "", &mut found);
        for (place, kind) in
            found.into_iter().filter_map(|place| Some((place.clone(), kind_at(schema, document, &place)?)))
        {
            let ask = |id: &str| {
                let mut body = body.clone();
                *body.pointer_mut(&place).unwrap() = json!(id);
                (fill(operation.path), Some(body))
            };
            self.compare(operation, &key, &kind, ask).await;
        }
    }
}

/// The prefix of the id that a place in a body wants.
fn kind_at(schema: &Value, document: &Value, place: &str) -> Option<String> {
    let mut at = schema;
    for step in place.split('/').skip(1) {
        at = resolved(at, document);
        at = if at["items"].is_object() { &at["items"] } else { &at["properties"][step] };
    }
    prefix(resolved(at, document)).map(str::to_owned)
}

fn resolved<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    let mut at = schema;
    for _ in 0..8 {
        at = if let Some(reference) = at["$ref"].as_str() {
            document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null)
        } else if let Some(first) = ["oneOf", "anyOf", "allOf"].iter().find_map(|c| at[*c].as_array()?.first()) {
            first
        } else {
            return at;
        };
    }
    at
}

/// A key of every role that may be at a partner, or at the vendor, of whoever `admin` is.
async fn keys(network: &Network, admin: &str, roles: &[Role], partner: Option<&str>) -> BTreeMap<Role, String> {
    let mut keys = BTreeMap::new();
    for role in roles {
        let key = json!({ "name": format!("twin {role}"), "role": role, "partner": partner, "scopes": ["*"] });
        let told = network.world.post(admin, "/api/v1/keys", key).await.ok();
        keys.insert(*role, told["text"].as_str().unwrap().to_owned());
    }
    keys
}

/// Partner A takes a lead and brings a deal of its own; all that is written there bears the canary.
async fn live(network: &Network) {
    let mut lead = network.lead(1);
    lead["client"]["name"] = json!(format!("{CANARY} завод"));
    lead["contact"]["name"] = json!(format!("{CANARY} Иван"));
    lead["contact"]["email"] = json!(format!("{CANARY}@zavod.ru"));
    network.take(lead).await;
    let offer = network.offer("A").await;
    network.answer("A", &offer, "acceptance", json!({})).await.ok();
    network.answer("A", &offer, "contacts", json!({ "evidence": "call", "note": CANARY })).await.ok();
    let own = json!({ "client_name": format!("{CANARY} свой"), "region": "RU-MOW", "product": network.product, "title": CANARY });
    network.world.post(&network.keys["A"], "/api/v1/deals", own).await.ok();
    network.change_partner("A", json!({ "name": format!("A {CANARY}") })).await;
    let invited = json!({ "email": format!("{CANARY}@a.ru"), "role": "partner_seller", "partner": network.partners["A"], "lang": "ru" });
    network.world.post(&network.admin, "/api/v1/invitations", invited).await.ok();
}

/// What A reads of its own.
async fn of_a(network: &Network) -> Vec<Value> {
    let mut told = Vec::new();
    for path in ["/api/v1/offers", "/api/v1/deals"] {
        told.push(network.world.get(&network.keys["A"], path).await.ok());
    }
    told
}

fn hex(id: &str) -> String {
    id.rsplit_once('_').unwrap().1.to_owned()
}

both! {
    async fn a1_another_partner_and_another_program_are_answered_as_if_nothing_stood_there(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        live(&network).await;
        let db = network.world.running.as_ref().unwrap().app.db.clone();
        let program = hex(network.get("/api/v1/program").await["id"].as_str().unwrap());
        let before = of_a(&network).await;
        let operations = artel::server::operations(&artel::server::reactors(), false);
        let document = platform::edge::openapi::document(&operations, "");

        let own = BTreeMap::from([("product".to_owned(), network.product.clone()), ("partner".to_owned(), network.partners["B"].clone()),
            ("region".to_owned(), "RU-MOW".to_owned())]);
        let mut twin = Twin {
            network: &network, who: "partner B", keys: keys(&network, &network.admin, Role::PARTNER, Some(&network.partners["B"])).await,
            foreign: ids(&db, &program, Some(&hex(&network.partners["A"]))).await, own, asked: 0, faults: Vec::new(),
        };
        for kind in ["offer", "deal", "partner", "key", "invitation"] {
            assert!(!twin.foreign[kind].is_empty(), "A has a {kind}");
        }

        let second = json!({ "name": "Другая", "lang": "ru", "zone": "Europe/Moscow", "currency": "RUB", "admin": { "email": "b@example.ru", "name": "Борис" } });
        let admin = network.world.post(OPERATOR, "/api/v1/programs", second).await.ok()["api_key"].as_str().unwrap().to_owned();
        let partner = network.world.post(&admin, "/api/v1/partners", json!({ "name": "Z", "territories": ["RU-MOW"] })).await.ok();
        let mut roles = keys(&network, &admin, Role::VENDOR, None).await;
        roles.extend(keys(&network, &admin, Role::PARTNER, partner["id"].as_str()).await);
        let mut stranger = Twin { network: &network, who: "another program", keys: roles, foreign: ids(&db, &program, None).await,
            own: BTreeMap::from([("region".to_owned(), "RU-MOW".to_owned())]), asked: 0, faults: Vec::new() };

        let mut unknown = BTreeSet::new();
        for operation in operations.iter().filter(|o| !o.page) {
            let described = &document["paths"][operation.path][operation.method.as_str().to_ascii_lowercase()];
            for parameter in described["parameters"].as_array().into_iter().flatten() {
                let expected = prefix(&parameter["schema"]).filter(|kind| !TABLES.iter().any(|(known, _)| known == kind));
                unknown.extend(expected.map(|kind| format!("{} ({})", kind, operation.id)));
            }
            twin.sweep(operation, &document).await;
            stranger.sweep(operation, &document).await;
        }
        assert!(unknown.is_empty(), "say in TABLES where these stand: {unknown:?}");
        let faults: Vec<_> = twin.faults.iter().chain(&stranger.faults).collect();
        assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), &faults[..faults.len().min(20)]);
        assert!(twin.asked > 40 && stranger.asked > 150, "{} and {}", twin.asked, stranger.asked);
        assert_eq!(of_a(&network).await, before, "and nothing of A has changed");
    }
}
