//! The access sweep: every operation, called as everybody; and the matrix that an auditor can read.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use platform::{Access, Operation, Role};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{databases::both, stories::Network, twins, world::World};

fn operations() -> Vec<Operation> {
    let mut all = artel::server::operations(&artel::server::reactors(), false);
    all.sort_by_key(|o| (o.id, o.method.as_str().to_owned()));
    all
}

/// Compares with a file of `docs/golden`, or writes it when `UPDATE_GOLDEN` is set.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "docs/golden/{name} differs; look at the change and run again with UPDATE_GOLDEN=1");
}

#[test]
fn the_matrix_of_who_may_do_what_is_the_one_that_was_looked_at() {
    let mut text = String::from("Who may call what. A dot is no. Columns: ");
    for (place, role) in Role::ALL.iter().enumerate() {
        write!(text, "{}{}={role}", if place == 0 { "" } else { ", " }, letter(place)).unwrap();
    }
    text.push('\n');
    for operation in operations() {
        let row: String = match operation.access {
            Access::Public => "everybody".to_owned(),
            Access::Operator => "operator".to_owned(),
            Access::Roles(roles) => Role::ALL
                .iter()
                .enumerate()
                .map(|(place, role)| if roles.contains(role) { letter(place) } else { '.' })
                .collect(),
        };
        writeln!(text, "{row:<12} {:<32} {} {}", operation.id, operation.method, operation.path).unwrap();
    }
    golden("policy.txt", &text);
}

fn letter(place: usize) -> char {
    char::from(b'a' + u8::try_from(place).unwrap())
}

#[test]
fn the_openapi_document_is_the_one_that_was_looked_at() {
    let document = platform::edge::openapi::document(&operations(), "");
    let text = serde_json::to_string_pretty(&document).unwrap();
    golden("openapi.json", &(text + "\n"));
}

#[test]
fn every_operation_says_who_may_call_it_and_has_a_name_of_its_own() {
    let mut ids = std::collections::BTreeSet::new();
    for operation in operations() {
        assert!(ids.insert(operation.id), "{} stands twice", operation.id);
        assert_ne!(operation.access, Access::Roles(&[]), "{} may be called by nobody", operation.id);
        assert!(operation.page || operation.path.starts_with("/api/v1/"), "{}", operation.path);
    }
}

/// What only a person has: a key is refused whatever its role.
const FOR_PERSONS: &[&str] = &[
    "people.change_me",
    "people.change_password",
    "notices.choices",
    "notices.choose",
    "notices.choices_page",
    "notices.list",
    "notices.page",
    "notices.page_choose",
    "notices.page_read",
    "notices.read",
    "notices.unread",
    "sessions.list",
    "sessions.end",
    "sessions.end_current",
    "sessions.switch",
    "me.page",
    "me.page_profile",
    "me.page_password",
    "me.page_end_session",
    "me.page_switch",
    "telegram.choose",
    "telegram.get",
    "telegram.link",
    "telegram.page",
    "telegram.page_choose",
    "telegram.page_link",
    "telegram.page_unlink",
    "telegram.unlink",
];

/// A path with ids that name nothing.
fn path_of(operation: &Operation) -> String {
    let path = twins::fill(operation.path, &BTreeMap::new(), None);
    // A stream that begins does not end; one that begins at no place says so.
    if operation.streams() { path + "?after=nowhere" } else { path }
}

async fn call(world: &World, operation: &Operation, key: Option<&str>) -> StatusCode {
    let method = Method::from_bytes(operation.method.as_str().as_bytes()).unwrap();
    let body = (method != Method::GET).then(|| json!({}));
    world.call(method, &path_of(operation), key, &[], body).await.status
}

both! {
    async fn a1_every_operation_refuses_whoever_may_not_call_it(kind) {
        let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        network.partner("A", "RU-MOW", 1, true).await;
        let mut keys = Vec::new();
        for role in Role::ALL {
            let partner = role.is_partner().then(|| network.partners["A"].clone());
            let key = json!({ "name": role, "role": role, "partner": partner, "scopes": ["*"] });
            keys.push((*role, network.post("/api/v1/keys", key).await["text"].as_str().unwrap().to_owned()));
        }
        for operation in operations() {
            let anonymous = call(&network.world, &operation, None).await;
            // A page leads to the sign-in.
            let unknown = if operation.page { StatusCode::SEE_OTHER } else { StatusCode::UNAUTHORIZED };
            let Access::Roles(roles) = operation.access else {
                if operation.access == Access::Operator {
                    assert_eq!(anonymous, 401, "{} for anybody", operation.id);
                    assert_eq!(call(&network.world, &operation, Some(&network.admin)).await, 403, "{} for an admin", operation.id);
                }
                continue;
            };
            assert_eq!(anonymous, unknown, "{} for anybody", operation.id);
            for (role, key) in &keys {
                let status = call(&network.world, &operation, Some(key)).await;
                assert!(!status.is_server_error(), "{} for {role}: {status}", operation.id);
                if FOR_PERSONS.contains(&operation.id) {
                    assert!(status.is_client_error(), "{} for a key: {status}", operation.id);
                    continue;
                }
                assert_eq!(status == StatusCode::FORBIDDEN, !roles.contains(role), "{} for {role}: {status}", operation.id);
            }
        }
    }
}
