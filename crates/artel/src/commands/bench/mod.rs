//! `artel bench`: figures of this machine, each beside its target and beside its limit from the same run.
//!
//! The server runs in a process of its own, so that its CPU is counted without the load's.

mod client;
mod history;
mod load;
mod pages;
mod profile;
mod race;
mod raw;
mod report;
mod selection;
mod server;
mod store;
mod world;

use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use report::{Figure, Report};

/// What `artel bench` takes.
#[derive(Args)]
pub struct Bench {
    /// Clients at once.
    #[arg(long, default_value_t = 64)]
    clients: usize,
    /// Seconds of load for each figure.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Leads in the database while pages are measured.
    #[arg(long, default_value_t = 20_000)]
    leads: u64,
    /// How many times as many leads the pages are measured with again.
    #[arg(long, default_value_t = 10)]
    scale: u64,
    /// Tell also where the time of an intake, an acceptance and a lost race goes: by thread, stage and statement.
    #[arg(long)]
    profile: bool,
    /// About twenty seconds in all: one second a figure, few leads. For a look, not for a record.
    #[arg(long)]
    quick: bool,
}

impl Bench {
    fn settled(&self) -> Sizes {
        let (seconds, leads) = if self.quick { (1, 1_000) } else { (self.seconds, self.leads) };
        let time = Duration::from_secs(seconds);
        Sizes { clients: self.clients, time, leads, scale: self.scale, profile: self.profile }
    }
}

/// How much is measured.
#[derive(Clone, Copy)]
struct Sizes {
    clients: usize,
    time: Duration,
    leads: u64,
    scale: u64,
    profile: bool,
}

impl Sizes {
    /// What the servers are started with.
    fn flags(self) -> &'static [&'static str] {
        if self.profile { &["--profile"] } else { &[] }
    }
}

pub(super) async fn run(bench: &Bench, as_json: bool) -> Result<(), String> {
    let sizes = bench.settled();
    let steps = Steps::new(as_json);
    let mut report = Report::of_this_machine();
    steps.on("the pure selection");
    report.add(selection::measure(sizes.time));
    steps.on("the database alone");
    let limits = raw::measure(sizes.clients, sizes.time).await?;
    steps.on("intake, acceptance and pages over HTTP");
    load::measure(sizes, &limits, &mut report).await?;
    steps.on("10 000 acceptances of one lead");
    race::measure(sizes, &mut report).await?;
    report.add(pages::measure(sizes, &steps).await?);
    steps.done();
    if as_json {
        println!("{}", report.json());
    } else {
        println!("{}", report.table());
    }
    Ok(())
}

/// Says on a terminal what is being measured.
struct Steps(ProgressBar);

impl Steps {
    fn new(hidden: bool) -> Self {
        let bar = if hidden { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed:>4}  {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }
    fn on(&self, step: &str) {
        self.0.set_message(step.to_owned());
    }
    fn done(&self) {
        self.0.finish_and_clear();
    }
}

/// The value below which so many per mille of the sorted values lie.
fn percentile(sorted: &[Duration], per_mille: usize) -> Duration {
    let place = sorted.len().saturating_sub(1) * per_mille / 1000;
    sorted.get(place).copied().unwrap_or_default()
}

/// How many in a second.
fn per_second(count: usize, time: Duration) -> u64 {
    let micros = time.as_micros().max(1);
    let count = u128::try_from(count).unwrap_or(0);
    u64::try_from(count * 1_000_000 / micros).unwrap_or(u64::MAX)
}

/// A span in whole microseconds.
fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
