//! A program is set up on an empty database and a lead is won by the API alone, and every `POST` of the API is sent
//! twice with one `Idempotency-Key`: one effect, one answer.

use std::{collections::BTreeSet, sync::Mutex};

use platform::Operation;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    botapi::BotApi,
    conformance,
    databases::{Kind, both},
    smtp::Smtp,
    stories::june,
    world::{OPERATOR, Told, World},
};

/// Who calls.
#[derive(Clone, Copy)]
enum By<'a> {
    Anybody,
    Key(&'a str),
    Session(&'a str),
}
use By::{Anybody, Key, Session};

/// A world in which everything is said twice.
struct Twice {
    world: World,
    smtp: Smtp,
    said: Mutex<BTreeSet<String>>,
    all: Vec<Operation>,
}

const SECRETS: [&str; 3] = ["tundra-violin-orbit-72", "glacier-piano-comet-41", "prairie-cello-nebula-93"];

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned()
}

/// Posts of the API by name, with whether what they answer is shown once.
fn posts() -> Vec<Operation> {
    let all = artel::server::operations(&artel::server::reactors(), false);
    all.into_iter().filter(|o| !o.page && o.method.as_str() == "POST").collect()
}

impl Twice {
    async fn start(kind: Kind) -> Self {
        let smtp = Smtp::start().await;
        let world = World::start_with(kind, &june(15, "10:00"), &smtp).await;
        let world = world.with_bot(&june(15, "10:00"), BotApi::start().await.settings()).await;
        Self { world, smtp, said: Mutex::default(), all: posts() }
    }

    /// Lets what was begun come to its end; the clock stands still.
    async fn settle(&self) {
        let now = self.world.call(Method::GET, "/api/v1/test-clock", None, &[], None).await.ok();
        self.world.call(Method::PUT, "/api/v1/test-clock", None, &[], Some(now)).await.ok();
    }

    /// How much has happened, but for letters, which go out by themselves.
    async fn happened(&self) -> i64 {
        static EVENTS: db::Sql = db::Sql::new(
            "test::EVENTS",
            "select count(*) from event where name not like 'mail.%' and name <> 'offer.delivered'",
        );
        self.settle().await;
        let app = self.world.running.as_ref().unwrap().app.clone();
        app.db.read(|tx| Box::pin(async move { tx.one::<(i64,)>(&EVENTS, &[]).await })).await.unwrap().0
    }

    async fn call(&self, by: By<'_>, path: &str, headers: &[(&str, &str)], body: Body<'_>) -> Told {
        let cookie;
        let mut headers = headers.to_vec();
        let key = match by {
            Anybody => None,
            Key(key) => Some(key),
            Session(session) => {
                cookie = format!("artel={session}");
                headers.push(("cookie", cookie.as_str()));
                None
            }
        };
        match body {
            Body::Json(body) => self.world.call(Method::POST, path, key, &headers, Some(body.clone())).await,
            Body::File(media, bytes) => {
                headers.push(("content-type", media));
                self.world.send_with(Method::POST, path, key, &headers, Some(bytes.to_vec())).await
            }
        }
    }

    /// Says the same twice, with one key, and looks whether it happens once.
    async fn say(&self, by: By<'_>, path: &str, body: Body<'_>) -> Value {
        let path = format!("/api/v1{path}");
        let name = conformance::name_of(&Method::POST, path.split('?').next().unwrap()).unwrap();
        let once = format!("{path} {:?}", std::time::Instant::now());
        let once = [("idempotency-key", once.get(once.len().saturating_sub(190)..).unwrap())];
        let first = self.call(by, &path, &once, body).await;
        assert!(first.status.is_success(), "{name}: {} {}", first.status, first.text);
        if name == "passwords.forgotten" {
            self.letter("seller@a.ru", "/password/new").await;
        }
        let before = self.happened().await;
        let second = self.call(by, &path, &once, body).await;
        let operation = self.all.iter().find(|o| o.id == name).unwrap();
        if operation.is_shown_once() {
            let kind = second.body["type"].as_str().unwrap_or_default();
            assert!(second.status == 409 && kind.ends_with("/shown-once"), "{name}: {} {}", second.status, second.text);
        } else {
            assert_eq!((second.status, &second.text), (first.status, &first.text), "{name} answers twice in two ways");
            assert_eq!((&second.etag, &second.location), (&first.etag, &first.location), "{name}");
        }
        assert_eq!(self.happened().await, before, "{name} happened twice");
        self.said.lock().unwrap().insert(name.to_owned());
        first.body
    }

