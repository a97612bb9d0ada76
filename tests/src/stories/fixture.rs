//! The network of the stories, set up through the API from an empty database.

use std::collections::BTreeMap;

use kit::Lang;
use platform::mail::{self, Content, Letter};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    databases::{Database, Kind},
    smtp::Smtp,
    world::{OPERATOR, Told, World},
};

/// A program with the partners of the stories.
pub struct Network {
    pub world: World,
    /// The admin's key.
    pub admin: String,
    pub product: String,
    /// Partner ids by letter.
    pub partners: BTreeMap<String, String>,
    /// Keys of the partners' owners by letter.
    pub keys: BTreeMap<String, String>,
    calendar: String,
}

/// A moment of June 2026 in Moscow.
pub fn june(day: u32, time: &str) -> String {
    format!("2026-06-{day:02}T{time}:00+03:00")
}

impl Network {
    /// A program with calendar K and the product «Насосы», before any partner.
    pub async fn empty(kind: Kind, at: &str) -> Self {
        Self::begun(World::start(kind, at).await).await
    }

    /// The six partners A to F and policy P on an empty database that stands.
    pub async fn over(database: Database) -> Self {
        Self::peopled(Self::begun(World::over(database, "2026-06-01T09:00:00+03:00").await).await).await
    }

    /// The six partners A to F and policy P on a new server, as it stands.
    pub async fn on(world: World) -> Self {
        Self::peopled(Self::begun(world).await).await
    }

    /// Before any partner, with a mail server.
    pub async fn empty_with_mail(kind: Kind, at: &str, smtp: &Smtp) -> Self {
        Self::begun(World::start_with(kind, at, smtp).await).await
    }

    /// The six partners with a mail server and a bot.
    pub async fn start_with_bot(kind: Kind, smtp: &Smtp, bot: &crate::botapi::BotApi) -> Self {
        let world = World::start_with(kind, "2026-06-01T09:00:00+03:00", smtp).await;
        Self::on(world.with_bot("2026-06-01T09:00:00+03:00", bot.settings()).await).await
    }

    async fn begun(world: World) -> Self {
        let program = json!({ "name": "Насосы", "lang": "ru", "zone": "Europe/Moscow", "currency": "RUB",
            "admin": { "email": "admin@example.ru", "name": "Анна" } });
        let begun = world.post(OPERATOR, "/api/v1/programs", program).await.ok();
        let admin = begun["api_key"].as_str().unwrap().to_owned();
        let days = ["mon", "tue", "wed", "thu", "fri"];
        let week = days.map(|day| (day.to_owned(), json!(["09:00-18:00"])));
        let hours =
            json!({ "zone": "Europe/Moscow", "weekly": BTreeMap::from(week), "exceptions": { "2026-06-12": [] } });
        let calendar = world.post(&admin, "/api/v1/calendars", json!({ "name": "K", "hours": hours })).await.ok();
        let calendar = calendar["id"].as_str().unwrap().to_owned();
        world
            .call(Method::PATCH, "/api/v1/program", Some(&admin), &[], Some(json!({ "calendar": calendar })))
            .await
            .ok();
        let product = json!({ "code": "pumps", "name": "Насосы", "needs_certificate": true });
        let product = world.post(&admin, "/api/v1/products", product).await.ok();
        let product = product["id"].as_str().unwrap().to_owned();
        Self { world, admin, product, partners: BTreeMap::new(), keys: BTreeMap::new(), calendar }
    }

    /// The six partners A to F and policy P.
    pub async fn start(kind: Kind) -> Self {
        Self::peopled(Self::empty(kind, "2026-06-01T09:00:00+03:00").await).await
    }

    /// The same with a mail server.
    pub async fn start_with_mail(kind: Kind, smtp: &Smtp) -> Self {
        Self::peopled(Self::empty_with_mail(kind, "2026-06-01T09:00:00+03:00", smtp).await).await
    }

