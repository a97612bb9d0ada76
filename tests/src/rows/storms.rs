//! What happens at the same moment: each of these lost something on PostgreSQL before it was locked.

use artel::invariants;
use db::Sql;
use futures_util::{StreamExt as _, future::join_all, stream};
use kit::{Instant, Lang, time::Span};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    databases::{Database, Kind, both},
    stories::{Network, june},
    world::Told,
};

static GUIDED: Sql = Sql::new("test::GUIDED", "select count(*) from guided_deal");
static RINGS: Sql = Sql::new(
    "test::RINGS",
    "select cast(deadlocks as bigint) from pg_stat_database where datname = current_database()",
);

fn db(network: &Network) -> db::Db {
    network.world.running.as_ref().unwrap().app.db.clone()
}

async fn number(network: &Network, sql: &'static Sql) -> i64 {
    db(network).read(move |tx| Box::pin(async move { tx.one::<(i64,)>(sql, &[]).await })).await.unwrap().0
}

pub(super) async fn sound(network: &Network) {
    let found = invariants::check(&db(network), Lang::En, |_| {}).await.unwrap();
    assert!(found.is_empty(), "{found:#?}");
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

fn refused(told: &Told, slug: &str) -> bool {
    told.status == 409 && told.body["type"].as_str().unwrap().ends_with(slug)
}

/// A network in which nobody is ever full.
async fn roomy(kind: Kind) -> Network {
    let network = Network::start(kind).await;
    network.policy(json!({ "new_per_day_cap": 10_000, "open_cap": 10_000 })).await;
    network.world.clock(&june(15, "10:00")).await;
    network
}

/// Each of some partners registers the same client.
async fn registered(network: &Network, letters: &[&str], round: u32) -> Vec<String> {
    let mut deals = Vec::new();
    for letter in letters {
        let body = json!({ "client_name": format!("Завод {round}"), "phone": format!("+7495{:07}", 1_000_000 + round),
            "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        deals.push(id(&network.world.post(&network.keys[*letter], "/api/v1/deals", body).await.ok()));
    }
    deals
}

async fn approve(network: &Network, deal: &str) -> Told {
    network.world.post(&network.admin, &format!("/api/v1/deals/{deal}/approval"), json!({})).await
}

/// So many minutes after ten o'clock on Monday.
async fn tick(network: &Network, minutes: i64) {
    let begin: Instant = june(15, "10:00").parse().unwrap();
    network.world.clock(&(begin + Span::minutes(minutes)).to_string()).await;
}

/// Leads of three segments that the same partners serve, and some of a file; the last partner can be reached by nobody.
async fn crowd(kind: Kind) -> (Network, Vec<String>, String) {
    let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
    for n in 0..6 {
        network.partner(&format!("P{n}"), "RU-MOW", 1, true).await;
    }
    let calendar = network.get("/api/v1/program").await["calendar"].clone();
    let silent = json!({ "name": "Никого", "calendar": calendar, "territories": ["RU-MOW"], "joined_at": "2024-01-01T00:00:00Z" });
    let silent = id(&network.post("/api/v1/partners", silent).await);
    network.post(&format!("/api/v1/partners/{silent}/certificates"), json!({ "product": network.product })).await;
    let numbers = json!({ "mode": { "mode": "parallel", "n": 2 }, "k": { "rule": "fixed", "k": 4 }, "new_per_day_cap": 10_000, "open_cap": 10_000,
        "window_minutes": { "hot": [30], "normal": [60, 60, 60], "cold": [60] } });
    network.policy(numbers).await;
    network.world.clock(&june(15, "10:00")).await;
    let mut file = "Компания;Регион;ФИО;Телефон;Комментарий;Товар;Размер;Согласие на передачу\r\n".to_owned();
    for n in 0..8 {
        file.push_str(&format!(
            "Файл {n};г. Москва;Иван Петров;8 (495) 300-00-{n:02};Нужны насосы для котельной;Насосы;средний;да\r\n"
        ));
    }
    let uploaded =
        network.world.send(&network.admin, "/api/v1/imports?source=file", "text/csv", file.into_bytes()).await.ok();
    let import = format!("/api/v1/imports/{}", id(&uploaded));
    network.post(&format!("{import}/preview"), json!({})).await;
    network.post(&format!("{import}/commit"), json!({})).await;
    let mut leads = Vec::new();
    for n in 0..24_u32 {
        let mut lead = network.lead(n);
        lead["size"] = json!(["small", "medium", "large"][usize::try_from(n % 3).unwrap()]);
        leads.push(network.take(lead).await);
    }
    tick(&network, 0).await;
    (network, leads, import)
}

/// What everybody does at once with one lead: its partners, and the lead desk.
async fn presses(network: &Network, desk: &str, lead: &str, n: usize) -> Vec<(String, String, Value)> {
    let letters: Vec<_> = network.partners.iter().collect();
    let list = network.get(&format!("/api/v1/offers?lead={lead}&limit=200")).await;
    let mut presses = Vec::new();
    for (at, offer) in list["items"].as_array().unwrap().iter().enumerate() {
        let Some((letter, _)) = letters.iter().find(|(_, id)| offer["partner"] == id.as_str()) else { continue };
        let path = format!("/api/v1/offers/{}", id(offer));
        let (what, body) = match (at + n) % 4 {
            0 => ("view", json!({})),
            1 => ("decline", json!({ "reason": "too_far" })),
            _ => ("acceptance", json!({})),
        };
        presses.push((network.keys[*letter].clone(), format!("{path}/{what}"), body));
        presses.push((network.keys[*letter].clone(), format!("{path}/contacts"), json!({ "evidence": "call" })));
        if (at + n).is_multiple_of(3) {
            presses.push((
                desk.to_owned(),
                format!("{path}/withdrawal"),
                json!({ "reason": "other", "text": "Ошиблись" }),
            ));
        }
    }
    let path = format!("/api/v1/leads/{lead}");
    let to = letters[n % letters.len()].1;
    presses.push(match n % 5 {
        0 => (
            desk.to_owned(),
            format!("{path}/hand-give"),
            json!({ "partner": to, "reason": "Буря", "set_aside": true }),
        ),
        1 => (desk.to_owned(), format!("{path}/closure"), json!({ "reason": "client_asked" })),
        2 => (desk.to_owned(), format!("{path}/consent-withdrawal"), json!({ "reason": "Буря" })),
        _ => (desk.to_owned(), format!("{path}/redistribution"), json!({ "reason": "Буря" })),
    });
    presses
}

both! {
    async fn in_a_storm_nobody_is_told_of_an_error_and_everything_adds_up(kind) {
        let (network, leads, import) = crowd(kind).await;
        let desk = network.key("lead_desk").await;
        for round in 0..4_i64 {
            let mut all = Vec::new();
            for (n, lead) in leads.iter().enumerate() {
                all.extend(presses(&network, &desk, lead, n + usize::try_from(round).unwrap()).await);
            }
            if round == 1 {
                all.insert(all.len() / 3, (network.admin.clone(), format!("{import}/undo"), json!({})));
            }
            // From all leads in turn, and not one lead after the other.
            let step = 37;
            let all: Vec<_> = (0..all.len()).map(|at| all[(at * step) % all.len()].clone()).collect();
            let press = all.into_iter().map(|(key, path, body)| {
                let network = &network;
                async move { (path.clone(), network.world.post(&key, &path, body).await) }
            });
            let ticks = async {
                for minute in 0..6 {
                    tick(&network, round * 40 + minute * 6).await;
                }
            };
            let (told, ()) = tokio::join!(stream::iter(press).buffer_unordered(24).collect::<Vec<_>>(), ticks);
            for (path, told) in told {
                assert!([200, 201, 202, 409, 422].contains(&told.status.as_u16()), "{path}: {} {}", told.status, told.text);
            }
        }
        tick(&network, 200).await;
        sound(&network).await;
        assert_eq!(network.get("/api/v1/stuck-leads").await["items"], json!([]));
        if kind == Kind::Postgres {
            let rings = number(&network, &RINGS).await;
            assert_eq!(rings, 0, "acts waited for each other in a ring");
        }
    }

    async fn of_six_approvals_of_one_client_at_once_one_passes(kind) {
        let network = roomy(kind).await;
        for round in 0..12 {
            let deals = registered(&network, &["A", "B", "C", "D", "E", "F"], round).await;
            let told = join_all(deals.iter().map(|deal| approve(&network, deal))).await;
            assert_eq!(told.iter().filter(|told| told.status == 200).count(), 1, "round {round}");
            for told in told.iter().filter(|told| told.status != 200) {
                assert!(refused(told, "/client-held"), "{}", told.text);
            }
        }
        sound(&network).await;
    }

    async fn a_lead_that_comes_while_its_client_becomes_a_partners_goes_to_that_one_alone(kind) {
        let network = roomy(kind).await;
        for round in 0..20 {
            let deals = registered(&network, &["C"], round).await;
            let (approved, lead) = tokio::join!(approve(&network, &deals[0]), network.take(network.lead(round)));
            assert_eq!(approved.status, 200, "{}", approved.text);
            for (letter, column) in network.board(&lead).await {
                let open = ["offered", "delivered", "viewed"].contains(&column["state"].as_str().unwrap());
                assert_eq!(open, letter == "C", "round {round}: {letter} is {}", column["state"]);
            }
        }
        sound(&network).await;
    }

    async fn of_many_who_saw_the_same_version_one_changes_it(kind) {
        let network = roomy(kind).await;
        network.person("olga@vendor.ru", "lead_desk", None).await;
        let user = id(&network.get("/api/v1/users").await["items"][0]);
        let calendar = network.get("/api/v1/program").await["calendar"].as_str().unwrap().to_owned();
        let partner = format!("/api/v1/partners/{}", network.partners["A"]);
        let product = format!("/api/v1/products/{}", network.product);
        let shows = [partner.clone(), product.clone(), format!("/api/v1/users/{user}"), "/api/v1/program".to_owned(), "/api/v1/policies/newest".to_owned(), format!("/api/v1/calendars/{calendar}")];
        let hours = network.get(&shows[5]).await["hours"].clone();
        for round in 0..10 {
            for path in &shows {
                let seen = network.world.get(&network.admin, path).await.etag.unwrap();
                let tag = format!("\"{seen}\"");
                let change = |n: u32| {
                    let name = format!("{round}-{n}");
                    let (method, path, body) = match path.as_str() {
                        "/api/v1/policies/newest" => (Method::POST, "/api/v1/policies", json!({ "body": { "distribution": { "open_cap": 100 + round * 10 + n } }, "note": name })),
                        calendar if calendar.contains("/calendars/") => (Method::PUT, calendar, json!({ "name": name, "hours": hours })),
                        other => (Method::PATCH, other, json!({ "name": name })),
                    };
                    let (network, tag) = (&network, tag.as_str());
                    async move { network.world.call(method, path, Some(&network.admin), &[("if-match", tag)], Some(body)).await }
                };
                let told = join_all((0..6).map(change)).await;
                let won = told.iter().filter(|told| told.status.is_success()).count();
                assert_eq!(won, 1, "{path}, round {round}: {:?}", told.iter().map(|told| told.status.as_u16()).collect::<Vec<_>>());
                assert!(told.iter().all(|told| told.status.is_success() || told.status == 412), "{path}");
            }
        }
    }

    async fn of_many_who_answer_an_offer_that_they_saw_one_does(kind) {
        let network = roomy(kind).await;
        for round in 0..10 {
            let lead = network.take(network.lead(round)).await;
            let path = format!("/api/v1/offers/{}", network.offer_of(&lead, "A").await);
            let tag = format!("\"{}\"", network.world.get(&network.keys["A"], &path).await.etag.unwrap());
            let press = |n: usize| {
                let (what, body) = [("view", json!({})), ("acceptance", json!({})), ("decline", json!({ "reason": "too_far" }))][n % 3].clone();
                let (network, path, tag) = (&network, format!("{path}/{what}"), tag.as_str());
                async move { network.world.call(Method::POST, &path, Some(&network.keys["A"]), &[("if-match", tag)], Some(body)).await }
            };
            let told = join_all((0..6).map(press)).await;
            let states: Vec<_> = told.iter().map(|told| told.status.as_u16()).collect();
            assert_eq!(states.iter().filter(|status| **status == 200).count(), 1, "round {round}: {states:?}");
            assert_eq!(states.iter().filter(|status| **status == 412).count(), 5, "round {round}: {states:?}");
        }
    }

    async fn deals_that_are_closed_at_once_are_all_counted_as_guided(kind) {
        let network = roomy(kind).await;
        for round in 0..6 {
            let before = number(&network, &GUIDED).await;
            // Own deals: nothing else of the partner is counted when they end.
            let mut deals = registered(&network, &["A"], round * 3).await;
            deals.extend(registered(&network, &["A"], round * 3 + 1).await);
            deals.extend(registered(&network, &["A"], round * 3 + 2).await);
            for deal in &deals {
                approve(&network, deal).await.ok();
            }
            let lose = |deal: &String| {
                let path = format!("/api/v1/deals/{deal}/loss");
                let (network, body) = (&network, json!({ "to": "no_decision", "reason": "Бюджет закрыт" }));
                async move { network.world.post(&network.keys["A"], &path, body).await.ok() }
            };
            join_all(deals.iter().map(lose)).await;
            assert_eq!(number(&network, &GUIDED).await, before + 3, "round {round}");
        }
    }

    async fn a_first_rating_that_comes_several_times_at_once_counts_once(kind) {
        let network = roomy(kind).await;
        for round in 0..12 {
            let lead = network.take(network.lead(round)).await;
            let offer = network.start_work(&lead, "A").await;
            let rate = |rating: u32| {
                let (network, offer) = (&network, offer.as_str());
                async move { network.answer("A", offer, "rating", json!({ "rating": rating, "reason": "Хороший" })).await.ok() }
            };
            join_all((1..=5).map(rate)).await;
            let stands = network.world.get(&network.keys["A"], &format!("/api/v1/offers/{offer}/rating")).await.ok();
            assert!(stands["rating"].as_u64().is_some());
            let source = network.get("/api/v1/sources").await["items"][0].clone();
            assert_eq!(source["ratings"], round + 1, "{source}");
        }
    }

    async fn an_event_that_follows_another_stands_behind_it_whatever_the_clocks_say(kind) {
        static EVENT: Sql = Sql::new("test::EVENT", "insert into event (program_id, id, at, name, actor_kind, request_id, subject_kind, \
            subject_id, data) values ($1, $2, 1, 'test.done', 'system', '', 'test', $2, '{}')");
        static ORDER: Sql = Sql::new("test::ORDER", "select event_id from event_position where program_id = $1 order by position");
        let database = Database::new(kind).await;
        let (one, other) = (database.open().await, database.shared().open().await);
        one.migrate(june(15, "10:00").parse().unwrap()).await.unwrap();
        let program = [9; 16];
        // The clock of the other server is behind: its event has the smaller id.
        for (server, event) in [(&one, [7; 16]), (&other, [3; 16]), (&one, [5; 16])] {
            let done = server.act(move |tx| {
                Box::pin(async move {
                    tx.execute(&EVENT, db::params![program, event]).await?;
                    tx.sequence(&program, &event, None).await
                })
            });
            done.await.unwrap();
        }
        one.sequence_events().await.unwrap();
        let order = one.read(move |tx| Box::pin(async move { tx.all::<([u8; 16],)>(&ORDER, db::params![program]).await })).await;
        let order: Vec<u8> = order.unwrap().into_iter().map(|row| row.0[0]).collect();
        assert_eq!(order, [7, 3, 5]);
    }
}