    async fn post(&self, by: By<'_>, path: &str, body: Value) -> Value {
        self.say(by, path, Body::Json(&body)).await
    }

    async fn file(&self, key: &str, path: &str, media: &str, text: &str) -> Value {
        self.say(Key(key), path, Body::File(media, text.as_bytes())).await
    }

    async fn get(&self, by: By<'_>, path: &str) -> Value {
        let path = format!("/api/v1{path}");
        match by {
            Session(session) => self.world.by(session, Method::GET, &path, json!({})).await.ok(),
            Key(key) => self.world.get(key, &path).await.ok(),
            Anybody => self.world.call(Method::GET, &path, None, &[], None).await.ok(),
        }
    }

    /// The link of a kind in the last letter to somebody that has one.
    async fn letter(&self, to: &str, part: &str) -> String {
        for _ in 0..100 {
            self.settle().await;
            let letters = self.smtp.to(to);
            let mut links = letters.iter().rev().flat_map(super::smtp::Taken::links);
            if let Some(link) = links.find(|link| link.contains(part)) {
                return link;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("no letter to {to} with {part}")
    }
}

/// What is sent.
#[derive(Clone, Copy)]
enum Body<'a> {
    Json(&'a Value),
    File(&'a str, &'a [u8]),
}

/// Who stands in the program.
struct Cast {
    admin: String,
    desk: String,
    director: String,
    manager: String,
    product: String,
    partners: Vec<String>,
    keys: Vec<String>,
}

impl Cast {
    fn lead(&self, number: u32) -> Value {
        json!({
            "client": { "name": format!("Завод {number}"), "region": "RU-MOW", "city": "Москва" },
            "contact": { "name": "Иван Петров", "phone": format!("+7495{:07}", 1_000_000 + number),
                "email": format!("ivan@zavod{number}.ru") },
            "need": format!("Нужны насосы для котельной {number}"), "product": self.product, "size": "medium", "urgency": "normal",
            "value_minor": 100_000_000, "source": "api", "consent": { "transfer": true, "text": "v1" }
        })
    }
}

/// The program, its calendar, product, policy and partners, from nothing.
async fn program(twice: &Twice) -> Cast {
    let new = json!({ "name": "Насосы", "lang": "ru", "zone": "Europe/Moscow", "currency": "RUB",
        "admin": { "email": "admin@example.ru", "name": "Анна" } });
    let admin = twice.post(Key(OPERATOR), "/programs", new).await["api_key"].as_str().unwrap().to_owned();
    let by = Key(&admin);
    let week: Value =
        ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_owned(), json!(["09:00-18:00"]))).into_iter().collect();
    let hours = json!({ "zone": "Europe/Moscow", "weekly": week });
    let calendar = id(&twice.post(by, "/calendars", json!({ "name": "K", "hours": hours })).await);
    let off = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260612\r\n\
        SUMMARY:День России\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    twice.file(&admin, &format!("/calendars/{calendar}/days-off"), "text/calendar", off).await;
    twice
        .world
        .call(Method::PATCH, "/api/v1/program", Some(&admin), &[], Some(json!({ "calendar": calendar })))
        .await
        .ok();
    let product = json!({ "code": "pumps", "name": "Насосы", "needs_certificate": true });
    let product = id(&twice.post(by, "/products", product).await);
    let numbers = json!({ "body": { "distribution": { "mode": { "mode": "parallel", "n": 3 }, "k": { "rule": "fixed", "k": 3 },
        "band": { "rule": "k" } } }, "note": "policy P" });
    twice.post(by, "/policies/preview", numbers.clone()).await;
    twice.post(by, "/policies", numbers).await;
    let group = twice.post(by, "/owner-groups", json!({ "name": "Холдинг" })).await;
    let (mut partners, mut keys) = (Vec::new(), Vec::new());
    for name in ["A", "B", "C", "D"] {
        let region = if name == "D" { "RU-TA" } else { "RU-MOW" };
        let mut new = json!({ "name": name, "calendar": calendar, "territories": [region],
            "joined_at": "2024-01-01T00:00:00Z", "open_cap": 50, "new_per_day_cap": 50 });
        if name == "D" {
            new["owner_group"] = group["id"].clone();
        }
        let partner = id(&twice.post(by, "/partners", new).await);
        twice.post(by, &format!("/partners/{partner}/certificates"), json!({ "product": product })).await;
        let key = json!({ "name": name, "role": "partner_owner", "partner": partner, "scopes": ["*"] });
        keys.push(twice.post(by, "/keys", key).await["text"].as_str().unwrap().to_owned());
        partners.push(partner);
    }
    let mut of = Vec::new();
    for role in ["lead_desk", "director", "channel_manager"] {
        let key = json!({ "name": role, "role": role, "scopes": ["*"] });
        of.push(twice.post(by, "/keys", key).await["text"].as_str().unwrap().to_owned());
    }
    let [desk, director, manager] = of.try_into().unwrap();
    Cast { admin, desk, director, manager, product, partners, keys }
}