    async fn peopled(mut network: Self) -> Self {
        for (letter, share) in [("A", 3), ("B", 2), ("C", 1)] {
            network.partner(letter, "RU-MOW", share, true).await;
        }
        network.partner("D", "RU-TA", 1, true).await;
        network.partner("E", "RU-PRI", 1, true).await;
        network.partner("F", "RU-MOW", 1, false).await;
        let days = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_owned(), json!(["09:00-18:00"])));
        let hours = json!({ "zone": "Asia/Vladivostok", "weekly": BTreeMap::from(days) });
        let far = network.post("/api/v1/calendars", json!({ "name": "E", "hours": hours })).await;
        network.change_partner("E", json!({ "calendar": far["id"] })).await;
        network.policy(json!({})).await;
        network
    }

    /// Adds a partner that joined long ago, with or without a certificate, and a key of its owner.
    pub async fn partner(&mut self, letter: &str, region: &str, share: i64, certified: bool) {
        let body = json!({ "name": letter, "calendar": self.calendar, "territories": [region],
            "tier_weight": share * 1_000_000, "joined_at": "2024-01-01T00:00:00Z" });
        let partner = self.post("/api/v1/partners", body).await;
        let id = partner["id"].as_str().unwrap().to_owned();
        if certified {
            self.post(&format!("/api/v1/partners/{id}/certificates"), json!({ "product": self.product })).await;
        }
        let key = json!({ "name": letter, "role": "partner_owner", "partner": id, "scopes": ["*"] });
        let key = self.post("/api/v1/keys", key).await;
        self.keys.insert(letter.to_owned(), key["text"].as_str().unwrap().to_owned());
        self.partners.insert(letter.to_owned(), id);
    }

    /// Somebody joins by invitation, in English; returns the session.
    pub async fn person(&self, email: &str, role: &str, partner: Option<&str>) -> String {
        let body = json!({ "email": email, "role": role, "partner": partner.map(|letter| &self.partners[letter]) });
        let invited = self.post("/api/v1/invitations", body).await;
        let token = invited["accept_url"].as_str().unwrap().split("token=").nth(1).unwrap();
        let join = json!({ "token": token, "name": email, "password": "tundra-violin-orbit-72", "lang": "en" });
        let call = self.world.call(Method::POST, "/api/v1/invitations/acceptance", None, &[], Some(join));
        call.await.ok()["token"].as_str().unwrap().to_owned()
    }

    pub async fn change_partner(&self, letter: &str, body: Value) {
        let path = format!("/api/v1/partners/{}", self.partners[letter]);
        self.world.call(Method::PATCH, &path, Some(&self.admin), &[], Some(body)).await.ok();
    }

    /// Policy P of the stories, with other numbers of distribution on top.
    pub async fn policy(&self, distribution: Value) {
        let mut p = json!({ "mode": { "mode": "parallel", "n": 3 }, "k": { "rule": "fixed", "k": 3 },
            "band": { "rule": "k" }, "share_max": 3_000_000, "share_min": 1_000_000,
            "window_minutes": { "hot": [120], "normal": [480], "cold": [480] } });
        for (name, value) in distribution.as_object().unwrap() {
            p[name] = value.clone();
        }
        self.post("/api/v1/policies", json!({ "body": { "distribution": p }, "note": "policy P" })).await;
    }

    /// Writes a letter to a user, as a capability does.
    pub async fn write_to(&self, email: &'static str, user: &str) {
        let app = self.world.running.as_ref().unwrap().app.clone();
        let program = serde_json::from_value(self.get("/api/v1/program").await["id"].clone()).unwrap();
        let (cx, user) = (app.system_cx(program), user.parse().unwrap());
        app.db
            .act(move |tx| {
                let cx = cx.clone();
                Box::pin(async move {
                    let content =
                        Content {
                            subject: "Письмо".to_owned(), heading: "Письмо".to_owned(), ..Content::default()
                        };
                    let letter = Letter { user: Some(user), ..Letter::new("test", email, Lang::Ru, content) };
                    mail::queue(&cx, tx, &letter).await
                })
            })
            .await
            .unwrap();
    }

    /// How many clients stand in the database.
    pub async fn clients(&self) -> i64 {
        static CLIENTS: db::Sql = db::Sql::new("test::CLIENTS", "select count(*) from client");
        let app = self.world.running.as_ref().unwrap().app.clone();
        let counted = app.db.read(|tx| Box::pin(async move { tx.one::<(i64,)>(&CLIENTS, &[]).await }));
        counted.await.unwrap().0
    }

    /// Posts as the admin and expects success.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.world.post(&self.admin, path, body).await.ok()
    }

    pub async fn get(&self, path: &str) -> Value {
        self.world.get(&self.admin, path).await.ok()
    }

    /// A lead of a client of its own, in Moscow, of normal urgency.
    pub fn lead(&self, number: u32) -> Value {
        json!({
            "client": { "name": format!("Завод {number}"), "region": "RU-MOW", "city": "Москва" },
            "contact": { "name": "Иван Петров", "phone": format!("+7495{:07}", 1_000_000 + number),
                "email": format!("ivan@zavod{number}.ru") },
            "need": "Нужны насосы для котельной", "product": self.product, "size": "medium", "urgency": "normal",
            "value_minor": 100_000_000, "source": "api", "consent": { "transfer": true, "text": "v1" }
        })
    }

    /// Takes a lead in and returns its id.
    pub async fn take(&self, lead: Value) -> String {
        self.post("/api/v1/leads", lead).await["id"].as_str().unwrap().to_owned()
    }

    /// A partner's offers, newest first.
    pub async fn offers(&self, letter: &str) -> Vec<Value> {
        let list = self.world.get(&self.keys[letter], "/api/v1/offers?limit=200").await.ok();
        list["items"].as_array().unwrap().clone()
    }

    /// The partner's newest offer.
    pub async fn offer(&self, letter: &str) -> String {
        self.offers(letter).await[0]["id"].as_str().unwrap().to_owned()
    }

    /// Answers an offer as its partner.
    pub async fn answer(&self, letter: &str, offer: &str, what: &str, body: Value) -> Told {
        self.world.post(&self.keys[letter], &format!("/api/v1/offers/{offer}/{what}"), body).await
    }

    /// The board of a lead, by the partner's letter; the last offer of each.
    pub async fn board(&self, lead: &str) -> BTreeMap<String, Value> {
        let board = self.get(&format!("/api/v1/leads/{lead}/board")).await;
        let columns = board["partners"].as_array().unwrap().iter();
        columns.map(|column| (column["name"].as_str().unwrap().to_owned(), column.clone())).collect()
    }

    /// The letters of the partners that were offered a lead.
    pub async fn offered(&self, lead: &str) -> Vec<String> {
        self.board(lead).await.into_keys().collect()
    }

    /// A new key of a role at the vendor.
    pub async fn key(&self, role: &str) -> String {
        let key = json!({ "name": role, "role": role, "scopes": ["*"] });
        self.post("/api/v1/keys", key).await["text"].as_str().unwrap().to_owned()
    }

    /// Sets numbers of one section of the policy.
    pub async fn numbers(&self, section: &str, numbers: Value) {
        self.post("/api/v1/policies", json!({ "body": { section: numbers }, "note": "story" })).await;
    }

    /// Open tasks of a kind.
    pub async fn tasks(&self, kind: &str) -> Vec<Value> {
        self.get(&format!("/api/v1/tasks?kind={kind}")).await["items"].as_array().unwrap().clone()
    }

    /// The situation of a lead, as a word.
    pub async fn situation(&self, lead: &str) -> String {
        let board = self.get(&format!("/api/v1/leads/{lead}/board")).await;
        let situation = &board["situation"];
        assert!(
            !situation["text"].as_str().unwrap().is_empty() && !situation["next_step"].as_str().unwrap().is_empty()
        );
        situation["code"].as_str().unwrap().to_owned()
    }

    /// How a partner's gates stood in the last decision about a lead: what it was closed by, in short.
    pub async fn closed(&self, lead: &str, letter: &str) -> Value {
        let why = self.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
        let last = why.as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["replayed"], true);
        let lines = last["explanation"]["partners"].as_array().unwrap().clone();
        let line = lines.into_iter().find(|line| line["partner"] == self.partners[letter].as_str()).unwrap();
        let closed = line["verdicts"].as_array().unwrap().iter().find(|verdict| verdict["passed"] == false);
        closed.map_or(Value::Null, |verdict| verdict["reason"].clone())
    }

    /// The names of the events that a key may see, in order.
    pub async fn seen(&self, key: &str) -> Vec<Value> {
        // PostgreSQL gives events their places soon after the act; a tick of the standing clock lets it.
        let now = self.world.call(Method::GET, "/api/v1/test-clock", None, &[], None).await.ok();
        self.world.call(Method::PUT, "/api/v1/test-clock", None, &[], Some(now)).await.ok();
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let stretch = self.world.get(key, &format!("/api/v1/events?limit=200{after}")).await.ok();
            let events = stretch["events"].as_array().unwrap().clone();
            if events.is_empty() {
                return all;
            }
            all.extend(events);
            // A position for the vendor, an event for a partner.
            let next = &stretch["next"];
            after = format!("&after={}", next.as_str().map_or_else(|| next.to_string(), str::to_owned));
        }
    }

    /// How many events of a name a key may see.
    pub async fn count(&self, key: &str, name: &str) -> usize {
        self.seen(key).await.iter().filter(|event| event["name"] == name).count()
    }

    /// The offer of a lead that a partner holds.
    pub async fn offer_of(&self, lead: &str, letter: &str) -> String {
        self.board(lead).await[letter]["offer"].as_str().unwrap().to_owned()
    }

    /// A partner accepts its offer of a lead and records a call.
    pub async fn start_work(&self, lead: &str, letter: &str) -> String {
        let offer = self.offer_of(lead, letter).await;
        self.answer(letter, &offer, "acceptance", json!({})).await.ok();
        self.answer(letter, &offer, "contacts", json!({ "evidence": "call" })).await.ok();
        offer
    }

    /// The lead desk gives a lead to a partner, whatever may be set aside.
    pub async fn give(&self, lead: &str, letter: &str) {
        let body = json!({ "partner": self.partners[letter], "reason": "Клиент так хочет", "set_aside": true });
        let desk = self.key("lead_desk").await;
        self.world.post(&desk, &format!("/api/v1/leads/{lead}/hand-give"), body).await.ok();
    }

    /// Gives a new lead to a partner by hand; it works on it and wins it.
    pub async fn win_given(&self, letter: &str, number: u32) {
        let lead = self.take(self.lead(number)).await;
        self.give(&lead, letter).await;
        let offer = self.start_work(&lead, letter).await;
        let deal = self.answer(letter, &offer, "deal", json!({})).await.ok();
        let path = format!("/api/v1/deals/{}/win", deal["id"].as_str().unwrap());
        self.world.post(&self.keys[letter], &path, json!({ "proof": format!("Заказ {number}") })).await.ok();
    }
}
