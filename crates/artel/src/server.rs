//! The running server: database, operations, reactors, HTTP.

use std::{net::SocketAddr, sync::atomic::Ordering, time::Duration};

use axum::{Router, body::Bytes, http::header::CONTENT_TYPE, routing::get};
use db::{Db, DbError, Place};
use kit::{Instant, Lang};
use platform::{
    App, Clock, Entropy, Operation,
    edge::address::Proxies,
    mail::Post,
    react::{self, Reactors},
    telegram::Telegram,
    web::Site,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    capabilities, health, layers, marks,
    metrics::{self, Metrics},
    serving, test_clock,
};

/// How long a stop waits for open requests.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often the time is noted for the next start.
const MARKED_EVERY: Duration = Duration::from_secs(30);

/// How to start a server.
pub struct Start {
    /// Where the data lives.
    pub place: Place,
    /// Address to listen on; port 0 takes a free one.
    pub listen: String,
    /// The address under which people reach it; from the port if empty.
    pub base_url: String,
    /// The operator's token.
    pub operator_token: Option<String>,
    /// The language when nobody tells one.
    pub lang: Lang,
    /// Where letters go; without it they wait.
    pub mail: Option<Post>,
    /// The bot of the vendor, if there is one.
    pub telegram: Option<Telegram>,
    /// Proxies whose word is taken for the address of a caller.
    pub trusted_proxies: Proxies,
    /// A test clock that shows this moment, on a database made for tests.
    pub test_clock: Option<Instant>,
    /// The clock otherwise.
    pub clock: Clock,
    /// The machine's clock is right, whatever the data knew last.
    pub trust_clock: bool,
    /// A seed for chance and ids, for tests and the demo.
    pub seed: Option<u64>,
}

/// Why a server did not start.
#[derive(Debug)]
pub enum StartError {
    /// The database failed.
    Db(DbError),
    /// A test clock was asked for on a database with real work in it.
    NotForTests,
    /// The address cannot be listened on.
    Listen(String),
}
impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Db(error) => write!(f, "{error}"),
            Self::NotForTests => f.write_str("this database was not made for tests, so no test clock may run on it"),
            Self::Listen(why) => write!(f, "cannot listen: {why}"),
        }
    }
}
impl From<DbError> for StartError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

/// A server that runs. Dropping it does not stop it; [`Running::stop`] does.
pub struct Running {
    /// Its parts, for tests and the demo.
    pub app: App,
    /// Where it listens.
    pub address: SocketAddr,
    /// What reacts.
    pub reactors: Reactors,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    reacting: JoinHandle<()>,
    marking: JoinHandle<()>,
}

impl Running {
    /// Lets open requests end, for a while, and stops. What was acknowledged is durable already.
    pub async fn stop(mut self) {
        self.app.live.close();
        let _already = self.stop.send(());
        if tokio::time::timeout(PATIENCE, &mut self.serving).await.is_err() {
            // Streams that never end, and clients that never end their request.
            self.serving.abort();
        }
        self.reacting.abort();
        let _ended = self.reacting.await;
        self.marking.abort();
        let _ended = self.marking.await;
        note_time(&self.app).await;
    }

