//! `artel bench`: figures of this machine, each beside its limit from the same run.
//!
//! The server runs in a process of its own, so that its CPU is counted without the load's.

mod client;
mod load;
mod selection;

use std::{collections::BTreeMap, time::Duration};

use clap::Args;
use serde_json::{Value, json};

/// What `artel bench` takes.
#[derive(Args)]
pub struct Bench {
    /// Clients at once.
    #[arg(long, default_value_t = 64)]
    clients: usize,
    /// Seconds of load for each figure.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

pub(super) async fn run(bench: &Bench, as_json: bool) -> Result<(), String> {
    let mut figures: BTreeMap<&str, Value> = BTreeMap::new();
    figures.insert("selection", selection::measure(Duration::from_secs(bench.seconds)));
    let time = Duration::from_secs(bench.seconds);
    figures.extend(load::measure(bench.clients, time).await?);
    if as_json {
        println!("{}", json!(figures));
        return Ok(());
    }
    for (name, figure) in figures {
        println!("{name:<12} {figure}");
    }
    Ok(())
}

/// The value below which so many per mille of the sorted values lie.
fn percentile(sorted: &[Duration], per_mille: usize) -> Duration {
    let place = sorted.len().saturating_sub(1) * per_mille / 1000;
    sorted.get(place).copied().unwrap_or_default()
}
