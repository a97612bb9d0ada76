//! Nobody sees or touches what belongs to another partner or another program: every id of every operation and page,
//! found in the schema, is once one that stands elsewhere and once one that stands nowhere. The answers are the same bytes.

mod schema;
mod sweep;
mod unseen;
mod worlds;

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, DbError, Dialect, Sql, params};
use platform::{Access, Operation, Role};
use reqwest::Method;
use serde_json::{Value, json};

use self::sweep::Side;
pub use self::sweep::fill;
use crate::{
    databases::both,
    stories::{Network, june},
    world::OPERATOR,
};

const NOTHING: &str = "0192f0c1000070008000000000000001";
/// Stands in everything that is not for the twin, in letters that no rule changes.
const CANARY: &str = "kanareika";

/// The table in which the things of an id's prefix stand. An operation with another prefix has no expectation, and fails.
const TABLES: &[(&str, &str)] = &[
    ("appeal", "reciprocity_appeal"),
    ("calendar", "calendar"),
    ("card", "playbook_card"),
    ("client", "client"),
    ("deal", "deal"),
    ("event", "event"),
    ("form", "form"),
    ("import", "import"),
    ("invitation", "invitation"),
    ("key", "api_key"),
    ("lead", "lead"),
    ("mail", "outgoing_mail"),
    ("offer", "offer"),
    ("partner", "partner"),
    ("policy", "policy"),
    ("process", "sales_process"),
    ("product", "product"),
    ("program", "program"),
    ("task", "task"),
    ("term", "playbook_term"),
    ("user", "app_user"),
];

/// Places of a path that name nothing of a program: regions and addresses for everybody, tokens, sessions of a person.
const NOT_OF_A_PROGRAM: &[&str] = &["logo", "look", "region", "slug", "stage", "step", "token", "session"];

/// The hex of a few ids of a program's things, by prefix; of one partner alone if one is named.
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
        let text = format!("select id from {table} where {own} = x'{program}'{filter} order by id limit 3");
        found.insert((*prefix).to_owned(), select_ids(db, &text).await);
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

/// A partner takes a lead, brings a deal of its own and invites; all that is written there bears a word.
pub async fn live(network: &Network, letter: &str, number: u32, word: &str) {
    let mut lead = network.lead(number);
    lead["client"]["name"] = json!(format!("{word} завод"));
    lead["contact"]["name"] = json!(format!("{word} Иван"));
    lead["contact"]["email"] = json!(format!("{word}@{word}.ru"));
    network.take(lead).await;
    let offer = network.offer(letter).await;
    network.answer(letter, &offer, "acceptance", json!({})).await.ok();
    network.answer(letter, &offer, "contacts", json!({ "evidence": "call", "note": word })).await.ok();
    let own =
        json!({ "client_name": format!("{word} свой"), "region": "RU-MOW", "product": network.product, "title": word });
    network.world.post(&network.keys[letter], "/api/v1/deals", own).await.ok();
    network.change_partner(letter, json!({ "name": format!("{letter} {word}") })).await;
    let invited = json!({ "email": format!("{word}@twin.ru"), "role": "partner_seller", "partner": network.partners[letter], "lang": "ru" });
    network.post("/api/v1/invitations", invited).await;
    network.person(&format!("owner@{word}.ru"), "partner_owner", Some(letter)).await;
}

/// What belongs to the program as a whole.
pub async fn furnish(network: &Network) {
    network.post("/api/v1/forms", crate::stories::forms::body(network)).await;
    let file = format!("Компания;Телефон\r\n{CANARY} импорт;+74951234567\r\n").into_bytes();
    network.world.send(&network.admin, "/api/v1/imports?source=old", "text/csv", file).await.ok();
    let said = |text: &str| json!({ "ru": text, "en": text });
    let term = network.post("/api/v1/playbook/terms", json!({ "axis": "client_type", "name": said("Завод") })).await;
    let card = json!({ "client_type": term["id"], "content": { "needs": [said("Напор")] } });
    network.post("/api/v1/playbook/cards", card).await;
    let product = network.post("/api/v1/products", json!({ "code": "led", "name": "Ведомый" })).await;
    let new = json!({ "product": product["id"], "template": "services_agents" });
    let process = network.post("/api/v1/playbook/processes", new).await;
    let path = format!("/api/v1/playbook/processes/{}/publication", process["id"].as_str().unwrap());
    network.post(&path, json!({})).await;
}

