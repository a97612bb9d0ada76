//! The edge: problems, languages, the test clock, durable writing.

use artel::server::{Start, StartError};
use db::{Db, DbError, Place, Sql, params};
use kit::{Instant, Lang};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    databases::{Database, Kind, both},
    world::World,
};

both! {
    async fn wrong_input_is_answered_by_field_in_the_callers_language(kind) {
        let world = World::start(kind, "2026-06-15T07:00:00Z").await;
        let put = async |lang: &'static str, body| {
            world.call(Method::PUT, "/api/v1/test-clock", None, &[("accept-language", lang)], Some(body)).await
        };
        let russian = put("ru", json!({})).await;
        assert_eq!(russian.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(russian.body["errors"], json!([{ "field": "now", "text": "Заполните это поле" }]));
        let english = put("en", json!({ "now": "2026-06-15T07:00:00Z", "later": 1 })).await;
        assert_eq!(english.body["errors"], json!([{ "field": "later", "text": "There is no such field" }]));
        assert!(english.body["type"].as_str().unwrap().ends_with("/problems/invalid"));
    }

    async fn an_id_that_a_request_brings_is_kept_only_if_it_looks_like_one(kind) {
        let world = World::start(kind, "2026-06-15T07:00:00Z").await;
        let told = async |id: &str| {
            let request = reqwest::Client::new().get(world.url("/sign-in")).header("x-request-id", id);
            request.send().await.unwrap().headers()["x-request-id"].to_str().unwrap().to_owned()
        };
        assert_eq!(told("proxy-7.a_b").await, "proxy-7.a_b");
        for odd in ["x\" level=error", "<b>", "", &"x".repeat(65)] {
            let given = told(odd).await;
            assert!(given != odd && given.len() == 36, "{odd}: {given}");
        }
    }

    async fn a_test_clock_goes_forward_only(kind) {
        let world = World::start(kind, "2026-06-15T07:00:00Z").await;
        world.clock("2026-06-16T07:00:00Z").await;
        let back = world.call(Method::PUT, "/api/v1/test-clock", None, &[], Some(json!({ "now": "2026-06-15T07:00:00Z" }))).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn a_test_clock_is_refused_on_a_database_with_real_work(kind) {
        let database = Database::new(kind).await;
        database.open().await.migrate(Instant::from_micros(1)).await.unwrap();
        let start = Start {
            place: database.place.clone(),
            listen: "127.0.0.1:0".to_owned(),
            base_url: String::new(),
            operator_token: None,
            lang: Lang::Ru,
            mail: None,
            telegram: None,
            trusted_proxies: platform::edge::address::Proxies::default(),
            test_clock: Some(Instant::from_micros(1)),
            clock: platform::Clock::System,
            trust_clock: false,
            seed: None,
        };
        assert!(matches!(artel::server::start(start).await, Err(StartError::NotForTests)));
    }

    async fn an_act_that_fails_leaves_nothing_and_its_neighbours_stand(kind) {
        let database = Database::new(kind).await;
        let db = database.open().await;
        db.migrate(Instant::from_micros(1)).await.unwrap();
        let tasks: Vec<_> = (0..64_u32).map(|n| tokio::spawn(mark(db.clone(), n))).collect();
        for (n, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await.unwrap().is_ok(), n % 3 != 0);
        }
        let left: i64 = db.read(|tx| Box::pin(async { Ok::<_, DbError>(tx.one::<(i64,)>(&COUNT, params![]).await?.0) })).await.unwrap();
        assert_eq!(left, 42);
    }
}

static INSERT: Sql = Sql::new("test", "insert into mark (name, value) values ($1, 'x')");
static COUNT: Sql = Sql::new("test", "select count(*) from mark");

/// Writes a row; every third act fails after it has written.
async fn mark(db: Db, n: u32) -> Result<(), DbError> {
    db.act(move |tx| {
        Box::pin(async move {
            tx.execute(&INSERT, params![format!("row {n}")]).await?;
            if n.is_multiple_of(3) { Err(DbError::Check("refused by the test".to_owned())) } else { Ok(()) }
        })
    })
    .await
}

#[tokio::test]
async fn a_panic_in_an_act_is_an_error_of_that_act_alone() {
    let database = Database::new(Kind::Sqlite).await;
    let db = database.open().await;
    let panicked: Result<(), DbError> = db.act(|_| Box::pin(async { panic!("on purpose") })).await;
    assert!(matches!(panicked, Err(DbError::Broken(_))));
    db.migrate(Instant::from_micros(1)).await.unwrap();
    assert!(matches!(database.place, Place::Sqlite(_)));
}

#[tokio::test]
async fn a_backup_is_an_equal_database() {
    let database = Database::new(Kind::Sqlite).await;
    let db = database.open().await;
    db.migrate(Instant::from_micros(1)).await.unwrap();
    mark(db.clone(), 1).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    db.backup(&copy).await.unwrap();
    assert!(db.backup(&copy).await.is_err(), "a backup never overwrites");
    let copy = Db::open(&Place::Sqlite(copy)).await.unwrap();
    let rows: i64 = copy
        .read(|tx| Box::pin(async { Ok::<_, DbError>(tx.one::<(i64,)>(&COUNT, params![]).await?.0) }))
        .await
        .unwrap();
    assert_eq!(rows, 1);
}
