//! Every statement and every migration, on both databases.

use crate::databases::{Database, both};
use kit::Instant;

both! {
    async fn every_statement_can_be_prepared_and_run(kind) {
        let db = Database::new(kind).await;
        let db = db.open().await;
        db.migrate(Instant::from_micros(1)).await.unwrap();
        let faults = db
            .act(|tx| {
                Box::pin(async move {
                    let mut faults = Vec::new();
                    for sql in artel::statements() {
                        if let Err(error) = tx.rehearse(sql).await {
                            faults.push(error.to_string());
                        }
                    }
                    Ok::<_, db::DbError>(faults)
                })
            })
            .await
            .unwrap();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    async fn migrations_run_one_by_one_over_a_database_that_has_data(kind) {
        let database = Database::new(kind).await;
        let db = database.open().await;
        let all = db::migrations();
        for count in 1..=all.len() {
            let done = db.migrate_first(Instant::from_micros(1), count).await.unwrap();
            assert_eq!(done.len(), 1);
            if let Some(rows) = crate::world::sample(all[count - 1].number, db.dialect()) {
                db.script(rows).await.unwrap();
            }
        }
        assert!(db.migrate(Instant::from_micros(1)).await.unwrap().is_empty());
    }
}

/// Tables that grow with every lead. To walk through one of them is to be slower every day.
const GROWING: &[&str] =
    &["client", "client_key", "lead", "lead_touch", "offer", "contact_made", "decision", "event", "deal", "timer"];

/// Statements that may: they run seldom and say why.
const MAY_WALK: &[&str] = &[
    // The lists of all leads and of all offers, by age: the index gives the order, the limit ends the walk. With a filter
    // they may walk far, so a reading with filters runs on a thread for blocking work (`edge::input::filters`).
    "pages::ALL",
    "pages::NEWEST",
    "pages::OLDEST",
    // Words for a form's choice from the newest leads: the limit ends the walk.
    "distribution::store::SOURCES",
    // Asked by hand or by a check, never with a lead: every open lead is looked at.
    "store::STUCK",
    // `artel check` looks at everything.
    "invariants::store::",
];

#[tokio::test]
async fn no_statement_walks_through_a_table_that_grows() {
    let db = Database::new(crate::databases::Kind::Sqlite).await;
    let db = db.open().await;
    db.migrate(Instant::from_micros(1)).await.unwrap();
    let walks = db
        .read(|tx| {
            Box::pin(async move {
                let mut walks = Vec::new();
                for sql in artel::statements() {
                    let steps = tx.plan(sql).await.unwrap_or_default();
                    let whole = steps.into_iter().filter_map(|step| walked(&step, sql.text));
                    walks.extend(whole.map(|table| format!("{} walks through {table}", sql.name)));
                }
                Ok::<_, db::DbError>(walks)
            })
        })
        .await
        .unwrap();
    let wrong: Vec<_> = walks.iter().filter(|walk| !MAY_WALK.iter().any(|may| walk.contains(may))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A partner's home asks for the few offers that live among thousands that ended.
#[tokio::test]
async fn the_live_offers_of_a_partner_are_found_without_reading_those_that_ended() {
    let db = Database::new(crate::databases::Kind::Sqlite).await;
    let db = db.open().await;
    db.migrate(Instant::from_micros(1)).await.unwrap();
    for sql in artel::statements().into_iter().filter(|sql| sql.name.contains("LIVE_OF_PARTNER")) {
        let steps = db.read(move |tx| Box::pin(async move { tx.plan(sql).await })).await.unwrap();
        let by_state = "offer_of_partner_in_state (program_id=? AND partner_id=? AND state=?";
        assert!(steps.iter().any(|step| step.contains(by_state)), "{}: {steps:#?}", sql.name);
    }
}

/// The growing table that a step of a plan walks through: from end to end, or all rows of the program.
fn walked(step: &str, text: &str) -> Option<String> {
    let whole = step.starts_with("SCAN ") || step.ends_with("(program_id=?)");
    let alias = step.split_whitespace().nth(1).filter(|_| whole)?;
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',' || c == '(' || c == ')').collect();
    let named = |word: &&str| GROWING.contains(word);
    let table = words.windows(2).find(|pair| pair[1] == alias && named(&pair[0])).map(|pair| pair[0]);
    table.or(Some(alias).filter(named)).map(str::to_owned)
}
