//! Bad luck: the database is full, locked, taken away, cut off; a server is stopped in the middle of work. Each
//! time: 503 with Retry-After, nothing half-written, and work goes on by itself.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use artel::invariants;
use db::{Db, DbError, Place, Sql, params};
use kit::Lang;
use reqwest::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::broadcast,
};

use crate::{
    databases::{Database, Kind, both},
    stories::{Network, june},
    world::Told,
};

static PAGES: Sql = Sql::new("test", "select page_count from pragma_page_count()");

#[track_caller]
fn comes_again(told: &Told) {
    assert_eq!(told.status, 503, "{}", told.text);
    assert!(
        told.retry_after.as_ref().is_some_and(|seconds| seconds.parse::<u32>().is_ok()),
        "503 says when to come again"
    );
    assert!(told.body["title"].as_str().unwrap().contains("повторите"), "{}", told.text);
}

async fn sound(db: &Db) {
    let found = invariants::check(db, Lang::En, |_| {}).await.unwrap();
    assert!(found.is_empty(), "{found:#?}");
}

fn db(network: &Network) -> Db {
    network.world.running.as_ref().unwrap().app.db.clone()
}

fn file(network: &Network) -> PathBuf {
    let Place::Sqlite(path) = &network.world.database.place else { panic!("not a file") };
    path.clone()
}

async fn june_15(kind: Kind) -> Network {
    let network = Network::start(kind).await;
    network.policy(json!({ "new_per_day_cap": 1000, "open_cap": 1000 })).await;
    network.world.clock(&june(15, "10:00")).await;
    network
}

