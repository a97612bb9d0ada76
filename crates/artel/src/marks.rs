//! Facts about the database itself.

use db::{Db, DbError, params};
use platform::steady::Seen;

db::statements! {
    GET: "select value from mark where name = $1";
    SET: "insert into mark (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
}

const FOR_TESTS: &str = "made_for_tests";

/// True for a database on which a test clock may run.
pub async fn made_for_tests(db: &Db) -> Result<bool, DbError> {
    let found: Option<(String,)> =
        db.read(|tx| Box::pin(async { tx.optional(&GET, params![FOR_TESTS]).await })).await?;
    Ok(found.is_some())
}

/// Marks a new database as made for tests.
pub async fn mark_for_tests(db: &Db) -> Result<(), DbError> {
    db.act(|tx| Box::pin(async { tx.execute(&SET, params![FOR_TESTS, "yes"]).await.map(drop) })).await
}

const DEMO: &str = "demo";

/// How a demo's database was made; none for any other database.
pub async fn demo(db: &Db) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = db.read(|tx| Box::pin(async { tx.optional(&GET, params![DEMO]).await })).await?;
    Ok(found.map(|(text,)| text))
}

/// Marks a database as a demo.
pub async fn mark_as_demo(db: &Db, made: String) -> Result<(), DbError> {
    db.act(move |tx| {
        let made = made.clone();
        Box::pin(async move { tx.execute(&SET, params![DEMO, made]).await.map(drop) })
    })
    .await
}

const CLOCK: &str = "clock";

/// What the data know of time: where the next start goes on.
pub async fn clock(db: &Db) -> Result<Option<Seen>, DbError> {
    let found: Option<(String,)> = db.read(|tx| Box::pin(async { tx.optional(&GET, params![CLOCK]).await })).await?;
    Ok(found.and_then(|(text,)| text.parse().ok()))
}

/// Notes the time for the next start.
pub async fn mark_clock(db: &Db, seen: &Seen) -> Result<(), DbError> {
    let text = seen.to_string();
    db.act(move |tx| {
        let text = text.clone();
        Box::pin(async move { tx.execute(&SET, params![CLOCK, text]).await.map(drop) })
    })
    .await
}
