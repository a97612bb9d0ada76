//! Copies from one database to another, and backups that are brought back.

use std::sync::Arc;

use db::{CopyError, Db, DbError, Onto, Place, TableSum};
use kit::Instant;
use serde_json::{Value, json};

use crate::{
    databases::{Database, Kind},
    stories::{Network, june},
    world::World,
};

async fn copy(from: &Db, to: &Db, onto: Onto) -> Result<Vec<TableSum>, CopyError> {
    from.copy_into(to, Instant::from_micros(1), onto, Arc::new(|_| {})).await
}

/// A network with some history.
async fn lived(kind: Kind) -> Network {
    let network = Network::start(kind).await;
    network.world.clock(&june(15, "10:00")).await;
    let lead = network.take(network.lead(1)).await;
    network.take(network.lead(2)).await;
    let offer = network.offer("A").await;
    network.answer("A", &offer, "acceptance", json!({})).await.ok();
    network.world.clock(&june(15, "10:30")).await;
    network.answer("A", &offer, "contacts", json!({ "evidence": "call", "note": "Да" })).await.ok();
    network.world.clock(&june(15, "19:00")).await;
    network.get(&format!("/api/v1/leads/{lead}/board")).await;
    network
}

/// What everybody reads: lists, boards, the log.
async fn read_back(world: &World, network: &Network) -> Vec<Value> {
    let mut told = Vec::new();
    for path in
        ["/api/v1/leads", "/api/v1/partners", "/api/v1/events?limit=200", "/api/v1/policies", "/api/v1/products"]
    {
        told.push(world.get(&network.admin, path).await.ok());
    }
    for lead in told[0]["items"].as_array().unwrap().clone() {
        let path = format!("/api/v1/leads/{}/board", lead["id"].as_str().unwrap());
        told.push(world.get(&network.admin, &path).await.ok());
    }
    for letter in ["A", "B", "C"] {
        told.push(world.get(&network.keys[letter], "/api/v1/offers?limit=200").await.ok());
    }
    told
}

/// Copies a network that has lived from one kind of database to the other, serves the copy and goes on working.
async fn moves(from: Kind, to: Kind) {
    let network = lived(from).await;
    let source = Db::open_to_read(&network.world.database.place).await.unwrap();
    let target = Database::new(to).await;
    let db = target.open().await;
    let sums = copy(&source, &db, Onto::Empty).await.unwrap();
    assert!(sums.iter().find(|sum| sum.table == "event").unwrap().rows > 10);
    assert_eq!(source.sums().await.unwrap(), sums, "what was copied is what stands in the source");
    assert_eq!(db.sums().await.unwrap(), sums, "and in the target");
    assert_eq!(copy(&source, &db, Onto::Empty).await, Err(CopyError::NotEmpty(last_with_rows(&sums))));
    drop(db);
    let world = World::over(target, &june(15, "19:00")).await;
    assert_eq!(read_back(&world, &network).await, read_back(&network.world, &network).await);
    world.clock(&june(16, "10:00")).await;
    let lead = world.post(&network.admin, "/api/v1/leads", network.lead(9)).await.ok();
    assert_eq!(lead["duplicate"], false, "the copy works on");
}

