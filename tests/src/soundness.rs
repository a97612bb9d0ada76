//! `artel check`: a database that worked is sound, and every kind of damage is found.

use artel::invariants;
use db::Db;
use kit::Lang;
use serde_json::json;

use crate::{
    databases::both,
    stories::{Network, june},
};

async fn codes(db: &Db) -> Vec<&'static str> {
    let found = invariants::check(db, Lang::En, |_| {}).await.unwrap();
    found.into_iter().map(|finding| finding.code).collect()
}

/// A change behind the back of the rules, how it is undone, and what finds it.
const DAMAGES: &[(&str, &str, &str)] = &[
    (
        "update event_position set position = position + 1000 where position = 2",
        "update event_position set position = position - 1000 where position > 1000",
        "events-with-gaps",
    ),
    (
        "insert into event_position (program_id, position, event_id) select p.program_id, l.last + 1, p.event_id \
            from event_position p join (select program_id, max(position) as last from event_position group by program_id) l \
            on l.program_id = p.program_id where p.position = 1",
        "delete from event_position where position = (select max(position) from event_position)",
        "events-twice",
    ),
    (
        "insert into event select program_id, x'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', at, name, actor_kind, actor_id, request_id, subject_kind, subject_id, \
            partner_id, data from event limit 1",
        "delete from event where id = x'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'",
        "events-without-position",
    ),
    (
        "insert into event_pending (program_id, event_id) select id, x'01010101010101010101010101010101' from program",
        "delete from event_pending where event_id = x'01010101010101010101010101010101'",
        "positions-without-event",
    ),
    (
        "insert into consumer_cursor (program_id, consumer, position) select id, 'damage', 100000 from program",
        "delete from consumer_cursor where consumer = 'damage'",
        "cursors-ahead",
    ),
    (
        "update lead set places_held = places_held + 1 where places_held = 1",
        "update lead set places_held = places_held - 1 where places_held = 2",
        "places-miscounted",
    ),
    ("delete from timer", "", "leads-stuck"),
    (
        "update event set data = replace(data, '\"by\":', '\"by\":1') where name = 'offer.accepted'",
        "update event set data = replace(data, '\"by\":1', '\"by\":') where name = 'offer.accepted'",
        "queues-wrong",
    ),
    (
        "update partner_tally set received = received + 1",
        "update partner_tally set received = received - 1",
        "tallies-wrong",
    ),
    (
        "update answer_day set answered_micros = answered_micros + 1",
        "update answer_day set answered_micros = answered_micros - 1",
        "answers-wrong",
    ),
    (
        "insert into reciprocity_entry (program_id, partner_id, event_id, rule, at, deal_id, amount) \
            select program_id, id, x'02', 'lead_won', 1, x'02020202020202020202020202020202', -1 from partner where name = 'A'",
        "delete from reciprocity_entry where event_id = x'02'",
        "ledger-without-deal",
    ),
    (
        "insert into reciprocity_entry (program_id, partner_id, event_id, rule, at, deal_id, amount) \
            select program_id, partner_id, x'03', 'own_deal_voided', 1, id, -3 from deal",
        "delete from reciprocity_entry where event_id = x'03'",
        "ledger-wrong-amount",
    ),
    (
        "update policy set version = version + 5 where version = 1",
        "update policy set version = 1 where version = 6",
        "policies-with-gaps",
    ),
    (
        "update api_key set partner_id = x'04040404040404040404040404040404' where name = 'A'",
        "update api_key set partner_id = (select id from partner where name = 'A') where name = 'A'",
        "orphans",
    ),
];

both! {
    async fn every_damage_is_found_and_a_database_that_worked_is_sound(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        network.take(network.lead(2)).await;
        let offer = network.offer("A").await;
        network.answer("A", &offer, "acceptance", json!({})).await.ok();
        let own = json!({ "client_name": "Свой клиент", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        network.world.post(&network.keys["A"], "/api/v1/deals", own).await.ok();
        network.world.clock(&june(15, "10:01")).await;
        let db = &network.world.running.as_ref().unwrap().app.db;
        assert!(codes(db).await.is_empty(), "{:?}", invariants::check(db, Lang::En, |_| {}).await.unwrap());
        for (damage, repair, code) in DAMAGES {
            let sql = |text: &str| match db.dialect() {
                db::Dialect::Sqlite => text.to_owned(),
                db::Dialect::Postgres => text.replace("x'", "'\\x"),
            };
            db.script(sql(damage)).await.unwrap();
            assert!(codes(db).await.contains(code), "{damage} is not found as {code}");
            if !repair.is_empty() {
                db.script(sql(repair)).await.unwrap();
                assert!(!codes(db).await.contains(code), "{code} stays after the repair");
            }
        }
    }
}
