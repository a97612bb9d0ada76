//! The demo at the size of a pull request: a month of twelve partners.

use std::collections::BTreeMap;

use artel::demo::{self, Made, Order};
use db::{Db, Place, params};
use serde_json::json;

db::statements! {
    LOG: "select p.position, e.id, e.at, e.name, e.subject_id, e.data from event_position p \
        join event e on e.program_id = p.program_id and e.id = p.event_id order by p.position";
    HABITS: "select p.name, count(*), \
        cast(sum(case when o.state = 'ignored' then 1 else 0 end) as bigint), \
        cast(sum(case when o.accepted_at is not null then 1 else 0 end) as bigint), \
        cast(sum(case when o.state = 'not_started' then 1 else 0 end) as bigint) \
        from offer o join partner p on p.program_id = o.program_id and p.id = o.partner_id group by p.name";
    NAMES: "select name, count(*) from event group by name";
    STUCK: "select l.state, count(*) from lead l where l.state = 'distributing' \
        and not exists (select 1 from timer t where t.program_id = l.program_id and t.subject_id = l.id) group by l.state";
    IDLE: "select l.state, count(*) from lead l where l.state = 'in_work' \
        and not exists (select 1 from offer o where o.program_id = l.program_id and o.lead_id = l.id \
            and o.state in ('accepted', 'started')) group by l.state";
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
    let (made, db) = build(&folder, "one.db", 7).await;
    let (_, again) = build(&folder, "again.db", 7).await;
    let (one, again) = (log(&db).await, log(&again).await);
    assert!(one.len() > 1_000, "{} events", one.len());
    assert_eq!(one.iter().zip(&again).find(|(one, again)| one != again), None);
    assert_eq!(one.len(), again.len());
    habits_show(&db).await;
    everything_happens(&made, &db).await;
    no_lead_is_stuck(&db).await;
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
    assert!(part("Тихая река", 1) > 70, "who sleeps ignores");
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
    for name in [
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
    ] {
        assert!(happened.contains_key(name), "{name} never happened");
    }
}

/// L4: every lead that has not ended has a clock, a task or an owner.
async fn no_lead_is_stuck(db: &Db) {
    let stuck = db.read(|tx| Box::pin(async { tx.all::<(String, i64)>(&STUCK, params![]).await })).await.unwrap();
    let idle = db.read(|tx| Box::pin(async { tx.all::<(String, i64)>(&IDLE, params![]).await })).await.unwrap();
    assert_eq!((stuck, idle), (vec![], vec![]), "l4: every lead has a clock, a task or an owner");
}