/// Tables are looked at from the last to the first.
fn last_with_rows(sums: &[TableSum]) -> String {
    sums.iter().rev().find(|sum| sum.rows > 0).unwrap().table.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_in_postgresql_is_equal_and_serves_at_once() {
    moves(Kind::Sqlite, Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_back_in_sqlite_is_equal_and_serves_at_once() {
    moves(Kind::Postgres, Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_fails_on_the_way_leaves_the_target_as_it_was() {
    let (source, target) = (Database::new(Kind::Sqlite).await, Database::new(Kind::Postgres).await);
    let (from, to) = (source.open().await, target.open().await);
    from.migrate(Instant::from_micros(1)).await.unwrap();
    from.script("insert into mark (name, value) values ('a', 'good'), ('b', 'bad' || char(0))".to_owned())
        .await
        .unwrap();
    to.migrate(Instant::from_micros(1)).await.unwrap();
    to.script("insert into mark (name, value) values ('before', 'it stands')".to_owned()).await.unwrap();
    let before = to.sums().await.unwrap();
    assert!(matches!(copy(&from, &to, Onto::Replaced).await, Err(CopyError::Db(_))), "PostgreSQL keeps no NUL in text");
    assert_eq!(to.sums().await.unwrap(), before);
    from.script("delete from mark where name = 'b'".to_owned()).await.unwrap();
    let sums = copy(&from, &to, Onto::Replaced).await.unwrap();
    assert_eq!(to.sums().await.unwrap(), sums);
}

#[tokio::test]
async fn events_that_come_while_a_copy_is_made_are_told() {
    let network = lived(Kind::Sqlite).await;
    let source = Db::open_to_read(&network.world.database.place).await.unwrap();
    let sums = source.sums().await.unwrap();
    assert_eq!(source.events_since(&sums).await.unwrap(), 0);
    network.take(network.lead(5)).await;
    assert!(source.events_since(&sums).await.unwrap() > 0);
}

#[tokio::test]
async fn a_source_with_an_old_schema_is_not_copied() {
    let (source, target) = (Database::new(Kind::Sqlite).await, Database::new(Kind::Sqlite).await);
    let (from, to) = (source.open().await, target.open().await);
    from.migrate_first(Instant::from_micros(1), 2).await.unwrap();
    assert!(matches!(copy(&from, &to, Onto::Empty).await, Err(CopyError::OldSchema(_))));
}

#[tokio::test]
async fn a_database_that_is_looked_at_is_not_made_and_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("mistyped.db");
    let opened = Db::open_to_read(&Place::Sqlite(absent.clone())).await;
    assert!(matches!(opened.err(), Some(DbError::Setup(_))));
    assert!(!absent.exists());
    let database = Database::new(Kind::Sqlite).await;
    database.open().await.migrate(Instant::from_micros(1)).await.unwrap();
    let looked = Db::open_to_read(&database.place).await.unwrap();
    assert!(matches!(looked.script("delete from mark".to_owned()).await, Err(DbError::Setup(_))));
}

fn path(database: &Database) -> std::path::PathBuf {
    let Place::Sqlite(path) = &database.place else { panic!("not a file") };
    path.clone()
}

#[tokio::test]
async fn a_backup_is_put_back_in_one_step_and_never_over_a_database_in_use() {
    let network = lived(Kind::Sqlite).await;
    let database = path(&network.world.database);
    let backup = database.with_file_name("backup.db");
    let source = Db::open_to_read(&network.world.database.place).await.unwrap();
    source.backup(&backup).await.unwrap();
    drop(source);
    // When a key was used last is noted beside the requests, perhaps after the backup.
    let sums = Db::open_to_read(&Place::Sqlite(backup.clone())).await.unwrap().sums().await.unwrap();
    let now = Instant::from_micros(1_800_000_000_000_000);

    let refused = db::files::replace(&backup, &database, false, now).unwrap_err();
    assert!(refused.to_string().contains("--force"), "{refused}");
    let in_use = db::files::replace(&backup, &database, true, now).unwrap_err();
    assert!(in_use.to_string().contains("stop the server"), "{in_use}");

    network.take(network.lead(7)).await;
    let Network { mut world, .. } = network;
    world.stop().await;
    let kept = db::files::replace(&backup, &database, true, now).unwrap().unwrap();
    let restored = Db::open_to_read(&Place::Sqlite(database.clone())).await.unwrap();
    assert_eq!(restored.sums().await.unwrap(), sums);
    let replaced = Db::open_to_read(&Place::Sqlite(kept)).await.unwrap();
    assert!(replaced.events_since(&sums).await.unwrap() > 0, "what was replaced is whole");
    let left: Vec<_> = std::fs::read_dir(database.parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("unfinished")), "{left:?}");
}
