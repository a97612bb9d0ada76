//! The demo at the size of a pull request: a month of twelve partners.

use std::collections::{BTreeMap, BTreeSet};

use artel::{
    demo::{self, Made, Order},
    server::Start,
};
use db::{Db, Place, params};
use kit::{
    Lang,
    id::{LeadId, ProgramId},
};
use leads::distribution::{decisions, domain::replay};
use platform::mail::Post;
use serde_json::{Value, json};

db::statements! {
    LOG: "select p.position, e.id, e.at, e.name, e.subject_id, e.data from event_position p \
        join event e on e.program_id = p.program_id and e.id = p.event_id order by p.position";
    LEADS: "select program_id, id from lead order by id";
    HABITS: "select p.name, count(*), \
        cast(sum(case when o.state = 'ignored' then 1 else 0 end) as bigint), \
        cast(sum(case when o.accepted_at is not null then 1 else 0 end) as bigint), \
        cast(sum(case when o.state = 'not_started' then 1 else 0 end) as bigint) \
        from offer o join partner p on p.program_id = o.program_id and p.id = o.partner_id group by p.name";
    NAMES: "select name, count(*) from event group by name";
    LIFTED: "select count(*) from event where name = 'partner.pause_lifted' and data like '%reciprocity%'";
    UNREAD: "select count(distinct user_id) from notice where read_at is null";
    BUSY: "select count(distinct partner_id) from offer where state in ('offered', 'delivered', 'viewed') and deadline > $1";
    SOURCES: "select source, count(*) from lead group by source";
    CONSENTS: "select count(*) from lead_consent where purpose = 'processing' and given = 1";
}

/// Twelve partners, one month, with debts that are due within it.
fn order(file: std::path::PathBuf, seed: u64) -> Order {
    let order = Order::new(file, seed, "2026-10-14T12:00:00Z".parse().unwrap());
    let mut policy = order.policy.clone();
    policy["body"]["reciprocity"] = json!({ "grace_guided_deals": 0, "due_days": 7, "warn_days": [3, 0] });
    Order { days: 31, partners: 12, leads_a_day: 6, policy, ..order }
}

async fn build(folder: &tempfile::TempDir, name: &str, seed: u64) -> (Made, Db) {
    let file = folder.path().join(name);
    let made = demo::build(&order(file.clone(), seed), |_| {}).await.unwrap();
    (made, Db::open(&Place::Sqlite(file)).await.unwrap())
}

type Logged = (i64, [u8; 16], i64, String, [u8; 16], String);

async fn log(db: &Db) -> Vec<Logged> {
    db.read(|tx| Box::pin(async { tx.all::<Logged>(&LOG, params![]).await })).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_event_log_every_habit_shows_in_it_and_no_lead_is_stuck() {
    let folder = tempfile::tempdir().unwrap();
    let (made, db) = build(&folder, "one.db", 4).await;
    let (_, again) = build(&folder, "again.db", 4).await;
    let (one, again) = (log(&db).await, log(&again).await);
    assert!(one.len() > 1_000, "{} events", one.len());
    assert_eq!(one.iter().zip(&again).find(|(one, again)| one != again), None);
    assert_eq!(one.len(), again.len());
    f1_every_decision_follows_from_what_is_stored(&db).await;
    habits_show(&db).await;
    everything_happens(&made, &db).await;
    every_way_leads_in(&made, &db).await;
    drop(db);
    served(&made, &folder.path().join("one.db")).await;
}

/// Row F1: each decision of the month is computed once more, here, from its stored inputs.
async fn f1_every_decision_follows_from_what_is_stored(db: &Db) {
    let leads = db.read(|tx| Box::pin(async { tx.all::<(ProgramId, LeadId)>(&LEADS, params![]).await })).await.unwrap();
    let (mut replayed, mut drew) = (0, 0);
    for (program, lead) in leads {
        let records = db.read(move |tx| Box::pin(async move { decisions(tx, program, lead).await })).await.unwrap();
        for (wave, record) in records {
            assert_eq!(replay(&record), Ok(()), "wave {wave} of {lead}");
            replayed += 1;
            drew += usize::from(record.inputs.candidates.len() > 3 && record.decision.selection.chosen.len() > 1);
        }
    }
    assert!(replayed > 100 && drew > 10, "{replayed} decisions, {drew} with a choice");
}

async fn habits_show(db: &Db) {
    let rows = db.read(|tx| Box::pin(async { tx.all::<(String, i64, i64, i64, i64)>(&HABITS, params![]).await }));
    let of: BTreeMap<String, [i64; 4]> = rows
        .await
        .unwrap()
        .into_iter()
        .map(|(name, offers, ignored, accepted, idle)| (name, [offers, ignored, accepted, idle]))
        .collect();
    let part = |name: &str, which: usize| of[name][which] * 100 / of[name][0].max(1);
    println!("{of:#?}");
    // What came in the last days still runs.
    assert!(part("Тихая река", 1) > 40 && of["Тихая река"][2] == 0, "who sleeps ignores");
    assert!(part("Быстрый насос", 1) < 25, "who is fast does not");
    assert!(part("Сливки Инжиниринг", 2) < 40, "who picks cherries takes few");
    assert!(part("Брат-Торг", 2) > 55, "who takes, takes much");
    assert!(of["АвтоКлик"][3] > 0, "who presses without reading does not start");
    assert!(of["Новый виток"][0] > 0, "a newcomer has its chance");
}

async fn everything_happens(made: &Made, db: &Db) {
    let names = db.read(|tx| Box::pin(async { tx.all::<(String, i64)>(&NAMES, params![]).await })).await.unwrap();
    let happened: BTreeMap<_, _> = names.into_iter().collect();
    println!("{happened:#?}\n{:#?}", made.tally);
    let missing: Vec<_> = [
        "lead.received",
        "lead.touched",
        "lead.exhausted",
        "lead.won",
        "lead.lost",
        "lead.closed",
        "offer.ignored",
        "offer.declined",
        "offer.taken",
        "offer.returned",
        "offer.not_started",
        "deal.registered",
        "deal.approved",
        "deal.won",
        "deal.lost",
        "reciprocity.warned",
        "reciprocity.appealed",
        "reciprocity.appeal_answered",
        "partner.paused",
        "offer.undelivered",
        "offer.delivered",
        "offer.withdrawn",
        "deal.refused",
        "lead.rated",
        "lead.given_by_hand",
        "lead.consent_withdrawn",
        "client.excluded_partner",
        "form.posted",
        "import.committed",
    ]
    .into_iter()
    .filter(|name| !happened.contains_key(*name))
    .collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}

/// Leads come by the form, the API and files; a pause for reciprocity has begun and was lifted; people have news.
async fn every_way_leads_in(made: &Made, db: &Db) {
    let one = async |sql: &'static db::Sql| {
        db.read(move |tx| Box::pin(async move { tx.one::<(i64,)>(sql, params![]).await })).await.unwrap().0
    };
    assert!(one(&LIFTED).await > 0, "who was paused has brought something");
    assert!(one(&UNREAD).await > 10, "people have unread news");
    let until = made.until;
    let busy =
        db.read(move |tx| Box::pin(async move { tx.one::<(i64,)>(&BUSY, params![until]).await })).await.unwrap().0;
    assert!(busy >= 5, "{busy} of 12 partners have something to answer at the end");
    let posted = made.tally["ask by the form"].0;
    assert!(made.tally["robot thanked"].0 > 0);
    assert!(one(&CONSENTS).await <= i64::try_from(posted).unwrap(), "a robot leaves no consent, hence no lead");
    let sources = db.read(|tx| Box::pin(async { tx.all::<(String, i64)>(&SOURCES, params![]).await })).await.unwrap();
    for source in ["site", "phone", "email", "catalog", "exhibition"] {
        assert!(sources.iter().any(|(name, count)| name == source && *count > 0), "{source}: {sources:?}");
    }
}