/// People join, sign in, change and forget their passwords.
async fn people(twice: &Twice, cast: &Cast) -> [String; 2] {
    let join = async |email: &str, role: &str, partner: Option<&String>| {
        let new = json!({ "email": email, "role": role, "partner": partner });
        let invited = twice.post(Key(&cast.admin), "/invitations", new).await;
        let token = invited["accept_url"].as_str().unwrap().split("token=").nth(1).unwrap();
        let join = json!({ "token": token, "name": email, "password": SECRETS[0], "lang": "en" });
        twice.post(Anybody, "/invitations/acceptance", join).await["token"].as_str().unwrap().to_owned()
    };
    let anna = join("anna@vendor.ru", "lead_desk", None).await;
    join("seller@a.ru", "partner_seller", Some(&cast.partners[0])).await;
    let sign_in = async |password: &str| {
        let person = json!({ "email": "seller@a.ru", "password": password });
        twice.post(Anybody, "/sessions", person).await["token"].as_str().unwrap().to_owned()
    };
    let session = sign_in(SECRETS[0]).await;
    let change = json!({ "current": SECRETS[0], "password": SECRETS[1] });
    twice.post(Session(&session), "/me/password", change).await;
    let session = sign_in(SECRETS[1]).await;
    let me = twice.get(Session(&session), "/me").await;
    twice.post(Session(&session), "/session/membership", json!({ "user": me["user"] })).await;
    twice.post(Anybody, "/password-resets", json!({ "email": "seller@a.ru" })).await;
    let link = twice.letter("seller@a.ru", "/password/new").await;
    let token = link.split("token=").nth(1).unwrap();
    twice.post(Anybody, "/password-resets/completion", json!({ "token": token, "password": SECRETS[2] })).await;
    [anna, sign_in(SECRETS[2]).await]
}

