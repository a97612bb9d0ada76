//! `/metrics` for Prometheus: requests by route and status, the commits of the database, what waits.
//!
//! Only who shows the operator's token reads it; to others it is not there.

pub mod store;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use db::DbError;
use platform::{App, Operation};

/// Requests of one route.
#[derive(Default)]
struct Counter {
    /// By the first digit of the status: 2xx to 5xx.
    answers: [AtomicU64; 4],
    micros: AtomicU64,
}

/// What is counted; cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<BTreeMap<String, Counter>>);

const NO_ROUTE: &str = "none";

impl Metrics {
    /// Counters for every route of the operations.
    pub fn of(operations: &[Operation]) -> Self {
        let mut counters = BTreeMap::from([(NO_ROUTE.to_owned(), Counter::default())]);
        counters.extend(operations.iter().map(|o| (format!("{} {}", o.method, o.path), Counter::default())));
        Self(Arc::new(counters))
    }

    fn count(&self, route: &str, status: StatusCode, began: Instant) {
        let Some(counter) = self.0.get(route).or_else(|| self.0.get(NO_ROUTE)) else { return };
        let class = usize::from(status.as_u16() / 100).clamp(2, 5) - 2;
        if let Some(answers) = counter.answers.get(class) {
            answers.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        counter.micros.fetch_add(micros, Ordering::Relaxed);
    }

    fn write(&self, out: &mut String) {
        out.push_str("# TYPE artel_requests_total counter\n");
        for (route, class, count) in
            self.0.iter().flat_map(|(route, c)| (2..6).zip(&c.answers).map(move |(k, n)| (route, k, n)))
        {
            let count = count.load(Ordering::Relaxed);
            if count > 0 {
                let _infallible =
                    writeln!(out, "artel_requests_total{{{},status=\"{class}xx\"}} {count}", labels(route));
            }
        }
        out.push_str("# TYPE artel_request_seconds_total counter\n");
        for (route, counter) in self.0.iter() {
            let micros = counter.micros.load(Ordering::Relaxed);
            if micros > 0 {
                let (whole, part) = (micros / 1_000_000, micros % 1_000_000);
                let _infallible = writeln!(out, "artel_request_seconds_total{{{}}} {whole}.{part:06}", labels(route));
            }
        }
    }
}

fn labels(route: &str) -> String {
    let (method, path) = route.split_once(' ').unwrap_or(("", route));
    format!("method=\"{method}\",route=\"{path}\"")
}

/// Counts what passes the routes.
pub fn around(router: Router, metrics: &Metrics) -> Router {
    router.layer(middleware::from_fn_with_state(metrics.clone(), pass))
}

async fn pass(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str);
    let route = format!("{} {path}", request.method());
    let began = Instant::now();
    let response = next.run(request).await;
    metrics.count(&route, response.status(), began);
    response
}

/// The route `/metrics`.
pub fn routes(app: &App, metrics: &Metrics) -> Router {
    Router::new().route("/metrics", get(shown)).with_state((app.clone(), metrics.clone()))
}

async fn shown(State((app, metrics)): State<(App, Metrics)>, request: Request) -> Response {
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|h| h.to_str().ok()?.strip_prefix("Bearer "));
    if !bearer.is_some_and(|token| platform::edge::is_operator(&app, token)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut out = String::new();
    metrics.write(&mut out);
    profiled(&mut out);
    if let Err(error) = database(&app, &mut out).await {
        tracing::warn!(%error, "the figures of the database are missing");
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], out).into_response()
}

/// Statements and stages, if `--profile` has them counted.
fn profiled(out: &mut String) {
    let mut line = |what: &str, name: &str, (times, time): (u64, Duration)| {
        if times > 0 {
            let _infallible = writeln!(out, "artel_{what}_total{{{what}=\"{name}\"}} {times}");
            let _infallible = writeln!(out, "artel_{what}_nanoseconds_total{{{what}=\"{name}\"}} {}", time.as_nanos());
        }
    };
    for sql in crate::statements() {
        line("statement", sql.name, sql.spent.so_far());
    }
    for ((kind, name), spent) in db::profile::stages() {
        line("stage", &format!("{kind}: {name}"), spent);
    }
}

async fn database(app: &App, out: &mut String) -> Result<(), DbError> {
    let commits = app.db.commits();
    let now = app.clock.now();
    let waiting = app.db.read(move |tx| Box::pin(store::waiting(tx, now))).await?;
    let figures = [
        ("artel_acts_total", "counter", commits.acts),
        ("artel_commits_total", "counter", commits.commits),
        ("artel_acts_waiting", "gauge", commits.waiting),
        ("artel_events_without_position", "gauge", waiting.events),
        ("artel_timers_overdue", "gauge", waiting.timers),
        ("artel_events_set_aside", "gauge", waiting.set_aside),
        ("artel_mail_waiting", "gauge", waiting.mail),
        ("artel_telegram_waiting", "gauge", waiting.telegram),
    ];
    for (name, kind, value) in figures {
        let _infallible = writeln!(out, "# TYPE {name} {kind}\n{name} {value}");
    }
    Ok(())
}
