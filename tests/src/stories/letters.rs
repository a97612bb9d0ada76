//! Every kind of notice that goes by mail: its reader, in either language, follows each link of the letter and stands before
//! what it is about.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    fixture::{Network, june},
    pages::send,
    playbook::{process, stages},
};
use crate::{databases::both, smtp::Smtp};

/// What is seen by following a letter of a kind, in Russian and in English.
const SHOWN: &[(&str, &str, &str)] = &[
    ("appeal_answered", "Правила одни для всех", "Правила одни для всех"),
    ("appeal_passed_on", "поставка сорвана", "поставка сорвана"),
    ("deal_approved", "Насосы для цеха", "Насосы для цеха"),
    ("deal_counted", "Насосы для цеха", "Насосы для цеха"),
    ("deal_refused", "Клиент о нём не знает", "Клиент о нём не знает"),
    ("deal_stalled", "Потребность", "Потребность"),
    ("deal_stalled_at_partner", "Потребность", "Потребность"),
    ("handled_directly", "Клиент требует вендора", "Клиент требует вендора"),
    ("ignoring_warned", "<dd>9</dd>", "<dd>9</dd>"),
    ("offer_ending", "насосы для котельной", "насосы для котельной"),
    ("offer_ignored", "насосы для котельной", "насосы для котельной"),
    ("offer_made", "насосы для котельной", "насосы для котельной"),
    ("offer_not_started", "насосы для котельной", "насосы для котельной"),
    ("offer_reminded", "насосы для котельной", "насосы для котельной"),
    ("offer_silent", "насосы для котельной", "насосы для котельной"),
    ("offer_taken", "насосы для котельной", "насосы для котельной"),
    ("offer_update_due", "насосы для котельной", "насосы для котельной"),
    ("offer_withdrawn", "насосы для котельной", "насосы для котельной"),
    ("offer_won", "Завод 1", "Завод 1"),
    ("partner_in_debt", "24 июня 2026", "24 Jun 2026"),
    ("partner_pause_lifted", "<dd>1</dd><dt>своих", "<dd>1</dd><dt>brought"),
    ("partner_paused", "Новые лиды остановлены до", "New leads have stopped until"),
    ("partner_resumed", "Проверка договора", "Проверка договора"),
    ("partner_suspended", "Проверка договора", "Проверка договора"),
    ("pause_set_aside", "Пауза отложена решением директора до", "A director has set the pause aside until"),
    ("reciprocity_warned", "до 24 июня 2026", "by 24 Jun 2026"),
    ("task_opened", "Мы приведём клиента", "Мы приведём клиента"),
    ("work_silent", "Завод ", "Завод "),
];

/// Everybody who gets letters, and what became of those that came.
struct Readers<'n> {
    network: &'n Network,
    smtp: &'n Smtp,
    langs: BTreeMap<String, &'static str>,
    read: usize,
    seen: BTreeSet<(String, &'static str)>,
    wrong: Vec<String>,
}

impl<'n> Readers<'n> {
    /// Directors, channel managers and owners of A, B and C, one of each language; all of them wish letters of everything.
    async fn invite(network: &'n Network, smtp: &'n Smtp) -> Self {
        let mut langs = BTreeMap::new();
        for (role, letter) in [
            ("director", None),
            ("channel_manager", None),
            ("partner_owner", Some("A")),
            ("partner_owner", Some("B")),
            ("partner_owner", Some("C")),
        ] {
            for lang in ["ru", "en"] {
                let email = format!("{lang}@{}.ru", letter.unwrap_or(role).to_lowercase().replace('_', "-"));
                let session = network.person(&email, role, letter).await;
                network.world.by(&session, Method::PATCH, "/api/v1/me", json!({ "lang": lang })).await.ok();
                let choices = network.world.by(&session, Method::GET, "/api/v1/me/notices", Value::Null).await.ok();
                for choice in choices["items"].as_array().unwrap() {
                    let wish = json!({ "kind": choice["kind"], "mail": true });
                    network.world.by(&session, Method::PUT, "/api/v1/me/notices", wish).await.ok();
                }
                langs.insert(email, lang);
            }
        }
        Self { network, smtp, langs, read: 0, seen: BTreeSet::new(), wrong: Vec::new() }
    }