async fn post(network: &Network, number: u32) -> Told {
    network.world.post(&network.admin, "/api/v1/leads", network.lead(number)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_a_full_disk_is_told_loses_nothing_and_is_over_when_there_is_room() {
    let network = june_15(Kind::Sqlite).await;
    let db = db(&network);
    let pages: i64 =
        db.read(|tx| Box::pin(async { Ok::<_, DbError>(tx.one::<(i64,)>(&PAGES, params![]).await?.0) })).await.unwrap();
    db.script(format!("pragma max_page_count = {}", pages + 8)).await.unwrap();
    let (mut taken, mut full) = (BTreeSet::new(), 0);
    for number in 0..200 {
        let told = post(&network, number).await;
        if told.status == 201 {
            taken.insert(told.body["id"].as_str().unwrap().to_owned());
        } else {
            comes_again(&told);
            full += 1;
        }
        if full > 5 {
            break;
        }
    }
    assert!(full > 5, "the disk became full");
    let standing = network.get("/api/v1/leads?limit=200").await;
    let standing: BTreeSet<_> =
        standing["items"].as_array().unwrap().iter().map(|l| l["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(standing, taken, "reading goes on; what was refused left nothing");
    sound(&db).await;
    db.script("pragma max_page_count = 1000000".to_owned()).await.unwrap();
    assert_eq!(post(&network, 900).await.status, 201);
    sound(&db).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_locked_by_another_program_is_told_and_is_over_when_that_ends() {
    let network = june_15(Kind::Sqlite).await;
    let other = Db::open(&network.world.database.place).await.unwrap();
    let holding = tokio::spawn(async move {
        other
            .act(|_| {
                Box::pin(async {
                    std::thread::sleep(Duration::from_secs(8));
                    Ok::<_, DbError>(())
                })
            })
            .await
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    comes_again(&post(&network, 1).await);
    assert_eq!(network.world.get(&network.admin, "/api/v1/leads").await.status, 200, "reading goes on");
    holding.await.unwrap().unwrap();
    assert_eq!(post(&network, 1).await.status, 201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_more_work_than_may_wait_is_told_and_what_waits_is_done() {
    let network = june_15(Kind::Sqlite).await;
    let db = db(&network);
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    let holding = {
        let db = db.clone();
        tokio::spawn(async move {
            let held = Arc::new(held);
            db.act(move |_| {
                let held = Arc::clone(&held);
                Box::pin(async move {
                    let _released = held.lock().unwrap().recv();
                    Ok::<_, DbError>(())
                })
            })
            .await
        })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    // The writer stands; whatever comes now waits, until no more may wait.
    let waiting: Vec<_> = (0..20_000)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { db.act(|_| Box::pin(async { Ok::<_, DbError>(()) })).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    comes_again(&post(&network, 1).await);
    assert_eq!(network.world.get(&network.admin, "/api/v1/leads").await.status, 200, "reading goes on");
    release.send(()).unwrap();
    holding.await.unwrap().unwrap();
    let mut done = 0;
    for act in waiting {
        match act.await.unwrap() {
            Ok(()) => done += 1,
            Err(error) => assert!(matches!(error, DbError::Overloaded), "{error}"),
        }
    }
    assert_eq!(done, 16_384, "all that was taken is done");
    assert_eq!(post(&network, 1).await.status, 201);
    sound(&db).await;
}

/// A connection of somebody else to the network's PostgreSQL.
async fn stranger(network: &Network) -> tokio_postgres::Client {
    let Place::Postgres(url) = &network.world.database.place else { panic!("not a server") };
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_of_postgresql_that_somebody_locks_is_told_and_is_over_when_that_ends() {
    let network = june_15(Kind::Postgres).await;
    let other = stranger(&network).await;
    other.batch_execute("begin; lock table lead in share row exclusive mode").await.unwrap();
    let began = Instant::now();
    comes_again(&post(&network, 1).await);
    assert!(began.elapsed() < Duration::from_secs(30), "nobody waits for ever: {:?}", began.elapsed());
    assert_eq!(network.world.get(&network.admin, "/api/v1/leads").await.status, 200, "reading goes on");
    other.batch_execute("rollback").await.unwrap();
    assert_eq!(post(&network, 1).await.status, 201);
    assert_eq!(network.get("/api/v1/leads").await["items"].as_array().unwrap().len(), 1, "nothing half-written");
    sound(&db(&network)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_a_postgresql_whose_disk_is_full_is_told_and_is_over_when_there_is_room() {
    let network = june_15(Kind::Postgres).await;
    let other = stranger(&network).await;
    // As the server says it when it cannot extend a file: late in the act, after other rows were written.
    let full = "create function full_disk() returns trigger as $$ begin \
        raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$ language plpgsql; \
        create trigger full_disk before insert on offer for each row execute function full_disk()";
    other.batch_execute(full).await.unwrap();
    comes_again(&post(&network, 1).await);
    assert_eq!(network.get("/api/v1/leads").await["items"], json!([]), "nothing half-written");
    other.batch_execute("drop trigger full_disk on offer").await.unwrap();
    assert_eq!(post(&network, 1).await.status, 201);
    sound(&db(&network)).await;
}

static FLUSHES: Sql = Sql::new("test", "select current_setting('synchronous_commit')");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l2_an_answer_is_flushed_also_where_postgresql_is_set_to_answer_before() {
    let database = Database::new(Kind::Postgres).await;
    let Place::Postgres(url) = database.place.clone() else { panic!("not a server") };
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let name = url.rsplit('/').next().unwrap();
    client.batch_execute(&format!("alter database {name} set synchronous_commit = off")).await.unwrap();
    let plain = {
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.query_one("select current_setting('synchronous_commit')", &[]).await.unwrap().get::<_, String>(0)
    };
    assert_eq!(plain, "off", "a connection that says nothing");
    let db = database.open().await;
    for _ in 0..3 {
        let set = db.act(|tx| Box::pin(async { tx.one::<(String,)>(&FLUSHES, params![]).await }));
        assert_eq!(set.await.unwrap().0, "on");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_taken_away_acknowledges_nothing_until_it_is_back() {
    let network = june_15(Kind::Sqlite).await;
    let (here, away) = (file(&network), file(&network).with_file_name("away.db"));
    std::fs::rename(&here, &away).unwrap();
    comes_again(&post(&network, 1).await);
    std::fs::rename(&away, &here).unwrap();
    assert_eq!(post(&network, 1).await.status, 201);
    sound(&db(&network)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_write_ahead_log_stays_bounded_while_much_is_written_and_read() {
    let network = june_15(Kind::Sqlite).await;
    let db = db(&network);
    let log = file(&network).with_file_name("artel.db-wal");
    let mut largest = 0;
    for n in 0..160 {
        // One mebibyte in each act.
        db.script(format!("insert into mark (name, value) values ('row {n}', hex(zeroblob(524288)))")).await.unwrap();
        network.get("/api/v1/leads").await;
        largest = largest.max(std::fs::metadata(&log).unwrap().len());
    }
    assert!(largest < 96 * 1024 * 1024, "{largest} bytes after 160 MiB");
}

/// Stands between the server and PostgreSQL, and can be cut.
struct Wire {
    url: String,
    cut: Arc<AtomicBool>,
    /// What comes is taken and goes nowhere: the far end has lost its power, and nobody says so.
    swallows: Arc<AtomicBool>,
    cutting: broadcast::Sender<()>,
}

impl Wire {
    async fn to(url: &str) -> Self {
        let rest = url.strip_prefix("postgres://").unwrap();
        let (user, rest) = rest.split_once('@').unwrap();
        let (target, name) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("postgres://{user}@{}/{name}", listener.local_addr().unwrap());
        let (cut, cutting) = (Arc::new(AtomicBool::new(false)), broadcast::channel(1).0);
        let swallows = Arc::<AtomicBool>::default();
        let wire = Self { url, cut: Arc::clone(&cut), swallows: Arc::clone(&swallows), cutting: cutting.clone() };
        let target = target.to_owned();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if cut.load(Ordering::SeqCst) {
                    continue;
                }
                let (target, mut cutting, swallows) = (target.clone(), cutting.subscribe(), Arc::clone(&swallows));
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(target).await else { return };
                    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
                    tokio::select! {
                        () = carry(near_in, far_out, &swallows) => {}
                        () = carry(far_in, near_out, &swallows) => {}
                        _ = cutting.recv() => {}
                    }
                });
            }
        });
        wire
    }

    fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
        let _nobody = self.cutting.send(());
    }

    fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

/// Carries bytes from one end to the other, or nowhere.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, swallows: &AtomicBool) {
    let mut bytes = vec![0; 16 << 10];
    while let Ok(n @ 1..) = from.read(&mut bytes).await {
        if !swallows.load(Ordering::SeqCst) && to.write_all(&bytes[..n]).await.is_err() {
            return;
        }
    }
}

async fn over_a_wire() -> (Network, Wire) {
    let database = Database::new(Kind::Postgres).await;
    let Place::Postgres(url) = &database.place else { panic!("not a server") };
    let wire = Wire::to(url).await;
    let network = Network::over(Database::at(Place::Postgres(wire.url.clone()))).await;
    network.policy(json!({ "new_per_day_cap": 1000, "open_cap": 1000 })).await;
    network.world.clock(&june(15, "10:00")).await;
    (network, wire)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_is_gone_is_told_and_work_goes_on_when_it_is_back() {
    let (network, wire) = over_a_wire().await;
    assert_eq!(post(&network, 1).await.status, 201);
    wire.cut();
    comes_again(&post(&network, 2).await);
    comes_again(&network.world.get(&network.admin, "/api/v1/leads").await);
    let ready = network.world.call(Method::GET, "/readyz", None, &[], None).await;
    assert_eq!(ready.status, 503);
    assert_eq!(network.world.call(Method::GET, "/healthz", None, &[], None).await.status, 200, "the process lives");
    wire.mend();
    let began = Instant::now();
    while post(&network, 2).await.status != 201 {
        assert!(began.elapsed() < Duration::from_secs(10), "work goes on by itself");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(network.get("/api/v1/leads").await["items"].as_array().unwrap().len(), 2);
    sound(&db(&network)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_falls_silent_is_told_within_half_a_minute_and_forgotten() {
    let (network, wire) = over_a_wire().await;
    assert_eq!(post(&network, 1).await.status, 201);
    wire.swallows.store(true, Ordering::SeqCst);
    let began = Instant::now();
    comes_again(&post(&network, 2).await);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    wire.swallows.store(false, Ordering::SeqCst);
    let began = Instant::now();
    while post(&network, 2).await.status != 201 {
        assert!(began.elapsed() < Duration::from_secs(45), "work goes on by itself, over new connections");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    sound(&db(&network)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn l3_requests_repeated_over_a_wire_that_breaks_again_and_again_have_one_effect_each() {
    let (network, wire) = over_a_wire().await;
    let (network, wire) = (Arc::new(network), Arc::new(wire));
    let breaking = {
        let wire = Arc::clone(&wire);
        tokio::spawn(async move {
            for pause in [90, 40, 130, 70, 50, 110, 30, 150, 60, 100] {
                tokio::time::sleep(Duration::from_millis(pause)).await;
                wire.cut();
                tokio::time::sleep(Duration::from_millis(pause / 3)).await;
                wire.mend();
            }
        })
    };
    let clients: Vec<_> = (0..60_u32).map(|number| tokio::spawn(persist(Arc::clone(&network), number))).collect();
    let mut ids = BTreeSet::new();
    for client in clients {
        ids.insert(client.await.unwrap());
    }
    breaking.await.unwrap();
    assert_eq!(ids.len(), 60);
    let standing = network.get("/api/v1/leads?limit=200").await;
    let standing: BTreeSet<_> =
        standing["items"].as_array().unwrap().iter().map(|l| l["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(standing, ids, "one effect for each key");
    db(&network).sequence_events().await.unwrap();
    sound(&db(&network)).await;
}

/// Repeats a request with its key until it is answered, as a client should.
async fn persist(network: Arc<Network>, number: u32) -> String {
    let key = format!("once-{number}");
    for _ in 0..200 {
        let headers = [("idempotency-key", key.as_str())];
        let told = network
            .world
            .call(Method::POST, "/api/v1/leads", Some(&network.admin), &headers, Some(network.lead(number)))
            .await;
        if told.status == 201 {
            return told.body["id"].as_str().unwrap().to_owned();
        }
        assert_eq!(told.status, 503, "{}", told.text);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("lead {number} was never taken");
}

both! {
    async fn what_was_acknowledged_before_a_stop_stands_after_it(kind) {
        let mut network = june_15(kind).await;
        let url = network.world.url("/api/v1/leads");
        let client = reqwest::Client::new();
        let posts: Vec<_> = (0..60)
            .map(|number| {
                let request = client.post(&url).bearer_auth(&network.admin).json(&network.lead(number));
                tokio::spawn(async move {
                    let answer = request.send().await.ok()?;
                    let status = answer.status();
                    let told: serde_json::Value = answer.json().await.ok()?;
                    (status == 201).then(|| told["id"].as_str().unwrap().to_owned())
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(150)).await;
        network.world.restart(&june(15, "10:00")).await;
        let mut taken = BTreeSet::new();
        for post in posts {
            taken.extend(post.await.unwrap());
        }
        for id in &taken {
            network.get(&format!("/api/v1/leads/{id}")).await;
        }
        db(&network).sequence_events().await.unwrap();
        sound(&db(&network)).await;
    }

    async fn a_client_that_never_ends_its_request_does_not_hold_up_a_stop(kind) {
        let mut network = june_15(kind).await;
        let address = network.world.running.as_ref().unwrap().address;
        let mut slow = TcpStream::connect(address).await.unwrap();
        let half = "POST /api/v1/leads HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{";
        tokio::io::AsyncWriteExt::write_all(&mut slow, half.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        let began = Instant::now();
        network.world.stop().await;
        assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    }

    async fn a_body_that_is_too_large_is_refused(kind) {
        let network = june_15(kind).await;
        let huge = format!("{{\"need\": \"{}\"}}", "x".repeat(1_100_000));
        let told = network.world.send_raw(Method::POST, "/api/v1/leads", Some(&network.admin), "ru", Some(huge.as_bytes())).await;
        assert_eq!(told.status, 413);
        assert!(told.body["type"].as_str().unwrap().ends_with("/body-too-large"));
    }
}