/// Leads go out, are worked on and end in every way.
#[expect(clippy::too_many_lines, reason = "one story after another, each some lines")]
async fn leads(twice: &Twice, cast: &Cast, seller: &str) {
    let [a, b, c] = [0, 1, 2].map(|n| Key(&cast.keys[n]));
    let desk = Key(&cast.desk);
    let take = async |lead: Value| id(&twice.post(Key(&cast.admin), "/leads", lead).await);
    // A partner is not told which lead it is.
    let offer = async |by: By<'_>, number: u32| {
        let offers = twice.get(by, "/offers").await["items"].as_array().unwrap().clone();
        let need = cast.lead(number)["need"].clone();
        id(offers.iter().find(|offer| offer["need"] == need).unwrap_or_else(|| panic!("no offer {number}: {offers:?}")))
    };
    let answer = async |by: By<'_>, offer: &str, what: &str, body: Value| {
        twice.post(by, &format!("/offers/{offer}/{what}"), body).await
    };

    // One lead, from its arrival to a deal that is won.
    let new = twice.post(Key(&cast.admin), "/leads/pre-check", json!({ "phone": "+74951000001" })).await;
    assert_eq!((&new["client"], &new["open_leads"]), (&Value::Null, &json!([])));
    let won = take(cast.lead(1)).await;
    let known = twice.post(Key(&cast.admin), "/leads/pre-check", json!({ "phone": "8 (495) 100-00-01" })).await;
    assert_eq!((&known["evidence"], &known["name"]), (&json!("phone"), &json!("Завод 1")));
    assert_eq!(known["open_leads"], json!([{ "lead": won, "product": cast.product }]));
    let first = offer(a, 1).await;
    answer(a, &first, "view", json!({})).await;
    answer(a, &first, "acceptance", json!({})).await;
    answer(a, &first, "contacts", json!({ "evidence": "call" })).await;
    answer(desk, &first, "reminder", json!({})).await;
    answer(a, &first, "rating", json!({ "rating": 5, "reason": "Знает, чего хочет" })).await;
    let deal = id(&answer(a, &first, "deal", json!({})).await);
    twice.post(a, &format!("/deals/{deal}/value"), json!({ "value_minor": 90_000_000 })).await;
    twice.post(a, &format!("/deals/{deal}/win"), json!({ "proof": "Заказ 17" })).await;
    assert_eq!(twice.get(Key(&cast.admin), &format!("/leads/{won}")).await["state"], "won");

    // Nobody takes the next two.
    let spent = take(cast.lead(2)).await;
    answer(a, &offer(a, 2).await, "decline", json!({ "reason": "no_resources" })).await;
    let back = offer(b, 2).await;
    answer(b, &back, "acceptance", json!({})).await;
    answer(b, &back, "return", json!({ "reason": "too_small" })).await;
    answer(desk, &offer(c, 2).await, "withdrawal", json!({ "reason": "other", "text": "Ошиблись" })).await;
    let by_hand = json!({ "partner": cast.partners[3], "reason": "Клиент так хочет", "set_aside": true });
    twice.post(desk, &format!("/leads/{spent}/hand-give"), by_hand).await;
    let client = twice.get(desk, &format!("/leads/{spent}")).await["client"].as_str().unwrap().to_owned();
    let without = json!({ "partner": cast.partners[2], "reason": "Подвели" });
    twice.post(desk, &format!("/clients/{client}/exclusions"), without).await;
    twice.post(desk, &format!("/leads/{spent}/closure"), json!({ "reason": "client_asked" })).await;

    let spent = take(cast.lead(10)).await;
    for by in [a, b, c] {
        answer(by, &offer(by, 10).await, "decline", json!({ "reason": "no_resources" })).await;
    }
    twice.post(desk, &format!("/leads/{spent}/redistribution"), json!({ "reason": "Ещё раз" })).await;

    // One without consent, one that is not ripe, one of the form.
    let mut silent = cast.lead(3);
    silent["consent"]["transfer"] = json!(false);
    let silent = take(silent).await;
    twice.post(desk, &format!("/leads/{silent}/consent"), json!({ "text": "v2, письмом" })).await;
    twice.post(desk, &format!("/leads/{silent}/consent-withdrawal"), json!({ "reason": "Отозвал" })).await;
    let mut green = cast.lead(4);
    (green["need"], green["value_minor"]) = (json!("?"), Value::Null);
    let green = take(green).await;
    let ripe = json!({ "grade": "A", "reason": "Есть бюджет и срок" });
    twice.post(desk, &format!("/leads/{green}/qualification"), ripe).await;
    let text = |text: &str| json!({ "ru": text, "en": text });
    let form = json!({ "name": "Форма сайта", "slug": "pumps", "source": "site", "region": "RU-MOW", "products": [cast.product],
        "fields": [{ "field": "company", "required": true }, { "field": "name" }, { "field": "phone", "required": true },
            { "field": "need", "required": true }, { "field": "value" }],
        "title": text("Подбор насоса"),
        "consents": { "processing": { "version": "p1", "text": text("Обработка") }, "transfer": { "version": "t1", "text": text("Передача") } } });
    twice.post(Key(&cast.admin), "/forms", form).await;
    let typed = json!({ "company": "Завод 5", "name": "Иван Петров", "phone": "+74951000005", "need": "Нужны насосы для котельной",
        "value": "1 000 000", "consent_processing": true, "consent_transfer": true });
    twice.post(Anybody, "/public/forms/pumps/leads", typed).await;
    let of_form = id(&twice.get(desk, "/leads?source=site").await["items"][0]);
    twice.post(desk, &format!("/leads/{of_form}/first-answer"), json!({ "evidence": "call" })).await;

    // Two are answered by the link of a letter.
    for (number, what, body) in [(6, "acceptance", json!({})), (7, "decline", json!({ "reason": "no_resources" }))] {
        take(cast.lead(number)).await;
        let asked = offer(a, number).await;
        let token = loop {
            let link = twice.letter("seller@a.ru", "/o/").await;
            let token = link.rsplit_once('/').unwrap().1.to_owned();
            let shown = twice.get(Anybody, &format!("/offer-links/{token}")).await;
            if shown["offer"]["id"] == asked.as_str() {
                break token;
            }
        };
        twice.post(Anybody, &format!("/offer-links/{token}/{what}"), body).await;
    }
    twice.post(Session(seller), "/me/telegram/links", json!({})).await;
    twice.post(Session(seller), "/notices/reading", json!({ "all": true })).await;

    // A deal that is lost.
    take(cast.lead(8)).await;
    let started = offer(b, 8).await;
    answer(b, &started, "acceptance", json!({})).await;
    answer(b, &started, "contacts", json!({ "evidence": "call" })).await;
    let deal = id(&answer(b, &started, "deal", json!({})).await);
    let lost = json!({ "to": "no_decision", "reason": "Бюджет закрыт" });
    twice.post(b, &format!("/deals/{deal}/loss"), lost).await;
}

