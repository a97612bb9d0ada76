//! Load over HTTP, and what it costs the server.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    Figure, Sizes,
    client::Client,
    micros, per_second, percentile,
    profile::Snapshot,
    raw::Limits,
    report::Report,
    report::Target::{AtLeast, AtMost},
    server::{Folder, Server},
    world::{World, ask, set_up},
};

const PARTNERS: usize = 60;

/// One request: method, path, key, body.
pub(super) type Request = (&'static str, String, String, String);

/// What a load came to.
pub(super) struct Load {
    pub per_second: u64,
    pub p50: Duration,
    pub p99: Duration,
    pub refused: usize,
    pub count: u32,
    /// User and system time of the server for one request.
    pub cpu: Duration,
}

pub(super) async fn measure(sizes: Sizes, limits: &Limits, report: &mut Report) -> Result<(), String> {
    let folder = Folder::new("load")?;
    let server = Server::start_with(&folder.database(), sizes.flags()).await?;
    let caps = json!({ "k": { "rule": "fixed", "k": 3 }, "open_cap": 100_000, "new_per_day_cap": 100_000 });
    let world = set_up(&server.address, PARTNERS, caps).await?;
    let (clients, time) = (sizes.clients, sizes.time);
    let empty = run(&server, clients, time, |_| Some(("GET", "/healthz".to_owned(), String::new(), String::new())));
    let empty = empty.await?;
    let before = Snapshot::if_asked(&server, sizes).await?;
    let intake = intake(&server, sizes, &world).await?;
    let between = Snapshot::if_asked(&server, sizes).await?;
    let offers = world.open_offers(&server.address).await?;
    let then = Snapshot::if_asked(&server, sizes).await?;
    let accept = acceptance(&server, sizes, &world, offers).await?;
    let after = Snapshot::if_asked(&server, sizes).await?;
    report.explain(Snapshot::profile(before, between, "an intake with distribution to 3", intake.count));
    report.explain(Snapshot::profile(then, after, "an acceptance", accept.count));
    let key = world.partners.first().map(|(_, key)| key.clone()).unwrap_or_default();
    let inbox = run(&server, clients, time, move |_| {
        Some(("GET", "/api/v1/offers?limit=20".to_owned(), key.clone(), String::new()))
    });
    let inbox = inbox.await?;
    let empty_cpu = micros(empty.cpu);
    let part_of_raw = intake.per_second * 100 / limits.intake.max(1);
    report.add([
        Figure::new("an empty answer", empty.per_second, "/s"),
        Figure::new("an empty answer, CPU of the server", empty_cpu, "µs"),
        Figure::new("intake with distribution to 3", intake.per_second, "leads/s")
            .target(AtLeast(1_500))
            .limit(limits.intake, "the same rows, no rules, no HTTP"),
        Figure::new("intake, part of the database alone", part_of_raw, "%").target(AtLeast(50)),
        Figure::new("intake, CPU of the server", micros(intake.cpu), "µs")
            .target(AtMost(600))
            .limit(empty_cpu, "empty answer"),
        Figure::new("intake, p99", micros(intake.p99), "µs"),
        Figure::new("acceptance", accept.per_second, "/s")
            .target(AtLeast(4_000))
            .limit(limits.acceptance, "the same rows, no rules, no HTTP"),
        Figure::new("acceptance, p99", micros(accept.p99), "µs").target(AtMost(50_000)),
        Figure::new("acceptance, CPU of the server", micros(accept.cpu), "µs")
            .target(AtMost(300))
            .limit(empty_cpu, "empty answer"),
        Figure::new("inbox of 20, CPU of the server", micros(inbox.cpu), "µs")
            .target(AtMost(3_000))
            .limit(empty_cpu, "empty answer"),
        Figure::new("inbox of 20", inbox.per_second, "/s").limit(empty.per_second, "empty answer"),
    ]);
    Ok(())
}

async fn intake(server: &Server, sizes: Sizes, world: &World) -> Result<Load, String> {
    let (cpu, of) = (server.cpu()?, world.clone());
    let load = run(server, sizes.clients, sizes.time, move |n| {
        Some(("POST", "/api/v1/leads".to_owned(), of.admin.clone(), of.lead(n)))
    });
    let load = whole(load.await?, "intake")?;
    settled(server, world, cpu, load).await
}

async fn acceptance(
    server: &Server,
    sizes: Sizes,
    world: &World,
    offers: Vec<(String, String)>,
) -> Result<Load, String> {
    let cpu = server.cpu()?;
    let load = run(server, sizes.clients, sizes.time, move |n| {
        let (key, offer) = offers.get(n)?;
        Some(("POST", format!("/api/v1/offers/{offer}/acceptance"), key.clone(), "{}".to_owned()))
    });
    let load = whole(load.await?, "acceptance")?;
    settled(server, world, cpu, load).await
}

/// The load with the CPU of all that follows from it by itself: it ends when the followers of the log have read on.
async fn settled(server: &Server, world: &World, before: Duration, load: Load) -> Result<Load, String> {
    let mut client = Client::connect(&server.address).await?;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let measures = ask(&mut client, "GET", "/api/v1/measures", &world.admin, &json!({})).await?;
        if measures["behind"].as_i64() == Some(0) {
            break;
        }
    }
    let spent = server.cpu()?.saturating_sub(before);
    Ok(Load { cpu: spent / load.count.max(1), ..load })
}

/// A figure of a load in which something was refused says nothing.
fn whole(load: Load, what: &str) -> Result<Load, String> {
    if load.refused == 0 { Ok(load) } else { Err(format!("{what}: {} requests were refused", load.refused)) }
}

/// Sends requests from all clients for a time, or until there are no more.
pub(super) async fn run<F>(server: &Server, clients: usize, time: Duration, request: F) -> Result<Load, String>
where
    F: Fn(usize) -> Option<Request> + Send + Sync + 'static,
{
    let (request, next) = (Arc::new(request), Arc::new(AtomicUsize::new(0)));
    let mut ready = Vec::with_capacity(clients);
    for _ in 0..clients {
        ready.push(Client::connect(&server.address).await?);
    }
    let (cpu, began) = (server.cpu()?, Instant::now());
    let mut tasks = Vec::with_capacity(clients);
    for mut client in ready {
        let (request, next) = (Arc::clone(&request), Arc::clone(&next));
        tasks.push(tokio::spawn(async move {
            let (mut taken, mut refused) = (Vec::new(), 0_usize);
            while began.elapsed() < time {
                let Some((method, path, key, body)) = request(next.fetch_add(1, Ordering::Relaxed)) else { break };
                let one = Instant::now();
                let (status, _) = client.call(method, &path, &key, &body).await?;
                taken.push(one.elapsed());
                refused += usize::from(!(200..300).contains(&status));
            }
            Ok::<_, String>((taken, refused))
        }));
    }
    let (mut taken, mut refused) = (Vec::new(), 0);
    for task in tasks {
        let (some, no) = task.await.map_err(|e| e.to_string())??;
        taken.extend(some);
        refused += no;
    }
    let all = began.elapsed();
    taken.sort_unstable();
    let spent = server.cpu()?.saturating_sub(cpu);
    let count = u32::try_from(taken.len()).unwrap_or(u32::MAX);
    Ok(Load {
        count,
        per_second: per_second(taken.len(), all),
        p50: percentile(&taken, 500),
        p99: percentile(&taken, 990),
        refused,
        cpu: spent / count.max(1),
    })
}
