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
