//! The event log as it grows: streams that resume, end with the rights of their reader, and tell a partner nothing of others.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use db::{Tx, Work};
use platform::{
    Cx, Fail,
    events::Event,
    react::{Consumer, Reactors, set_timer},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    databases::both,
    stories::{Network, june},
    world::World,
};

/// An open stream of events.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    async fn open(world: &World, path: &str, headers: &[(&str, &str)]) -> Self {
        let mut request = reqwest::Client::new().get(world.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    async fn of_key(world: &World, key: &str, after: Option<&str>) -> Self {
        let bearer = format!("Bearer {key}");
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(after.map(|id| ("last-event-id", id)));
        Self::open(world, "/api/v1/events/stream", &headers).await
    }

    /// Reads on; false at the end of the stream.
    async fn more(&mut self) -> bool {
        let chunk = tokio::time::timeout(Duration::from_secs(10), self.response.chunk()).await.expect("nothing comes");
        match chunk {
            Ok(Some(bytes)) => {
                self.text.push_str(std::str::from_utf8(&bytes).unwrap());
                true
            }
            Ok(None) | Err(_) => false,
        }
    }

    /// The next event: its id, its name, its data.
    async fn next(&mut self) -> (String, String, Value) {
        loop {
            while let Some((frame, rest)) = self.text.split_once("\n\n") {
                let (frame, rest) = (frame.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| frame.lines().find_map(|l| l.strip_prefix(name)).map(str::to_owned);
                if let (Some(id), Some(event), Some(data)) = (field("id: "), field("event: "), field("data: ")) {
                    return (id, event, serde_json::from_str(&data).unwrap());
                }
            }
            assert!(self.more().await, "the stream has ended");
        }
    }

    async fn ends(mut self) {
        while self.more().await {}
    }
}

/// Takes ids out of a text: each becomes the number of its first appearance.
fn without_ids(text: &str) -> String {
    let mut known: Vec<String> = Vec::new();
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, tail) = rest.split_at(start);
        out.push_str(before);
        let end = tail.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(tail.len());
        let (word, after) = tail.split_at(end);
        if word.len() == 32 {
            let place = known.iter().position(|k| k == word).unwrap_or_else(|| {
                known.push(word.to_owned());
                known.len() - 1
            });
            out.push_str(&format!("<{place}>"));
        } else {
            out.push_str(word);
        }
        rest = after;
    }
    out + rest
}

/// What A sees of the log, page by page and as a stream, while so many leads go to others.
async fn seen_by_a(kind: crate::databases::Kind, others: u32) -> String {
    let network = Network::start(kind).await;
    network.policy(json!({ "new_per_day_cap": 100, "open_cap": 100 })).await;
    network.world.clock(&june(15, "10:00")).await;
    let mut seen = String::new();
    for number in 0..3 {
        for other in 0..others {
            let mut lead = network.lead(100 + number * 10 + other);
            lead["client"]["region"] = json!("RU-TA");
            network.take(lead).await;
        }
        network.take(network.lead(number)).await;
    }
    network.world.clock(&june(15, "10:05")).await;
    let mut after = String::new();
    let mut first = String::new();
    loop {
        let told = network.world.get(&network.keys["A"], &format!("/api/v1/events?limit=2{after}")).await;
        seen.push_str(&told.text);
        if told.body["events"].as_array().unwrap().is_empty() {
            break;
        }
        let next = told.body["next"].as_str().unwrap();
        if first.is_empty() {
            next.clone_into(&mut first);
        }
        after = format!("&after={next}");
    }
    let count = seen.matches("\"name\"").count();
    let mut stream = Stream::of_key(&network.world, &network.keys["A"], Some(&first)).await;
    for _ in 2..count {
        seen.push_str(&format!("{:?}", stream.next().await));
    }
    without_ids(&seen)
}

/// How much the consumer after the broken one has heard.
static HEARD: AtomicUsize = AtomicUsize::new(0);

fn broken<'t>(_: &'t Cx, _: &'t mut Tx, _: &'t [Event]) -> Work<'t, (), Fail> {
    Box::pin(async { Err(Fail::NotFound) })
}

/// The event that nobody can take in.
static CHOKED_ON: OnceLock<kit::Uuid> = OnceLock::new();

/// Takes in everything but the first wave.
fn choking<'t>(_: &'t Cx, _: &'t mut Tx, events: &'t [Event]) -> Work<'t, (), Fail> {
    let chokes = events.iter().any(|event| event.name == "lead.wave_sent" && CHOKED_ON.set(event.id.uuid()).is_ok())
        || events.iter().any(|event| CHOKED_ON.get() == Some(&event.id.uuid()));
    Box::pin(async move { if chokes { Err(Fail::NotFound) } else { Ok(()) } })
}

fn sound<'t>(_: &'t Cx, _: &'t mut Tx, events: &'t [Event]) -> Work<'t, (), Fail> {
    HEARD.fetch_add(events.len(), Ordering::Relaxed);
    Box::pin(async { Ok(()) })
}

