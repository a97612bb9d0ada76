//! Every kind of notice that goes by mail: its reader, who is signed in, follows each link and stands before what it is about.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::{databases::both, smtp::Smtp};

/// People of every role that gets notices, by address, with their sessions; all of them wish letters of everything.
async fn people(network: &Network) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let vendor = ["admin", "director", "channel_manager", "lead_desk"].map(|role| (role, None));
    let partners = ["A", "B", "C"]
        .into_iter()
        .flat_map(|letter| ["partner_owner", "partner_seller"].map(|role| (role, Some(letter))));
    for (role, letter) in vendor.into_iter().chain(partners) {
        let email = format!("{role}@{}.ru", letter.unwrap_or("vendor").to_lowercase());
        let session = network.person(&email, role, letter).await;
        let choices = network.world.by(&session, Method::GET, "/api/v1/me/notices", Value::Null).await.ok();
        // Half of them read Russian.
        if ["partner_seller", "channel_manager", "lead_desk"].contains(&role) {
            network.world.by(&session, Method::PATCH, "/api/v1/me", json!({ "lang": "ru" })).await.ok();
        }
        for choice in choices["items"].as_array().unwrap() {
            let wish = json!({ "kind": choice["kind"], "mail": true });
            let told = network.world.by(&session, Method::PUT, "/api/v1/me/notices", wish).await;
            assert!([200, 409, 422].contains(&told.status.as_u16()), "{}", told.text);
        }
        found.insert(email, session);
    }
    found
}

/// Two weeks in which everything happens of which somebody is told.
async fn history(network: &Network) {
    let tick = async |at: &str| network.world.clock(at).await;
    tick(&june(10, "12:00")).await;
    network.win_given("B", 1).await;
    tick(&june(10, "12:05")).await;
    let own = async |letter: &str, client: &str| {
        let body = json!({ "client_name": client, "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        network.world.post(&network.keys[letter], "/api/v1/deals", body).await.ok()["id"].as_str().unwrap().to_owned()
    };
    let (good, bad) = (own("A", "Своя котельная").await, own("A", "Чужая котельная").await);
    network.post(&format!("/api/v1/deals/{good}/approval"), json!({})).await;
    network.post(&format!("/api/v1/deals/{bad}/refusal"), json!({ "reason": "Клиент о нём не знает" })).await;
    tick(&june(15, "10:00")).await;
    let lead = network.take(network.lead(2)).await;
    network.start_work(&lead, "A").await;
    let offer = network.offer_of(&lead, "B").await;
    network.answer("B", &offer, "acceptance", json!({})).await.ok();
    let closed = network.take(network.lead(3)).await;
    let desk = network.key("lead_desk").await;
    network
        .world
        .post(&desk, &format!("/api/v1/leads/{closed}/closure"), json!({ "reason": "client_asked" }))
        .await
        .ok();
    tick(&june(15, "17:30")).await;
    tick(&june(15, "18:00")).await;
    tick(&june(16, "17:00")).await;
    network.policy(json!({ "mode": { "mode": "exclusive" } })).await;
    let raced = network.take(network.lead(4)).await;
    network.start_work(&raced, "A").await;
    for day in 17..=24 {
        tick(&june(day, "12:00")).await;
    }
    tick(&june(25, "10:00")).await;
    let appeal = json!({ "text": "Мы приведём клиента на следующей неделе" });
    let path = format!("/api/v1/partners/{}/reciprocity", network.partners["B"]);
    let asked = network.world.post(&network.keys["B"], &format!("{path}/appeals"), appeal).await.ok();
    let answer = json!({ "granted": false, "text": "Правила одни для всех" });
    let to = format!("/api/v1/appeals/{}/answer", asked["id"].as_str().unwrap());
    let told = network.world.post(&network.admin, &to, answer).await;
    assert!(told.status.is_success(), "{}", told.text);
    let director = network.key("director").await;
    network
        .world
        .post(
            &director,
            &format!("{path}/overrides"),
            json!({ "until": "2026-06-30T00:00:00+03:00", "reason": "Выставка" }),
        )
        .await
        .ok();
    tick(&june(26, "12:00")).await;
    for day in
        ["2026-07-02", "2026-07-06", "2026-07-07", "2026-07-15", "2026-07-25", "2026-07-26", "2026-08-10", "2026-08-20"]
    {
        tick(&format!("{day}T12:00:00+03:00")).await;
    }
}

both! {
    async fn every_link_of_every_letter_leads_its_reader_to_what_it_is_about(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        let people = people(&network).await;
        history(&network).await;
        let mut kinds = BTreeSet::new();
        let mut after = String::new();
        loop {
            let page = network.get(&format!("/api/v1/mails?limit=200{after}")).await;
            kinds.extend(page["items"].as_array().unwrap().iter().map(|mail| mail["kind"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let known: BTreeSet<String> = network.world.running.as_ref().unwrap().app.kinds().notices.iter().map(|kind| kind.code.to_owned()).collect();
        let missing: Vec<&String> = known.difference(&kinds).collect();
        // Each of these needs a history of its own, and its letters are not followed here.
        let elsewhere = ["appeal_passed_on", "deal_counted", "handled_directly", "ignoring_warned", "partner_resumed", "partner_suspended", "task_opened"];
        assert_eq!(missing, elsewhere, "{kinds:?}");
        let (mut followed, mut wrong) = (BTreeSet::new(), Vec::new());
        for letter in smtp.taken() {
            // Sessions of months ago have ended: the reader signs in anew.
            let Some(_) = people.get(&letter.to) else { continue };
            for link in letter.links() {
                let at = link.find("://").and_then(|scheme| link[scheme + 3..].find('/').map(|path| scheme + 3 + path));
                let path = at.map_or("/".to_owned(), |at| link[at..].trim_end_matches(['.', ',', ')']).to_owned());
                if path.starts_with("/join") || !followed.insert((letter.to.clone(), path.clone())) {
                    continue;
                }
                let open = json!({ "email": letter.to, "password": "tundra-violin-orbit-72" });
                let session = network.world.call(Method::POST, "/api/v1/sessions", None, &[], Some(open)).await.ok();
                let told = network.world.by(session["token"].as_str().unwrap(), Method::GET, path.split('#').next().unwrap(), Value::Null).await;
                let lang = if ["partner_seller", "channel_manager", "lead_desk"].iter().any(|role| letter.to.starts_with(role)) { "ru" } else { "en" };
                if !told.text.contains(&format!("lang=\"{lang}\"")) {
                    wrong.push(format!("{} is shown {path} in another language than {lang}", letter.to));
                }
                // The link that answers an offer lives until its deadline, and says so afterwards.
                if told.status != 200 && !(path.starts_with("/o/") && [404, 409, 410].contains(&told.status.as_u16())) {
                    wrong.push(format!("{} follows {path}: {} ({})", letter.to, told.status, letter.header("Subject").unwrap_or_default()));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(followed.len() > 30, "{}", followed.len());
    }
}