/// What a partner reads of its own.
async fn of(network: &Network, letter: &str) -> Vec<Value> {
    let mut told = Vec::new();
    for path in ["/api/v1/offers", "/api/v1/deals", "/api/v1/users", "/api/v1/invitations", "/api/v1/keys"] {
        told.push(network.world.get(&network.keys[letter], path).await.ok());
    }
    told
}

fn hex(id: &str) -> String {
    id.rsplit_once('_').unwrap().1.to_owned()
}

/// The first thing of each kind.
fn first(ids: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, String> {
    let some = ids.iter().filter_map(|(kind, found)| Some((kind.clone(), format!("{kind}_{}", found.first()?))));
    some.chain([("region".to_owned(), "RU-MOW".to_owned())]).collect()
}

/// A thing of each kind, of the program or of one partner.
pub async fn things(network: &Network, letter: Option<&str>) -> BTreeMap<String, String> {
    let program = hex(network.get("/api/v1/program").await["id"].as_str().unwrap());
    let partner = letter.map(|letter| hex(&network.partners[letter]));
    let db = &network.world.running.as_ref().unwrap().app.db;
    let mut things = first(&ids(db, &program, partner.as_deref()).await);
    things.insert("product".to_owned(), network.product.clone());
    things
}

/// Kinds that operations name and of which `ids` has none: nothing would be proved about them.
fn missing(operations: &[Operation], ids: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    let names = operations.iter().flat_map(|operation| {
        let parts = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        parts.map(|name| schema::kind_of(operation.path, name))
    });
    names.filter(|kind| !NOT_OF_A_PROGRAM.contains(&kind.as_str()) && ids.get(kind).is_none_or(Vec::is_empty)).collect()
}

both! {
    async fn a1_another_partner_and_another_program_are_answered_as_if_nothing_stood_there(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 1000, "open_cap": 1000 })).await;
        network.world.clock(&june(15, "10:00")).await;
        live(&network, "A", 1, CANARY).await;
        live(&network, "B", 2, "sosed").await;
        furnish(&network).await;
        let db = network.world.running.as_ref().unwrap().app.db.clone();
        let program = hex(network.get("/api/v1/program").await["id"].as_str().unwrap());
        let before = of(&network, "A").await;
        let operations = artel::server::operations(&artel::server::reactors(), false);
        let document = platform::edge::openapi::document(&operations, "");

        let of_twin = keys(&network, &network.admin, Role::PARTNER, Some(&network.partners["B"])).await;
        let of_a = ids(&db, &program, Some(&hex(&network.partners["A"]))).await;
        let twin = Side::new(&network.world, "partner B", of_twin, of_a, things(&network, Some("B")).await);
        for kind in ["offer", "deal", "partner", "key", "invitation", "user"] {
            assert!(!twin.foreign[kind].is_empty(), "A has a {kind}");
        }

        let second = json!({ "name": "Другая", "lang": "ru", "zone": "Europe/Moscow", "currency": "RUB", "admin": { "email": "b@example.ru", "name": "Борис" } });
        let admin = network.world.post(OPERATOR, "/api/v1/programs", second).await.ok()["api_key"].as_str().unwrap().to_owned();
        let partner = network.world.post(&admin, "/api/v1/partners", json!({ "name": "Z", "territories": ["RU-MOW"] })).await.ok();
        let product = network.world.post(&admin, "/api/v1/products", json!({ "code": "z", "name": "Z" })).await.ok();
        let mut lead = network.lead(3);
        lead["product"] = product["id"].clone();
        network.world.post(&admin, "/api/v1/leads", lead).await.ok();
        let mut roles = keys(&network, &admin, Role::VENDOR, None).await;
        roles.extend(keys(&network, &admin, Role::PARTNER, partner["id"].as_str()).await);
        let other = hex(network.world.get(&admin, "/api/v1/program").await.ok()["id"].as_str().unwrap());
        let own = first(&ids(&db, &other, None).await);
        let stranger = Side::new(&network.world, "another program", roles, ids(&db, &program, None).await, own);
        let nothing_known: Vec<_> = missing(&operations, &stranger.foreign).into_iter().collect();
        assert_eq!(nothing_known, ["appeal"], "these stand in no table that is known here, or nothing stands there");

        for operation in &operations {
            twin.sweep(operation, &document).await;
            stranger.sweep(operation, &document).await;
        }
        let (asked, asked_by_stranger) = (twin.asked.into_inner(), stranger.asked.into_inner());
        let (named, reached) = (stranger.named.into_inner().unwrap(), stranger.reached.into_inner().unwrap());
        let not_reached: Vec<_> = named.difference(&reached).copied().collect();
        assert_eq!(not_reached, [""; 0], "these are refused before they look, which proves nothing");
        let faults: Vec<_> = [twin.faults, stranger.faults].into_iter().flat_map(|f| f.into_inner().unwrap()).collect();
        assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), &faults[..faults.len().min(40)]);
        assert!(asked > 2_000 && asked + asked_by_stranger > 20_000, "{asked} and {asked_by_stranger}");
        assert_eq!(of(&network, "A").await, before, "and nothing of A has changed");
        the_owner_is_answered(&network, &operations, &things(&network, None).await, &things(&network, Some("A")).await, &document).await;
    }
}

