//! Whoever changes a thing may name the version that it has seen; nothing happens to a newer one.

use std::collections::BTreeMap;

use platform::{Access, Operation, edge::versions};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    databases::{Kind, both},
    stories::{Network, june},
    world::Told,
};

/// Operations that belong to a person: they are called in a session.
const OF_PERSONS: &[&str] = &[
    "people.change_me",
    "people.change_password",
    "notices.choose",
    "telegram.link",
    "telegram.choose",
    "telegram.unlink",
];

/// A network with one of each thing, and who may change it.
struct Things {
    network: Network,
    ids: BTreeMap<&'static str, String>,
    session: String,
    keys: BTreeMap<String, String>,
    operations: Vec<Operation>,
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

impl Things {
    async fn make(kind: Kind) -> Self {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let offer = network.start_work(&lead, "A").await;
        let deal = id(&network.answer("A", &offer, "deal", json!({})).await.ok());
        let client = json!({ "client_name": "Котельная", "phone": "+74952000001", "region": "RU-MOW",
            "product": network.product, "title": "Насосы для цеха" });
        network.world.post(&network.keys["A"], "/api/v1/deals", client).await.ok();
        let session = network.person("olga@vendor.ru", "admin", None).await;
        let rows = "Компания;Телефон\r\nЗавод 7;8 (495) 100-00-07\r\n".as_bytes().to_vec();
        let import = network.world.send(&network.admin, "/api/v1/imports?source=x", "text/csv", rows).await.ok();
        let form = network.post("/api/v1/forms", crate::stories::form(&network)).await;
        let lead = network.take(network.lead(2)).await;
        // One that nobody uses: it is revoked.
        let spare =
            id(&network.post("/api/v1/keys", json!({ "name": "spare", "role": "support", "scopes": ["*"] })).await);
        let appeal = format!("/api/v1/partners/{}/reciprocity/appeals", network.partners["A"]);
        let appeal =
            network.world.post(&network.keys["A"], &appeal, json!({ "text": "Сделка у регистратора" })).await.ok();
        let process = crate::stories::process(&network, crate::stories::stages()).await;
        let said = json!({ "ru": "Завод", "en": "Plant" });
        let term = json!({ "axis": "client_type", "name": said });
        let term = id(&network.post("/api/v1/playbook/terms", term).await);
        let card = json!({ "client_type": term, "content": {} });
        let card = id(&network.post("/api/v1/playbook/cards", card).await);
        let first = async |path: &str| id(&network.get(path).await["items"][0]);
        let ids = BTreeMap::from([
            ("{lead}", lead),
            ("{offer}", offer),
            ("{appeal}", id(&appeal)),
            ("{deal}", deal),
            ("{task}", first("/api/v1/tasks").await),
            ("{import}", id(&import)),
            ("{form}", id(&form)),
            ("{slug}", form["slug"].as_str().unwrap().to_owned()),
            ("{product}", network.product.clone()),
            ("{partner}", network.partners["A"].clone()),
            ("{process}", process),
            ("{term}", term),
            ("{card}", card),
            ("users/{id}", first("/api/v1/users").await),
            ("keys/{id}", spare),
        ]);
        let mut things = Self { network, ids, session, keys: BTreeMap::new(), operations: Vec::new() };
        let calendar = things.network.get("/api/v1/program").await["calendar"].as_str().unwrap().to_owned();
        things.ids.insert("{calendar}", calendar);
        for role in ["lead_desk", "channel_manager", "director", "quality"] {
            things.keys.insert(role.to_owned(), things.network.key(role).await);
        }
        things.keys.insert("partner_owner".to_owned(), things.network.keys["A"].clone());
        things.keys.insert("admin".to_owned(), things.network.admin.clone());
        let all = artel::server::operations(&artel::server::reactors(), false);
        things.operations = versions::link(all);
        things
    }

    fn path(&self, template: &str) -> String {
        let full = self.ids.iter().filter(|(name, _)| name.contains('/'));
        let path = full.fold(template.to_owned(), |path, (name, id)| {
            path.replace(name, &format!("{}/{id}", name.split('/').next().unwrap()))
        });
        self.ids.iter().fold(path, |path, (name, id)| path.replace(name, id))
    }