    /// The kinds of the letters that stand in the outbox, by id.
    async fn kinds(&self) -> BTreeMap<String, String> {
        let (mut kinds, mut after) = (BTreeMap::new(), String::new());
        loop {
            let page = self.network.get(&format!("/api/v1/mails?limit=200{after}")).await;
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            kinds.extend(page["items"].as_array().unwrap().iter().map(|mail| (text(&mail["id"]), text(&mail["kind"]))));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return kinds,
            }
        }
    }

    /// It becomes a time; what came by mail until then is read, and each link of it is followed.
    async fn read_at(&mut self, day: &str, time: &str) {
        for second in ["00", "01", "02"] {
            self.network.world.clock(&format!("{day}T{time}:{second}+03:00")).await;
        }
        let (kinds, letters) = (self.kinds().await, self.smtp.taken());
        let mut sessions: BTreeMap<String, String> = BTreeMap::new();
        for letter in letters.iter().skip(self.read) {
            let kind = &kinds[letter.from.split(['+', '@']).nth(1).unwrap()];
            let (Some(lang), Some(shown)) =
                (self.langs.get(&letter.to).copied(), SHOWN.iter().find(|shown| shown.0 == kind))
            else {
                continue;
            };
            if !sessions.contains_key(&letter.to) {
                let open = json!({ "email": letter.to, "password": "tundra-violin-orbit-72" });
                let session =
                    self.network.world.call(Method::POST, "/api/v1/sessions", None, &[], Some(open)).await.ok();
                sessions.insert(letter.to.clone(), session["token"].as_str().unwrap().to_owned());
            }
            let mut pages = Vec::new();
            for link in letter.links() {
                let (_, rest) = link.split_once("://").unwrap();
                let path = rest.find('/').map_or("/", |at| &rest[at..]);
                let told = self.network.world.by(&sessions[&letter.to], Method::GET, path, Value::Null).await;
                if told.status != 200 || !told.text.contains(&format!("<html lang=\"{lang}\"")) {
                    self.wrong.push(format!("{kind}: {} follows {path}: {} in {lang}", letter.to, told.status));
                }
                if path != "/settings/notices" {
                    pages.push((path.to_owned(), told.text.replace('\u{a0}', " ")));
                }
            }
            let word = if lang == "ru" { shown.1 } else { shown.2 };
            let found = pages.iter().any(|(_, text)| text.contains(word));
            if !found {
                let paths: Vec<_> = pages.iter().map(|(path, _)| path).collect();
                self.wrong.push(format!("{kind}: {} at {day} {time} does not see «{word}» on {paths:?}", letter.to));
            }
            self.seen.insert((kind.clone(), lang));
        }
        self.read = letters.len();
    }
}

/// A partner registers a client of its own.
async fn own_deal(network: &Network, letter: &str, client: &str) -> String {
    let body =
        json!({ "client_name": client, "region": "RU-MOW", "product": network.product, "title": "Насосы для цеха" });
    network.world.post(&network.keys[letter], "/api/v1/deals", body).await.ok()["id"].as_str().unwrap().to_owned()
}

/// A first win with its debt, three own deals, and offers that C lets pass until it is warned.
async fn first_days(network: &Network, readers: &mut Readers<'_>, director: &str) {
    network.world.clock(&june(10, "12:00")).await;
    network.win_given("B", 1).await;
    let deals = [
        own_deal(network, "A", "Своя котельная").await,
        own_deal(network, "A", "Чужая котельная").await,
        own_deal(network, "A", "Третья котельная").await,
    ];
    network.post(&format!("/api/v1/deals/{}/approval", deals[0]), json!({})).await;
    network.post(&format!("/api/v1/deals/{}/refusal", deals[1]), json!({ "reason": "Клиент о нём не знает" })).await;
    network.post(&format!("/api/v1/deals/{}/approval", deals[2]), json!({ "identity_confirmed": false })).await;
    let count = format!("/deals/{}/count", deals[2]);
    assert_eq!(send(network, director, &count, &[("reason", "Клиента подтвердил юрист")]).await, 303);
    readers.read_at("2026-06-10", "12:05").await;
    network.world.clock(&june(11, "10:00")).await;
    for number in 20..29 {
        let lead = network.take(network.lead(number)).await;
        for letter in ["A", "B"] {
            let offer = network.offer_of(&lead, letter).await;
            network.answer(letter, &offer, "decline", json!({ "reason": "no_resources" })).await.ok();
        }
    }
    readers.read_at("2026-06-11", "10:01").await;
    readers.read_at("2026-06-11", "18:00").await;
    network
        .post(
            &format!("/api/v1/partners/{}/suspension", network.partners["C"]),
            json!({ "reason": "Проверка договора" }),
        )
        .await;
    readers.read_at("2026-06-11", "18:10").await;
}