both! {
    async fn a1_a_twin_that_has_signed_in_is_answered_as_if_nothing_stood_there(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        live(&network, "A", 1, CANARY).await;
        live(&network, "B", 2, "sosed").await;
        let db = network.world.running.as_ref().unwrap().app.db.clone();
        let program = hex(network.get("/api/v1/program").await["id"].as_str().unwrap());
        let before = of(&network, "A").await;
        let mut sessions = BTreeMap::new();
        for role in Role::PARTNER {
            let session = network.person(&format!("{role}@b.ru"), &role.to_string(), Some("B")).await;
            sessions.insert(*role, format!("session:{session}"));
        }
        let of_a = ids(&db, &program, Some(&hex(&network.partners["A"]))).await;
        let twin = Side::new(&network.world, "partner B, signed in", sessions.clone(), of_a, things(&network, Some("B")).await);
        let operations = artel::server::operations(&artel::server::reactors(), false);
        let document = platform::edge::openapi::document(&operations, "");
        // These end the session or move it to another company.
        let ending = ["sessions.end_current", "sign_in.out", "me.page_switch", "sessions.switch"];
        for operation in operations.iter().filter(|operation| !ending.contains(&operation.id)) {
            twin.sweep(operation, &document).await;
        }
        let faults = twin.faults.into_inner().unwrap();
        assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), &faults[..faults.len().min(40)]);
        assert!(twin.asked.into_inner() > 2_000);
        for (role, session) in sessions {
            let told = network.world.by(session.trim_start_matches("session:"), Method::GET, "/api/v1/me", Value::Null).await;
            assert_eq!(told.status, 200, "{role} is signed in to the end");
        }
        assert_eq!(of(&network, "A").await, before, "and nothing of A has changed");
    }
}

/// The same questions prove nothing if nobody is answered: who may see a thing reads it.
async fn the_owner_is_answered(
    network: &Network,
    operations: &[Operation],
    all: &BTreeMap<String, String>,
    of_a: &BTreeMap<String, String>,
    document: &Value,
) {
    let mut refused = Vec::new();
    let mut asked = 0;
    for operation in operations.iter().filter(|o| o.method == Method::GET && o.path.contains('{') && !o.streams()) {
        let Access::Roles(roles) = operation.access else { continue };
        let (key, own) = if roles.contains(&Role::Admin) { (&network.admin, all) } else { (&network.keys["A"], of_a) };
        let described = &document["paths"][operation.path]["get"];
        let path = sweep::with_query(fill(operation.path, own, None), &schema::required(described, document, own));
        // An offer may have no rating: then nobody reads one.
        let may_lack = operation.id == "offers.rating";
        if !path.contains(NOTHING) && !path.contains("session") && !may_lack {
            asked += 1;
            let told = network.world.get(key, &path).await;
            refused.extend((!told.status.is_success()).then(|| format!("{} {path}: {}", operation.id, told.status)));
        }
    }
    assert!(refused.is_empty() && asked > 20, "{asked} asked: {refused:#?}");
}
