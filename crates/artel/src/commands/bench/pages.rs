//! Pages with a history behind them, and again with ten times as much; the start on such a database.

use std::time::Duration;

use serde_json::json;

use super::{
    Figure, Sizes, Steps,
    client::Client,
    history,
    load::{Load, run},
    micros,
    report::Target::AtMost,
    server::{Folder, Server},
    world::{World, set_up},
};

/// Few clients: here the time of one answer is asked, not how many there are in a second.
const CLIENTS: usize = 2;
const PARTNERS: usize = 60;
/// Leads that are open while pages are measured.
const OPEN: usize = 400;

pub(super) async fn measure(sizes: Sizes, steps: &Steps) -> Result<Vec<Figure>, String> {
    let folder = Folder::new("pages")?;
    let database = folder.database();
    let server = Server::start(&database).await?;
    let world = set_up(&server.address, PARTNERS, json!({})).await?;
    fill_desks(&server, &world).await?;
    server.stop().await?;
    let mut figures = Vec::new();
    let (mut from, mut before) = (0, None);
    for leads in [sizes.leads, sizes.leads * sizes.scale] {
        steps.on(&format!("a history of {leads} leads"));
        let some = history::add(&database, from, leads).await?;
        from = leads;
        steps.on(&format!("pages with {leads} leads"));
        let server = Server::start(&database).await?;
        let seen = Pages::measure(&server, sizes.time / 2, &world, &some).await?;
        figures.extend(seen.figures(leads, before.as_ref()));
        before = Some(seen);
        figures.extend(at_rest(&server, &database).await?);
    }
    figures.push(binary()?);
    Ok(figures)
}

/// Leads that wait for partners or for the lead desk, so that no page is empty.
async fn fill_desks(server: &Server, world: &World) -> Result<(), String> {
    let mut client = Client::connect(&server.address).await?;
    for number in 0..OPEN {
        let (status, text) = client.call("POST", "/api/v1/leads", &world.admin, &world.lead(number)).await?;
        if status != 201 {
            return Err(format!("a lead was answered with {status}: {text}"));
        }
    }
    Ok(())
}

struct Pages(Vec<(&'static str, Load)>);

impl Pages {
    async fn measure(server: &Server, time: Duration, world: &World, leads: &[String]) -> Result<Self, String> {
        let keys: Vec<String> = world.partners.iter().map(|(_, key)| key.clone()).collect();
        let of_partner = |path: &'static str| {
            let keys = keys.clone();
            move |n: usize| Some(("GET", path.to_owned(), keys.get(n % keys.len().max(1))?.clone(), String::new()))
        };
        let of_vendor = |path: &'static str| {
            let admin = world.admin.clone();
            move |_: usize| Some(("GET", path.to_owned(), admin.clone(), String::new()))
        };
        let of_lead = |before: &'static str, after: &'static str| {
            let (admin, leads) = (world.admin.clone(), leads.to_vec());
            move |n: usize| {
                let lead = leads.get(n % leads.len().max(1))?;
                Some(("GET", format!("{before}/{lead}{after}"), admin.clone(), String::new()))
            }
        };
        Ok(Self(vec![
            ("inbox", run(server, CLIENTS, time, of_partner("/api/v1/offers?limit=20")).await?),
            ("open offers", run(server, CLIENTS, time, of_partner("/api/v1/offers?state=offered&limit=20")).await?),
            ("board", run(server, CLIENTS, time, of_lead("/api/v1/leads", "/board")).await?),
            ("leads", run(server, CLIENTS, time, of_vendor("/api/v1/leads?limit=50")).await?),
            (
                "leads at the desk",
                run(server, CLIENTS, time, of_vendor("/api/v1/leads?state=exhausted&limit=50")).await?,
            ),
            ("the five numbers", run(server, CLIENTS, time, of_vendor("/api/v1/measures")).await?),
            (
                "search by three common words",
                run(server, CLIENTS, time, of_vendor("/api/v1/search?q=pumps+boilers+ivan")).await?,
            ),
            ("search by half a word", run(server, CLIENTS, time, of_vendor("/api/v1/search?q=ivan+cli")).await?),
            ("page: inbox", run(server, CLIENTS, time, of_partner("/offers?show=all")).await?),
            ("page: home", run(server, CLIENTS, time, of_partner("/home")).await?),
            ("page: board", run(server, CLIENTS, time, of_lead("/leads", "")).await?),
            ("page: leads", run(server, CLIENTS, time, of_vendor("/leads")).await?),
            ("page: Today", run(server, CLIENTS, time, of_vendor("/today")).await?),
        ]))
    }

    fn figures(&self, leads: u64, before: Option<&Self>) -> Vec<Figure> {
        let mut figures = Vec::new();
        for (place, (name, load)) in self.0.iter().enumerate() {
            if load.refused > 0 {
                figures.push(Figure::new(format!("{name}, {leads} leads: refused"), 1, "").target(AtMost(0)));
                continue;
            }
            let p99 = Figure::new(format!("{name}, {leads} leads, p99"), micros(load.p99), "µs").target(AtMost(20_000));
            figures.push(p99);
            figures.push(Figure::new(format!("{name}, {leads} leads, CPU of the server"), micros(load.cpu), "µs"));
            if let Some((_, earlier)) = before.and_then(|before| before.0.get(place)) {
                // The median: on a shared machine the tail is other people's.
                let growth = micros(load.p50) * 100 / micros(earlier.p50).max(1);
                let named = format!("{name}, median against that with fewer leads");
                figures.push(Figure::new(named, growth, "%").target(AtMost(130)));
            }
        }
        figures
    }
}

async fn at_rest(server: &Server, database: &std::path::Path) -> Result<Vec<Figure>, String> {
    let megabytes = std::fs::metadata(database).map_err(|e| e.to_string())?.len() >> 20;
    let started = micros(server.started_in);
    let folder = Folder::new("idle")?;
    let fresh = Server::start(&folder.database()).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    Ok(vec![
        Figure::new(format!("start on a database of {megabytes} MB"), started, "µs").target(AtMost(1_000_000)),
        Figure::new("memory after these pages", server.memory_mb()?, "MB"),
        Figure::new("memory at rest", fresh.memory_mb()?, "MB").target(AtMost(64)),
    ])
}

fn binary() -> Result<Figure, String> {
    let path = std::env::current_exe().map_err(|e| e.to_string())?;
    let megabytes = std::fs::metadata(path).map_err(|e| e.to_string())?.len() >> 20;
    Ok(Figure::new("the binary", megabytes, "MB").target(AtMost(60)))
}
