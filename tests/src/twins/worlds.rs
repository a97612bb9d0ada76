//! Two worlds that differ in what partner A keeps to itself look the same to partner B, byte for byte.

use std::collections::BTreeMap;

use platform::{Access, Role};
use reqwest::Method;
use serde_json::json;

use super::{keys, live, sweep, things};
use crate::{
    databases::{Kind, both},
    stories::{Network, june},
};

/// All that B reads, in every role, in a world in which A writes a word and an amount.
async fn seen_by_b(kind: Kind, word: &str, amount: i64) -> BTreeMap<String, String> {
    let network = Network::start(kind).await;
    network.world.clock(&june(15, "10:00")).await;
    live(&network, "A", 1, word).await;
    live(&network, "B", 2, "sosed").await;
    let own = json!({ "client_name": format!("Клиент {word}"), "region": "RU-MOW", "product": network.product, "title": word,
        "value_minor": amount });
    network.world.post(&network.keys["A"], "/api/v1/deals", own).await.ok();
    network.take(network.lead(4)).await;
    let offer = network.offer("A").await;
    network
        .answer("A", &offer, "decline", json!({ "reason": if amount > 1 { "too_far" } else { "too_small" } }))
        .await
        .ok();
    let own = things(&network, Some("B")).await;
    let keys = keys(&network, &network.admin, Role::PARTNER, Some(&network.partners["B"])).await;
    let mut seen = BTreeMap::new();
    for operation in artel::server::operations(&artel::server::reactors(), false) {
        let Access::Roles(roles) = operation.access else { continue };
        if operation.method != Method::GET {
            continue;
        }
        for role in Role::PARTNER.iter().filter(|role| roles.contains(role)) {
            let told = network.world.get(&keys[role], &sweep::fill(operation.path, &own, None)).await;
            assert!(!told.text.contains(word), "{} for {role}: {}", operation.id, told.text);
            // How far a stream has come when it is left depends on the moment; its list is compared.
            if operation.id == "events.follow" {
                continue;
            }
            seen.insert(
                format!("{} {role}", operation.id),
                format!(
                    "{} {}",
                    told.status,
                    numbered(&sweep::steady(&told.text).replace(&network.world.url(""), "…"))
                ),
            );
        }
    }
    seen
}

/// A text whose ids are numbered in the order in which they appear: two worlds draw other ids.
fn numbered(text: &str) -> String {
    let mut known: Vec<&str> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let run = rest.find(|c: char| !matches!(c, '0'..='9' | 'a'..='f')).unwrap_or(rest.len());
        if run == 32 {
            let place = known.iter().position(|id| *id == &rest[..32]).unwrap_or(known.len());
            if place == known.len() {
                known.push(&rest[..32]);
            }
            out.push_str(&format!("#{place}"));
        } else {
            out.push_str(&rest[..run]);
        }
        let next = rest[run..].chars().next().map_or(0, char::len_utf8);
        out.push_str(&rest[run..run + next]);
        rest = &rest[run + next..];
    }
    out
}

both! {
    async fn a1_two_worlds_that_differ_in_what_is_anothers_look_the_same(kind) {
        let one = seen_by_b(kind, "kanareika", 100_000_000).await;
        let other = seen_by_b(kind, "shchegol", 1).await;
        assert!(one.len() > 80, "{}", one.len());
        for (what, text) in &one {
            let differ = text.bytes().zip(other[what].bytes()).position(|(a, b)| a != b).unwrap_or(0);
            let near = |text: &str| String::from_utf8_lossy(&text.as_bytes()[differ.saturating_sub(80).min(text.len())..(differ + 200).min(text.len())]).into_owned();
            assert!(*text == other[what], "{what} differs:\n«{}»\n«{}»", near(text), near(&other[what]));
        }
    }
}
