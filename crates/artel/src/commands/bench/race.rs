//! 10 000 acceptances of one lead at once.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::sync::Barrier;

use super::{
    Figure, Sizes,
    client::Client,
    micros,
    profile::Snapshot,
    report::Report,
    report::Target::{AtLeast, AtMost},
    server::{Folder, Server},
    world::{ask, set_up},
};

const PARTNERS: usize = 20;
const TRIES: usize = 10_000;

/// A lead with one place is offered to as many partners as a policy lets be asked at once; each tries again and again, all at once.
pub(super) async fn measure(sizes: Sizes, report: &mut Report) -> Result<(), String> {
    let clients = sizes.clients;
    let folder = Folder::new("race")?;
    let server = Server::start_with(&folder.database(), sizes.flags()).await?;
    let numbers = json!({ "mode": { "mode": "exclusive" }, "k": { "rule": "fixed", "k": PARTNERS } });
    let world = set_up(&server.address, PARTNERS, numbers).await?;
    let mut client = Client::connect(&server.address).await?;
    let lead: serde_json::Value = serde_json::from_str(&world.lead(1)).map_err(|e| e.to_string())?;
    ask(&mut client, "POST", "/api/v1/leads", &world.admin, &lead).await?;
    let offers = Arc::new(world.open_offers(&server.address).await?);
    if offers.len() != PARTNERS {
        return Err(format!("{} of {PARTNERS} partners were asked", offers.len()));
    }
    let start = Arc::new(Barrier::new(clients + 1));
    let mut tasks = Vec::new();
    for first in 0..clients {
        let (offers, start) = (Arc::clone(&offers), Arc::clone(&start));
        let mut client = Client::connect(&server.address).await?;
        tasks.push(tokio::spawn(async move {
            start.wait().await;
            let mut won = 0_u64;
            for (key, offer) in offers.iter().cycle().skip(first).step_by(clients).take(TRIES.div_ceil(clients)) {
                let path = format!("/api/v1/offers/{offer}/acceptance");
                let (status, text) = client.call("POST", &path, key, "{}").await?;
                match status {
                    200 => won += 1,
                    409 => {}
                    other => return Err(format!("an acceptance was answered with {other}: {text}")),
                }
            }
            Ok::<_, String>(won)
        }));
    }
    let before = Snapshot::if_asked(&server, sizes).await?;
    start.wait().await;
    let began = Instant::now();
    let mut won = 0;
    for task in tasks {
        won += task.await.map_err(|e| e.to_string())??;
    }
    report.add(figures(won, began.elapsed()));
    let after = Snapshot::if_asked(&server, sizes).await?;
    let tries = u32::try_from(TRIES).unwrap_or(u32::MAX);
    report.explain(Snapshot::profile(before, after, "one of 10 000 acceptances of one lead", tries));
    Ok(())
}

fn figures(won: u64, took: Duration) -> Vec<Figure> {
    vec![
        Figure::new("10 000 acceptances of one lead: winners", won, "").target(AtLeast(1)),
        Figure::new("10 000 acceptances of one lead: losers told wrongly", won.saturating_sub(1), "").target(AtMost(0)),
        Figure::new("10 000 acceptances of one lead", micros(took), "µs").target(AtMost(2_000_000)),
    ]
}