/// Offers of A and B: worked on, not begun, left, taken by the other, taken by the vendor.
async fn offers(network: &Network, readers: &mut Readers<'_>, director: &str) {
    network.world.clock(&june(15, "10:00")).await;
    let worked = network.take(network.lead(2)).await;
    network.take(network.lead(3)).await;
    let handled = network.take(network.lead(5)).await;
    readers.read_at("2026-06-15", "10:01").await;
    network.start_work(&worked, "A").await;
    network.answer("B", &network.offer_of(&worked, "B").await, "acceptance", json!({})).await.ok();
    let offer = network.start_work(&handled, "A").await;
    network.answer("A", &offer, "deal", json!({})).await.ok();
    let closure = json!({ "reason": "direct_handling", "text": "Клиент требует вендора" });
    network.world.post(director, &format!("/api/v1/leads/{handled}/closure"), closure).await.ok();
    network.policy(json!({ "mode": { "mode": "exclusive" }, "new_per_day_cap": 100, "waves": 1 })).await;
    let raced = network.take(network.lead(4)).await;
    network.start_work(&raced, "A").await;
    for (day, time) in [
        ("2026-06-15", "10:05"),
        ("2026-06-15", "16:30"),
        ("2026-06-15", "18:00"),
        ("2026-06-16", "17:00"),
        ("2026-06-17", "12:00"),
        ("2026-06-24", "12:00"),
    ] {
        readers.read_at(day, time).await;
    }
}

/// B is paused, appeals, is let off for a while, and brings a client; C comes back.
async fn pauses(network: &Network, readers: &mut Readers<'_>, director: &str) {
    readers.read_at("2026-06-25", "10:00").await;
    let of_b = format!("/api/v1/partners/{}/reciprocity", network.partners["B"]);
    let appeal = network
        .world
        .post(&network.keys["B"], &format!("{of_b}/appeals"), json!({ "text": "Мы приведём клиента" }))
        .await
        .ok();
    let appeal = format!("/api/v1/appeals/{}", appeal["id"].as_str().unwrap());
    let manager = network.key("channel_manager").await;
    network
        .world
        .post(&manager, &format!("{appeal}/passing"), json!({ "note": "Партнёр прав: поставка сорвана" }))
        .await
        .ok();
    readers.read_at("2026-06-25", "10:10").await;
    network
        .world
        .post(director, &format!("{appeal}/answer"), json!({ "granted": false, "text": "Правила одни для всех" }))
        .await
        .ok();
    readers.read_at("2026-06-25", "10:20").await;
    let until = json!({ "until": "2026-07-05T00:00:00+03:00", "reason": "Выставка" });
    network.world.post(director, &format!("{of_b}/overrides"), until).await.ok();
    for (day, time) in [("2026-06-25", "10:30"), ("2026-06-28", "10:30"), ("2026-06-29", "10:30")] {
        readers.read_at(day, time).await;
    }
    // A has said nothing of its work for two weeks.
    let of_a = network.offers("A").await;
    let silent = of_a.iter().find(|offer| offer["state"] == "started").unwrap();
    let reminder = format!("/api/v1/offers/{}/reminder", silent["id"].as_str().unwrap());
    let desk = network.key("lead_desk").await;
    network.world.post(&desk, &reminder, json!({})).await.ok();
    for (day, time) in [("2026-06-29", "10:40"), ("2026-07-05", "12:00"), ("2026-07-06", "12:00")] {
        readers.read_at(day, time).await;
    }
    process(network, stages()).await;
    let own = own_deal(network, "B", "Пекарня").await;
    network.post(&format!("/api/v1/deals/{own}/approval"), json!({})).await;
    readers.read_at("2026-07-06", "12:05").await;
    let path = format!("/api/v1/partners/{}/suspension", network.partners["C"]);
    network.world.call(Method::DELETE, &path, Some(&manager), &[], None).await.ok();
    readers.read_at("2026-07-06", "12:10").await;
    // The deal stands in its first stage for longer than the norm.
    readers.read_at("2026-07-11", "12:10").await;
}

both! {
    async fn every_link_of_every_kind_of_letter_leads_its_reader_to_what_it_is_about_in_both_languages(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        network.policy(json!({ "new_per_day_cap": 100, "waves": 1 })).await;
        network.world.clock(&june(10, "11:00")).await;
        let director = network.key("director").await;
        let mut readers = Readers::invite(&network, &smtp).await;
        first_days(&network, &mut readers, &director).await;
        offers(&network, &mut readers, &director).await;
        pauses(&network, &mut readers, &director).await;
        assert!(readers.wrong.is_empty(), "{:#?}", readers.wrong);
        // A new kind has a line above and happens here, or this fails.
        let app = &network.world.running.as_ref().unwrap().app;
        let known: BTreeSet<_> = app.kinds().notices.iter().flat_map(|kind| ["ru", "en"].map(|lang| (kind.code.to_owned(), lang))).collect();
        let missing: Vec<_> = known.difference(&readers.seen).collect();
        assert!(missing.is_empty(), "no letter of {missing:?}");
        assert_eq!(SHOWN.len() * 2, known.len());
    }
}
