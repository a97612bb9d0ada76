//! `kill -9` again and again: what was acknowledged is there, and the database is sound.
//!
//! A submission kills 30 times; `TEST_KILLS=2000 cargo nextest run -p artel l2_` is the long run.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use reqwest::blocking::Client;
use serde_json::Value;

use crate::server::{Program, Server, artel, call};

/// Clients that post at once.
const CLIENTS: u64 = 8;

fn kills() -> u64 {
    std::env::var("TEST_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(30)
}

/// Numbers without a pattern, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

pub fn client() -> Client {
    Client::builder().timeout(Duration::from_secs(20)).build().unwrap()
}

/// Posts leads from several clients until told to stop; returns the ids of those that were acknowledged.
fn post_until(
    stop: &Arc<AtomicBool>,
    acked: &Arc<AtomicU64>,
    url: &str,
    program: &Arc<Program>,
    next: &Arc<AtomicU64>,
) -> Vec<thread::JoinHandle<Vec<String>>> {
    let one = || {
        let (stop, acked, program, next, url) =
            (Arc::clone(stop), Arc::clone(acked), Arc::clone(program), Arc::clone(next), url.to_owned());
        thread::spawn(move || {
            let (client, mut ids) = (client(), Vec::new());
            while !stop.load(Ordering::SeqCst) {
                let lead = program.lead(next.fetch_add(1, Ordering::SeqCst));
                match call(&client, &url, &program.admin, "/api/v1/leads", Some(&lead)) {
                    Some((status, told)) if status == 201 => {
                        ids.push(told["id"].as_str().unwrap().to_owned());
                        acked.fetch_add(1, Ordering::SeqCst);
                    }
                    Some((status, told)) => panic!("{status} {told}"),
                    None => return ids, // killed
                }
            }
            ids
        })
    };
    (0..CLIENTS).map(|_| one()).collect()
}

/// Kills the server in the middle of its work, so often and until so many leads were acknowledged.
fn killed_again_and_again(database: &str) {
    let mut server = Server::start(database);
    let program = Arc::new(Program::begin(&client(), &server.url));
    let (next, mut chance, mut ids) = (Arc::new(AtomicU64::new(1)), Chance(0x5eed), Vec::new());
    let mut killed = 0;
    while killed < kills() || ids.len() < 500 {
        let (stop, acked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let clients = post_until(&stop, &acked, &server.url, &program, &next);
        let (wanted, began) = (chance.below(35), Instant::now());
        while acked.load(Ordering::SeqCst) < wanted && began.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(chance.below(60)));
        server.kill();
        killed += 1;
        stop.store(true, Ordering::SeqCst);
        ids.extend(clients.into_iter().flat_map(|client| client.join().unwrap()));
        server = Server::start(database);
    }
    let client = client();
    let lost: Vec<_> = ids
        .iter()
        .filter(|id| {
            let path = format!("/api/v1/leads/{id}");
            call(&client, &server.url, &program.admin, &path, None).is_none_or(|(status, _)| status != 200)
        })
        .collect();
    assert!(lost.is_empty(), "{} of {} acknowledged leads are lost after {killed} kills", lost.len(), ids.len());
    // The sequencer of PostgreSQL gives the last events their place soon after the start.
    thread::sleep(Duration::from_secs(2));
    server.kill();
    sound(database, ids.len() as u64);
}

/// t2: as many events as positions, in one gapless order; and all else that must hold.
pub fn sound(database: &str, acked: u64) {
    let output = artel(database).args(["--json", "check"]).output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["findings"], Value::Array(vec![]), "after {acked} acknowledged leads");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn l2_t2_kill_9_loses_no_acknowledged_lead_and_no_event_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    killed_again_and_again(folder.path().join("artel.db").to_str().unwrap());
}

#[test]
fn l2_t2_kill_9_loses_no_acknowledged_lead_and_no_event_postgres() {
    killed_again_and_again(&new_postgres("k"));
}

/// A new database; the letter tells tests of one process apart.
pub fn new_postgres(letter: &str) -> String {
    let server = std::env::var("TEST_POSTGRES").expect("run through `make test`, which starts a PostgreSQL");
    let name = format!("{letter}_{}", std::process::id());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(&format!("create database {name}")).await.unwrap();
    });
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}