    /// Calls an operation, or the one that shows its thing, as somebody who may.
    async fn call(&self, by: &Operation, what: &Operation, headers: &[(&str, &str)]) -> Told {
        let method = Method::from_bytes(what.method.as_str().as_bytes()).unwrap();
        let body = (method != Method::GET).then(|| json!({}));
        let cookie = format!("artel={}", self.session);
        let mut headers = headers.to_vec();
        headers.push(("accept-language", "ru"));
        let key = match by.access {
            _ if OF_PERSONS.contains(&by.id) => {
                headers.push(("cookie", cookie.as_str()));
                None
            }
            Access::Roles(roles) => roles.iter().find_map(|role| self.keys.get(role.code())),
            _ => None,
        };
        self.network.world.call(method, &self.path(what.path), key.map(String::as_str), &headers, body).await
    }

    /// Every change of a thing, with what shows the thing.
    fn changes(&self) -> Vec<(&Operation, &Operation)> {
        let shows = |change: &Operation| self.operations.iter().find(|o| Some(o.id) == change.changes());
        // A link stands in a letter: see the stories of links.
        let all = self.operations.iter().filter(|o| !o.path.contains("{token}"));
        all.filter_map(|change| Some((change, shows(change)?))).collect()
    }

    /// How many events there are after a place, and where the log ends.
    async fn log(&self, mut after: u64) -> (usize, u64) {
        let mut count = 0;
        loop {
            let stretch = self.network.get(&format!("/api/v1/events?limit=200&after={after}")).await;
            let events = stretch["events"].as_array().unwrap().len();
            if events == 0 {
                return (count, after);
            }
            count += events;
            after = stretch["next"].as_u64().unwrap();
        }
    }
}

both! {
    async fn whoever_has_seen_an_older_version_changes_nothing_whatever_the_operation(kind) {
        let things = Things::make(kind).await;
        things.network.world.clock(&june(15, "10:01")).await;
        let (_, end) = things.log(0).await;
        let changes = things.changes();
        assert!(changes.len() > 45, "only {}", changes.len());
        for (change, shows) in &changes {
            let before = things.call(change, shows, &[]).await;
            assert!(before.status.is_success() && before.etag.is_some(), "{}: {} {}", shows.id, before.status, before.text);
            let stale = things.call(change, change, &[("if-match", "\"seen long ago\"")]).await;
            assert_eq!(stale.status, 412, "{}: {}", change.id, stale.text);
            // Who has a language of their own is told in it.
            let told = ["Это уже изменил кто-то другой: откройте заново и повторите", "Somebody has changed this meanwhile: open it again and repeat"];
            assert_eq!(stale.body["title"], told[usize::from(OF_PERSONS.contains(&change.id))], "{}", change.id);
            assert_eq!(things.call(change, shows, &[]).await, before, "{} changed it", change.id);
        }
        assert_eq!(things.log(end).await.0, 0, "something happened");
    }

    async fn whoever_has_seen_the_present_version_is_not_held_up_and_learns_the_next(kind) {
        let things = Things::make(kind).await;
        for (change, shows) in things.changes() {
            let before = things.call(change, shows, &[]).await;
            let Some(seen) = before.etag else { continue };
            let done = things.call(change, change, &[("if-match", &format!("\"{seen}\""))]).await;
            assert_ne!(done.status, 412, "{}", change.id);
            let after = things.call(change, shows, &[]).await;
            if done.status.is_success() && done.status != 201 && after.status.is_success() {
                assert_eq!(done.etag, after.etag, "{} tells another version", change.id);
            }
            if done.status.is_success() && after.status.is_success() && before.text != after.text {
                assert_ne!(after.etag.unwrap(), seen, "{} changed what it shows, but not its version: {} {}", change.id, before.text, after.text);
            }
        }
    }

    async fn of_two_who_saw_the_same_user_key_or_task_one_changes_it(kind) {
        let network = Network::start(kind).await;
        let as_seen = |tag: &str| format!("\"{tag}\"");
        let call = async |method: Method, path: &str, tag: &str, body: Value| {
            let tag = as_seen(tag);
            network.world.call(method, path, Some(&network.admin), &[("if-match", &tag)], Some(body)).await
        };
        network.person("olga@vendor.ru", "lead_desk", None).await;
        let user = id(&network.get("/api/v1/users").await["items"][0]);
        let path = format!("/api/v1/users/{user}");
        let seen = network.world.get(&network.admin, &path).await.etag.unwrap();
        let first = call(Method::PATCH, &path, &seen, json!({ "name": "Ольга" })).await;
        assert_eq!(first.status, 200, "{}", first.text);
        let second = call(Method::PATCH, &path, &seen, json!({ "role": "support" })).await;
        assert_eq!(second.status, 412);
        let stands = network.get(&path).await;
        assert_eq!((stands["name"].clone(), stands["role"].clone()), (json!("Ольга"), json!("lead_desk")));
        // Who read on from the answer goes on.
        assert_eq!(call(Method::PATCH, &path, &first.etag.unwrap(), json!({ "role": "support" })).await.status, 200);
        // A list of versions, and any version.
        let now = network.world.get(&network.admin, &path).await.etag.unwrap();
        assert_eq!(call(Method::PATCH, &path, &format!("old\", \"{now}"), json!({ "name": "Оля" })).await.status, 200);
        let any = network.world.call(Method::PATCH, &path, Some(&network.admin), &[("if-match", "*")], Some(json!({ "name": "Ольга" })));
        assert_eq!(any.await.status, 200);
    }

    async fn a_version_that_waits_comes_at_its_time_and_takes_over_what_is_changed_meanwhile(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let publish = async |numbers: Value, from: Option<String>| {
            let body = json!({ "body": { "distribution": numbers }, "note": "числа", "in_force_from": from });
            network.post("/api/v1/policies", body).await
        };
        let in_force = async || network.get("/api/v1/policies/current").await["body"]["distribution"].clone();
        publish(json!({ "open_cap": 7 }), Some(june(20, "00:00"))).await;
        let now = publish(json!({ "new_per_day_cap": 3 }), None).await;
        assert_eq!((now["body"]["distribution"]["open_cap"].clone(), now["body"]["distribution"]["new_per_day_cap"].clone()), (json!(10), json!(3)));
        assert_eq!((in_force().await["open_cap"].clone(), in_force().await["new_per_day_cap"].clone()), (json!(10), json!(3)), "what waits is not in force early");
        network.world.clock(&june(20, "10:00")).await;
        assert_eq!((in_force().await["open_cap"].clone(), in_force().await["new_per_day_cap"].clone()), (json!(7), json!(3)), "both hold from its day on");
    }

    async fn of_two_who_change_the_same_policy_the_later_is_told(kind) {
        let network = Network::start(kind).await;
        let newest = network.world.get(&network.admin, "/api/v1/policies/newest").await;
        let tag = format!("\"{}\"", newest.etag.unwrap());
        let numbers = |cap: u32| json!({ "body": { "distribution": { "open_cap": cap } }, "note": "cap" });
        let publish = async |cap: u32| {
            network.world.call(Method::POST, "/api/v1/policies", Some(&network.admin), &[("if-match", &tag)], Some(numbers(cap))).await
        };
        let first = publish(7).await;
        assert_eq!(first.status, 201);
        assert_eq!(first.location, Some(format!("/api/v1/policies/{}", id(&first.body))));
        assert_eq!(publish(9).await.status, 412);
        let mut by_base = numbers(9);
        by_base["base"] = newest.body["version"].clone();
        assert_eq!(network.world.post(&network.admin, "/api/v1/policies", by_base.clone()).await.status, 412);
        let stands = network.world.get(&network.admin, "/api/v1/policies/newest").await;
        assert_eq!((&stands.body["body"]["distribution"]["open_cap"], &stands.etag), (&json!(7), &first.etag));
        by_base["base"] = stands.body["version"].clone();
        assert_eq!(network.world.post(&network.admin, "/api/v1/policies", by_base).await.status, 201);
    }
}

#[test]
fn every_answer_that_shows_one_thing_is_known_by_its_changes() {
    let all = versions::link(artel::server::operations(&artel::server::reactors(), false));
    let without: Vec<_> = all
        .iter()
        .filter(|o| !o.page && o.method != Method::GET && o.path.contains('{') && o.changes().is_none())
        .map(|o| o.id)
        .collect();
    // What these change is shown in a list alone.
    let known = ["clients.admit", "clients.exclude", "mail.retry", "people.withdraw", "sessions.end"];
    let unknown: Vec<_> = without.iter().filter(|id| !known.contains(id)).collect();
    assert!(unknown.is_empty(), "no version guards {unknown:?}");
}