/// The playbook is written, and leads a deal.
async fn led_by_the_playbook(twice: &Twice, cast: &Cast) {
    let (a, director) = (Key(&cast.keys[0]), Key(&cast.director));
    let said = |text: &str| json!({ "ru": text, "en": text });
    let word = twice.post(director, "/playbook/terms", json!({ "axis": "client_type", "name": said("Завод") })).await;
    let card = json!({ "client_type": word["id"], "content": { "needs": [said("Напор")] } });
    twice.post(director, "/playbook/cards", card).await;
    let client = json!({ "client_name": "Ведомый", "phone": "+74952000077", "region": "RU-MOW", "product": cast.product,
        "title": "Насосы для цеха" });
    let deal = id(&twice.post(a, "/deals", client).await);
    twice.post(director, &format!("/deals/{deal}/approval"), json!({})).await;
    let new = json!({ "product": cast.product, "name": said("Насосы") });
    let process = id(&twice.post(director, "/playbook/processes", new).await);
    let stage = |key: &str, wins: bool| {
        json!({ "key": key, "name": said(key), "norm_days": 5, "wins": wins,
            "exit": { "checks": [{ "key": "sure", "text": said("Точно") }] } })
    };
    let draft = json!({ "stages": [stage("need", false), stage("offer", true)] });
    let path = format!("/api/v1/playbook/processes/{process}/draft");
    twice.world.call(Method::PUT, &path, Some(&cast.director), &[], Some(draft)).await.ok();
    twice.post(director, &format!("/playbook/processes/{process}/publication"), json!({})).await;
    twice.post(a, &format!("/deals/{deal}/process-version"), json!({})).await;
    twice.post(a, &format!("/deals/{deal}/roles-reached"), json!({ "role": "decision_maker" })).await;
    twice.post(a, &format!("/deals/{deal}/checks"), json!({ "stage": "need", "check": "sure" })).await;
    twice.post(a, &format!("/deals/{deal}/stage"), json!({ "stage": "offer" })).await;
}

/// Partners bring deals of their own and appeal.
async fn own_deals(twice: &Twice, cast: &Cast) {
    let (a, director) = (Key(&cast.keys[0]), Key(&cast.director));
    let mut deals = Vec::new();
    for number in 1..=4 {
        let mut client = json!({ "client_name": format!("Котельная {number}"), "phone": format!("+7495200000{number}"),
            "region": "RU-MOW", "product": cast.product });
        twice.post(a, "/deals/pre-check", client.clone()).await;
        client["title"] = json!("Насосы для цеха");
        deals.push(id(&twice.post(a, "/deals", client).await));
    }
    let reason = json!({ "reason": "Причина словами" });
    twice.post(director, &format!("/deals/{}/approval", deals[0]), json!({})).await;
    twice.post(director, &format!("/deals/{}/inspection-failure", deals[0]), reason.clone()).await;
    twice.post(director, &format!("/deals/{}/refusal", deals[1]), reason.clone()).await;
    twice.post(a, &format!("/deals/{}/withdrawal", deals[2]), reason.clone()).await;
    twice.post(director, &format!("/deals/{}/approval", deals[3]), json!({ "identity_confirmed": false })).await;
    twice.post(director, &format!("/deals/{}/counting", deals[3]), reason).await;
    let of = format!("/partners/{}/reciprocity", cast.partners[0]);
    let appeal = id(&twice.post(a, &format!("{of}/appeals"), json!({ "text": "Сделка у регистратора" })).await);
    let shown = twice.get(director, &format!("/appeals/{appeal}")).await;
    assert_eq!((&shown["text"], &shown["granted"]), (&json!("Сделка у регистратора"), &Value::Null));
    twice.post(Key(&cast.manager), &format!("/appeals/{appeal}/passing"), json!({ "note": "Похоже на правду" })).await;
    twice.post(director, &format!("/appeals/{appeal}/answer"), json!({ "granted": false, "text": "Нет" })).await;
    let aside = json!({ "until": "2026-07-10T00:00:00+03:00", "reason": "Ждём регистратора" });
    twice.post(director, &format!("{of}/overrides"), aside).await;
    let away = json!({ "until": "2026-06-20T00:00:00+03:00" });
    twice.post(Key(&cast.admin), &format!("/partners/{}/holidays", cast.partners[2]), away).await;
    let why = json!({ "reason": "Проверка договора" });
    twice.post(Key(&cast.admin), &format!("/partners/{}/suspension", cast.partners[2]), why).await;
}