both! {
    async fn a_timer_that_nobody_knows_waits_and_holds_up_nothing(kind) {
        let network = Network::start(kind).await;
        let running = network.world.running.as_ref().unwrap();
        let program = serde_json::from_value(network.get("/api/v1/program").await["id"].clone()).unwrap();
        let (app, now) = (running.app.clone(), running.app.clock.now());
        let subject: kit::id::LeadId = kit::Id::from_uuid(kit::Uuid::from_u128(7));
        let set = app.db.act(move |tx| {
            Box::pin(async move { Ok::<_, Fail>(set_timer(tx, program, "of_a_newer_version", subject, now).await?) })
        });
        set.await.unwrap();
        let settled = tokio::time::timeout(Duration::from_secs(20), running.reactors.settle(&app)).await;
        settled.expect("it never came to rest").unwrap();
    }

    async fn a_consumer_that_fails_holds_up_no_other(kind) {
        let network = Network::start(kind).await;
        network.take(network.lead(1)).await;
        let running = network.world.running.as_ref().unwrap();
        running.app.db.sequence_events().await.unwrap();
        let consumers = vec![Consumer { name: "broken", run: broken }, Consumer { name: "sound", run: sound }];
        let reactors = Reactors { consumers, ..Reactors::default() };
        assert!(reactors.settle(&running.app).await.is_err(), "the round says that it failed");
        assert!(HEARD.load(Ordering::Relaxed) > 0);
    }

    async fn an_event_that_a_consumer_cannot_take_in_is_set_aside_and_people_are_told(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        for number in 1..4 {
            network.take(network.lead(number)).await;
        }
        let running = network.world.running.as_ref().unwrap();
        running.app.db.sequence_events().await.unwrap();
        let consumers = vec![Consumer { name: "choking", run: choking }, Consumer { name: "sound", run: sound }];
        let reactors = Reactors { consumers, ..Reactors::default() };
        let found = async || artel::invariants::check(&running.app.db, kit::Lang::En, |_| {}).await.unwrap();
        // The first round tries twice: what comes before the event is done in between.
        for _ in 0..6 {
            assert!(reactors.settle(&running.app).await.is_err(), "not yet");
            assert!(network.tasks("event_set_aside").await.is_empty() && found().await.is_empty());
        }
        reactors.settle(&running.app).await.expect("it goes on without the event");
        let tasks = network.tasks("event_set_aside").await;
        assert_eq!((tasks.len(), tasks[0]["role"].clone()), (1, serde_json::json!("admin")), "{tasks:?}");
        assert_eq!((tasks[0]["data"]["consumer"].clone(), tasks[0]["data"]["event"].clone()), (serde_json::json!("choking"), serde_json::json!("lead.wave_sent")));
        let codes: Vec<_> = found().await.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["events-set-aside"]);
        let told = network.world.get(crate::world::OPERATOR, "/metrics").await.text;
        assert!(told.contains("artel_events_set_aside 1\n"), "{told}");
        let task = tasks[0]["id"].as_str().unwrap();
        network.post(&format!("/api/v1/tasks/{task}/completion"), serde_json::json!({})).await;
        assert!(found().await.is_empty(), "somebody has looked");
    }

    async fn a_server_whose_reactor_has_ended_is_not_ready(kind) {
        let network = Network::start(kind).await;
        let ready = async || network.world.call(reqwest::Method::GET, "/readyz", None, &[], None).await.status;
        assert_eq!(ready().await, 200);
        network.world.running.as_ref().unwrap().end_reacting().await;
        assert_eq!(ready().await, 503);
    }

    async fn what_a_partner_sees_of_the_log_is_the_same_to_the_byte_whatever_happens_to_others(kind) {
        let (quiet, busy) = (seen_by_a(kind, 0).await, seen_by_a(kind, 4).await);
        assert!(quiet.contains("offer.made"));
        assert_eq!(quiet, busy);
    }

    async fn a_partner_goes_on_after_an_event_of_its_own_and_knows_of_no_other(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 1 } })).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let own = network.world.get(&network.keys["A"], "/api/v1/events?limit=200").await.ok();
        let made = own["events"].as_array().unwrap().iter().find(|e| e["name"] == "offer.made").unwrap()["id"].as_str().unwrap().to_owned();
        let ask = async |after: &str| network.world.get(&network.keys["B"], &format!("/api/v1/events?after={after}")).await;
        let (foreign, absent) = (ask(&made).await, ask("event_0192f0c1000070008000000000000001").await);
        assert_eq!((foreign.status, &foreign), (StatusCode::UNPROCESSABLE_ENTITY, &absent));
        assert_eq!(ask("7").await, absent, "positions are not for partners");
        assert!(network.get("/api/v1/events?after=7&limit=1").await["events"][0]["position"] == 8);
    }

    async fn a_stream_says_what_happens_and_goes_on_where_it_was_cut_off(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut a = Stream::of_key(&network.world, &network.keys["A"], None).await;
        let mut admin = Stream::of_key(&network.world, &network.admin, None).await;
        network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let (id, name, data) = a.next().await;
        assert_eq!((name.as_str(), data["id"].as_str(), data.get("position")), ("offer.made", Some(id.as_str()), None));
        let (place, first, _) = admin.next().await;
        assert_eq!(first, "lead.received");
        assert!(place.parse::<i64>().is_ok());
        drop((a, admin));
        let offer = network.offer("A").await;
        network.answer("A", &offer, "view", json!({})).await.ok();
        network.answer("A", &offer, "acceptance", json!({})).await.ok();
        network.world.clock(&june(15, "10:02")).await;
        let mut again = Stream::of_key(&network.world, &network.keys["A"], Some(&id)).await;
        let names = [again.next().await.1, again.next().await.1];
        assert_eq!(names, ["offer.viewed", "offer.accepted"], "nothing twice, nothing lost");
        let mut admin = Stream::of_key(&network.world, &network.admin, Some(&place)).await;
        let mut seen: Vec<(i64, String)> = Vec::new();
        while seen.last().is_none_or(|(_, name)| name != "offer.accepted") {
            let (id, name, data) = admin.next().await;
            assert_eq!(data["position"], json!(id.parse::<i64>().unwrap()));
            seen.push((id.parse().unwrap(), name));
        }
        let first: i64 = place.parse().unwrap();
        let expected: Vec<i64> = (first + 1..).take(seen.len()).collect();
        assert_eq!(seen.iter().map(|(place, _)| *place).collect::<Vec<_>>(), expected, "nothing twice, nothing lost");
    }

    async fn a_stream_tells_at_once_while_a_test_clock_stands_still(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut a = Stream::of_key(&network.world, &network.keys["A"], None).await;
        network.take(network.lead(1)).await;
        assert_eq!(a.next().await.1, "offer.made");
    }

    async fn nothing_is_lost_between_a_page_and_its_stream(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let seller = network.person("seller@a.ru", "partner_seller", Some("A")).await;
        let director = network.person("director@vendor.ru", "director", None).await;
        for (session, page, name) in [(seller, "/home", "offer.made"), (director, "/today", "lead.received")] {
            let cookie = format!("artel={session}");
            let headers = [("cookie", cookie.as_str())];
            let page = reqwest::Client::new().get(network.world.url(page)).header("cookie", &cookie).send().await.unwrap();
            let text = page.text().await.unwrap();
            let address = text.split_once("data-stream=\"").unwrap().1.split_once('"').unwrap().0;
            network.take(network.lead(if name == "offer.made" { 1 } else { 2 })).await;
            network.world.clock(&june(15, if name == "offer.made" { "10:01" } else { "10:02" })).await;
            let mut stream = Stream::open(&network.world, address, &headers).await;
            assert_eq!(stream.next().await.1, name);
        }
    }

    async fn a_stream_ends_with_the_session_or_key_that_opened_it(kind) {
        let mut network = Network::start(kind).await;
        network.partner("G", "RU-MOW", 1, true).await;
        let session = network.person("seller@a.ru", "partner_seller", Some("A")).await;
        let cookie = format!("artel={session}");
        let of_person = Stream::open(&network.world, "/api/v1/events/stream", &[("cookie", &cookie)]).await;
        let of_key = Stream::of_key(&network.world, &network.keys["G"], None).await;
        network.world.by(&session, Method::DELETE, "/api/v1/sessions/current", json!({})).await.ok();
        let keys = network.get("/api/v1/keys").await;
        let key = keys["items"].as_array().unwrap().iter().find(|k| k["name"] == "G").unwrap()["id"].as_str().unwrap().to_owned();
        network.world.call(Method::DELETE, &format!("/api/v1/keys/{key}"), Some(&network.admin), &[], Some(json!({}))).await.ok();
        network.world.clock("2026-06-01T09:01:00+03:00").await;
        of_person.ends().await;
        of_key.ends().await;
    }

    async fn a_user_has_ten_streams_at_most_and_none_outlives_the_server(kind) {
        let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        let mut open = Vec::new();
        for _ in 0..10 {
            open.push(Stream::of_key(&network.world, &network.admin, None).await);
        }
        assert_eq!(network.world.get(&network.admin, "/api/v1/events/stream").await.status, StatusCode::TOO_MANY_REQUESTS);
        drop(open.pop());
        let began = std::time::Instant::now();
        network.world.restart("2026-06-01T09:05:00+03:00").await;
        assert!(began.elapsed() < Duration::from_secs(10), "an open stream does not hold the server up");
        for stream in open {
            stream.ends().await;
        }
        Stream::of_key(&network.world, &network.admin, None).await;
    }
}