/// What a person finds who signs in after the history has ended.
async fn served(made: &Made, file: &std::path::Path) {
    let start = Start {
        place: Place::Sqlite(file.to_owned()),
        listen: "127.0.0.1:0".to_owned(),
        base_url: String::new(),
        operator_token: None,
        lang: Lang::En,
        mail: Some(Post::Kept),
        telegram: None,
        trusted_proxies: platform::edge::address::Proxies::default(),
        test_clock: None,
        clock: platform::Clock::System,
        trust_clock: false,
        seed: None,
    };
    // The history ended in another year than today, so what was open then is looked at by its events.
    let running = artel::server::start(start).await.unwrap();
    let url = format!("http://{}", running.address);
    let client = reqwest::Client::builder().cookie_store(false).build().unwrap();
    let session = async |email: &str| {
        let body = json!({ "email": email, "password": demo::PASSWORD });
        let told = client.post(format!("{url}/api/v1/sessions")).json(&body).send().await.unwrap();
        assert_eq!(told.status(), 201, "{email}");
        let token = told.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
        format!("artel={token}")
    };
    let get = async |cookie: &str, path: &str| {
        let told = client.get(format!("{url}{path}")).header("cookie", cookie).send().await.unwrap();
        assert_eq!(told.status(), 200, "{path}");
        told.text().await.unwrap()
    };
    let auditor = session("auditor@nasosprom.example").await;
    assert_eq!(
        get(&auditor, "/api/v1/stuck-leads").await,
        r#"{"items":[]}"#,
        "l4: every lead has a clock, a task or an owner"
    );
    let tasks: Value = serde_json::from_str(&get(&auditor, "/api/v1/tasks?limit=200").await).unwrap();
    let kinds: BTreeSet<&str> = tasks["items"].as_array().unwrap().iter().filter_map(|t| t["kind"].as_str()).collect();
    assert!(kinds.len() >= 3, "{kinds:?}");
    let roles: BTreeSet<&str> = made.logins.iter().map(|login| login.role.as_str()).collect();
    assert_eq!(roles.len(), 11, "somebody of each role can sign in: {roles:?}");
    // Letters stay here, and the link of an offer can be followed.
    let outbox = get("", "/outbox?to=owner@bystryanasos.example").await;
    let letter = outbox
        .split("href=\"")
        .find_map(|part| part.starts_with("/outbox/mail_").then(|| part.split('"').next().unwrap()));
    let letter = get("", letter.expect("a letter to a partner")).await;
    assert!(letter.contains("href=\"/o"), "{letter}");
    get("", "/design").await;
    running.stop().await;
}