/// What the desk and the admin keep in order.
async fn keeping(twice: &Twice, cast: &Cast, anna: &str) {
    let admin = Key(&cast.admin);
    // A client comes again: somebody is to call.
    for need in ["?", "??"] {
        let mut green = cast.lead(9);
        (green["need"], green["value_minor"]) = (json!(need), Value::Null);
        twice.post(admin, "/leads", green).await;
    }
    let tasks = twice.get(admin, "/tasks?role=lead_desk").await["items"].as_array().unwrap().clone();
    let task = id(tasks.iter().find(|task| task["closed_by_act"] == false).unwrap_or_else(|| panic!("{tasks:?}")));
    twice.post(Session(anna), &format!("/tasks/{task}/taking"), json!({})).await;
    twice.post(Session(anna), &format!("/tasks/{task}/completion"), json!({ "note": "Позвонили" })).await;

    let file = |number: u32| {
        format!(
            "Компания;Регион;ФИО;Телефон;Комментарий;Товар;Размер\r\n\
            Завод {number};г. Москва;Иван Петров;8 (495) 300-00-0{number};Нужны насосы для котельной;Насосы;средний\r\n"
        )
    };
    let upload = async |number: u32| {
        let told = twice.file(&cast.admin, "/imports?source=exhibition", "text/csv", &file(number)).await;
        format!("/imports/{}", id(&told))
    };
    let [kept, dropped] = [upload(1).await, upload(2).await];
    twice.post(admin, &format!("{kept}/preview"), json!({})).await;
    twice.post(admin, &format!("{kept}/commit"), json!({})).await;
    twice.post(admin, &format!("{kept}/undo"), json!({})).await;
    twice.post(admin, &format!("{dropped}/cancellation"), json!({})).await;
    twice.post(admin, "/measures/rebuild", json!({})).await;
    twice.post(admin, "/numbers/recomputation", json!({})).await;

    let sent = twice.get(admin, "/mails?state=sent").await["items"][0].clone();
    twice.post(admin, "/bounces", json!({ "mail": sent["id"], "status": "5.1.1" })).await;
    let never = json!({ "email": "never@vendor.ru", "role": "support" });
    twice.post(admin, "/invitations", never).await;
    twice.world.clock(&june(15, "13:00")).await;
    let dead = twice.get(admin, "/mails?state=dead").await["items"][0].clone();
    twice.post(admin, &format!("/mails/{}/retry", id(&dead)), json!({})).await;
}

both! {
    async fn a_program_is_set_up_and_a_lead_is_won_by_the_api_alone_and_every_post_said_twice_happens_once(kind) {
        let twice = Twice::start(kind).await;
        let cast = program(&twice).await;
        let [anna, seller] = people(&twice, &cast).await;
        leads(&twice, &cast, &seller).await;
        own_deals(&twice, &cast).await;
        led_by_the_playbook(&twice, &cast).await;
        keeping(&twice, &cast, &anna).await;
        let said = twice.said.lock().unwrap();
        let unsaid: Vec<_> = twice.all.iter().map(|o| o.id).filter(|id| !said.contains(*id)).collect();
        assert!(unsaid.is_empty(), "said to nobody: {unsaid:?}");
    }
}