    /// Ends what reacts, as a fault in it would.
    pub async fn end_reacting(&self) {
        self.reacting.abort();
        while !self.reacting.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    /// Waits until the server ends by itself.
    pub async fn wait(self) {
        let _ended = self.serving.await;
    }
}

/// Opens the database, brings its schema up to date and serves.
pub async fn start(start: Start) -> Result<Running, StartError> {
    let db = Db::open(&start.place).await?;
    let clock = prepare(&db, &start).await?;
    let listener =
        TcpListener::bind(&start.listen).await.map_err(|e| StartError::Listen(format!("{}: {e}", start.listen)))?;
    let address = listener.local_addr().map_err(|e| StartError::Listen(e.to_string()))?;
    let base_url = if start.base_url.is_empty() { format!("http://{address}") } else { start.base_url };
    let settings = platform::app::Settings {
        base_url,
        operator_token: start.operator_token,
        lang: start.lang,
        mail: start.mail,
        telegram: start.telegram,
        trusted_proxies: start.trusted_proxies,
    };
    let entropy = start.seed.map_or_else(Entropy::system, Entropy::seeded);
    let app = App::new(db, clock, entropy, settings, network::authenticate);
    let _set_once = app.kinds.set(platform::Kinds::of(&capabilities()));
    let _set_once = app.set_aside.set(network::tasks::set_aside);
    let _set_once = app.hears.set(network::telegram::HEARS);
    let _set_once = app.site.set(site());
    let _set_once = app.used.note.set(network::people::seen);
    let reactors = reactors();
    let router = router(&app, &reactors, start.test_clock.is_some());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(async move {
        let until = async move { drop(stopped.await) };
        serving::serve(listener, router, serving::HEAD_WITHIN, until).await;
    });
    let reacting = if start.test_clock.is_some() {
        // Under a test clock things happen when the test says so, and only then; open pages hear of them at once.
        tokio::spawn(watched(app.clone(), react::tell(app.clone())))
    } else {
        tokio::spawn(watched(app.clone(), reactors.clone().run(app.clone())))
    };
    let marking = tokio::spawn(mark_time(app.clone()));
    Ok(Running { app, address, reactors, stop, serving, reacting, marking })
}

/// Runs what reacts until the server stops; `/readyz` says so when it ends before.
async fn watched(app: App, reacts: impl Future<Output = ()> + Send) {
    struct Ended(App);
    impl Drop for Ended {
        fn drop(&mut self) {
            // Also when it panicked.
            self.0.reacting.store(false, Ordering::Relaxed);
        }
    }
    let _says = Ended(app);
    reacts.await;
}

/// Notes the time now and then: the next start goes on from there.
async fn mark_time(app: App) {
    loop {
        note_time(&app).await;
        tokio::time::sleep(MARKED_EVERY).await;
    }
}

async fn note_time(app: &App) {
    let Some(machine) = app.clock.machine() else { return };
    if let Err(error) = marks::mark_clock(&app.db, &machine.seen()).await {
        tracing::warn!(%error, "the time could not be noted for the next start");
    }
}

async fn prepare(db: &Db, start: &Start) -> Result<Clock, StartError> {
    let test_clock = start.test_clock;
    let clock = test_clock.map_or_else(|| start.clock.clone(), Clock::test);
    let empty = db.migration_states().await?.iter().all(|m| m.applied_at.is_none());
    if test_clock.is_some() && !empty && !marks::made_for_tests(db).await? {
        return Err(StartError::NotForTests);
    }
    if let (false, Some(machine)) = (empty || start.trust_clock, clock.machine())
        && let Some(seen) = marks::clock(db).await?
    {
        machine.go_on(&seen);
    }
    for migration in db.migrate(clock.now()).await? {
        tracing::info!(number = migration.number, name = migration.name, "migrated");
    }
    if test_clock.is_some() {
        marks::mark_for_tests(db).await?;
    }
    Ok(clock)
}

/// Everything that reacts in this Artel.
pub fn reactors() -> Reactors {
    let mut reactors = Reactors::default();
    for capability in capabilities() {
        reactors.timers.extend(capability.timers);
        reactors.consumers.extend(capability.consumers);
        reactors.workers.extend(capability.workers);
    }
    reactors
}

/// What the pages have in common.
fn site() -> Site {
    let capabilities = capabilities();
    let has = |path: &str| capabilities.iter().flat_map(|c| &c.operations).any(|o| o.path == path);
    Site {
        live: has("/api/v1/events/stream"),
        search: has("/search"),
        places: capabilities.iter().flat_map(|c| c.places.iter().cloned()).collect(),
        parts: capabilities.iter().flat_map(|c| c.parts.iter().copied()).collect(),
        who: Some(network::people::who),
        set_lang: Some(network::people::set_lang),
    }
}

/// Every operation and page; with those of the test clock if it is on.
pub fn operations(reactors: &Reactors, with_test_clock: bool) -> Vec<Operation> {
    let mut operations: Vec<Operation> = capabilities().into_iter().flat_map(|c| c.operations).collect();
    if with_test_clock {
        operations.extend(test_clock::operations(reactors.clone()));
        operations.extend(platform::web::design::operations());
    }
    operations
}

/// Every route of the server.
pub fn router(app: &App, reactors: &Reactors, with_test_clock: bool) -> Router {
    let mut operations = operations(reactors, with_test_clock);
    if matches!(app.settings.mail, Some(Post::Kept)) {
        // The demo: its letters stay here, and who looks around may look behind the pages.
        operations.extend(platform::mail::outbox::operations());
        operations.extend(platform::web::design::operations());
    }
    // As text: a tree of values would stay in memory for the few who ask.
    let document = Bytes::from(platform::edge::openapi::document(&operations, &app.settings.base_url).to_string());
    let metrics = Metrics::of(&operations);
    let router = platform::edge::router(app, operations)
        .route("/api/v1/openapi.json", get(move || async move { ([(CONTENT_TYPE, "application/json")], document) }))
        .merge(platform::edge::assets::routes())
        .fallback_service(platform::edge::nowhere(app))
        .merge(health::routes(app))
        .merge(metrics::routes(app, &metrics));
    layers::around(metrics::around(router, &metrics), app)
}
