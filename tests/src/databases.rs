//! A new, empty database for a test: a file, or one of the throwaway server of `make test`.

use db::{Db, Place};

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A database of its own for one test; gone afterwards.
pub struct Database {
    pub place: Place,
    _folder: Option<tempfile::TempDir>,
}

impl Database {
    pub async fn new(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                Self { place: Place::Sqlite(folder.path().join("artel.db")), _folder: Some(folder) }
            }
            Kind::Postgres => Self { place: Place::Postgres(new_postgres().await), _folder: None },
        }
    }

    /// One that stands elsewhere.
    pub fn at(place: Place) -> Self {
        Self { place, _folder: None }
    }

    /// The same database for another server; the first holds it longer.
    pub fn shared(&self) -> Self {
        Self { place: self.place.clone(), _folder: None }
    }

    pub async fn open(&self) -> Db {
        Db::open(&self.place).await.unwrap()
    }
}

async fn new_postgres() -> String {
    let server = std::env::var("TEST_POSTGRES").expect("run through `make test`, which starts a PostgreSQL");
    let folder = tempfile::tempdir().unwrap();
    let unique = folder.path().file_name().unwrap().to_string_lossy().replace(|c: char| !c.is_ascii_alphanumeric(), "");
    let name = format!("t_{}_{}", std::process::id(), unique.to_lowercase());
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(&format!("create database {name}")).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

/// Runs a test on both databases: `both!(async fn a_lead_arrives(kind) { … });`
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($kind:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn run($kind: crate::databases::Kind) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run(crate::databases::Kind::Sqlite).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run(crate::databases::Kind::Postgres).await;
            }
        }
    )*};
}
pub(crate) use both;
