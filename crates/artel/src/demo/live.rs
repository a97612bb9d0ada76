//! The same people on the clock of the wall, faster than in life, while somebody watches.
//!
//! Everybody signs in with the password of the demo and acts through the same requests as the pages do.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use kit::{Instant, WorkingCalendar, time::Span};
use platform::{App, react::Reactors};
use serde_json::{Value, json};

use super::{
    Made, PASSWORD,
    cast::{Login, Member, Pace},
    chance::Chance,
    deeds::{Agenda, Deed},
    door::{Door, Pass, Trouble, text},
    history::covered,
    play::Play,
    sheets::{Habit, PartnerSheet},
};
use crate::server;

/// Leads come so often: working minutes between two, in life.
const BETWEEN_LEADS: i64 = 35;

/// Plays until it is stopped. Trouble is logged, and the play goes on: a server that is busy is no end of it.
pub async fn live(app: App, reactors: Reactors, made: Made, speed: u32) {
    let door = Door::new(server::router(&app, &reactors, false));
    let mut play = loop {
        match enter(&app, &door, &made, speed).await {
            Ok(play) => break play,
            Err(trouble) => {
                tracing::warn!(%trouble, "the play cannot begin yet");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    };
    let mut leads =
        Leads { next: app.clock.now(), number: 10_000_000 + u64::try_from(play.position).unwrap_or_default() };
    loop {
        let now = app.clock.now();
        if now >= leads.next {
            leads.come(&mut play, now);
        }
        if let Err(trouble) = step(&mut play, now).await {
            tracing::warn!(%trouble, "somebody in the play failed");
            // A session may have ended: everybody signs in anew, in a while.
            tokio::time::sleep(Duration::from_secs(5)).await;
            if let Ok(again) = enter(&app, &door, &made, speed).await {
                play = again;
            }
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

async fn step(play: &mut Play, now: Instant) -> Result<(), Trouble> {
    play.notice(now).await?;
    while let Some(deed) = play.agenda.take_due(now) {
        play.perform(now, deed).await?;
    }
    Ok(())
}

/// When the next client asks.
struct Leads {
    next: Instant,
    number: u64,
}

impl Leads {
    fn come(&mut self, play: &mut Play, now: Instant) {
        self.number += 1;
        let mut chance = Chance::of(play.seed, "live", self.number);
        let source = chance.pick(&["site", "site", "phone", "email"]).copied().unwrap_or("site");
        play.agenda.plan(now, Deed::Lead(self.number, source));
        self.next = play.pace.after(&play.office, now, chance.between(BETWEEN_LEADS / 2, BETWEEN_LEADS * 2));
    }
}

/// Everybody signs in; who has an open offer thinks about it, who works on a lead goes on with it.
async fn enter(app: &App, door: &Door, made: &Made, speed: u32) -> Result<Play, Trouble> {
    let mut staff = BTreeMap::new();
    for employee in super::sheets::Employee::all() {
        if let Some(login) = made.logins.iter().find(|login| login.partner.is_none() && login.role == employee.role) {
            staff.insert(employee.role, sign_in(door, login).await?);
        }
    }
    let admin = staff.get("admin").cloned().unwrap_or(Pass::Nobody);
    let products = ids_by(&door.get(&admin, "/api/v1/products?limit=200").await?["items"], "code");
    let sheets: Vec<&PartnerSheet> = PartnerSheet::all().iter().collect();
    let known = super::sheets::Product::all().iter().filter_map(|p| Some((p.code, products.get(p.code)?.clone())));
    let mut play = Play {
        door: door.clone(),
        seed: made.seed,
        pace: Pace::Sped(speed),
        agenda: Agenda::default(),
        cast: BTreeMap::new(),
        staff,
        products: known.collect(),
        office: WorkingCalendar::always("Europe/Moscow"),
        regions: covered(made.logins.iter().filter_map(|login| login.partner.as_ref()).collect::<BTreeSet<_>>().len()),
        tally: BTreeMap::new(),
        won: BTreeSet::new(),
        position: 0,
        noticed: u64::try_from(app.clock.now().micros() / 1_000_000).unwrap_or_default(),
    };
    for (place, sheet) in sheets.into_iter().enumerate() {
        let owner = made.logins.iter().find(|l| l.role == "partner_owner" && l.company == sheet.name);
        if let (Some(owner), Some(habit)) = (owner, Habit::of(sheet.habit)) {
            let id = owner.partner.clone().unwrap_or_default();
            let (pass, calendar) = (sign_in(door, owner).await?, WorkingCalendar::always("Europe/Moscow"));
            play.cast.insert(place, Member { sheet, habit, id, pass, calendar, place });
        }
    }
    pick_up(&mut play, app.clock.now()).await?;
    Ok(play)
}

async fn sign_in(door: &Door, login: &Login) -> Result<Pass, Trouble> {
    let body = json!({ "email": login.email, "password": PASSWORD });
    Ok(Pass::Session(text(&door.post(&Pass::Nobody, "/api/v1/sessions", &body).await?, "token")?))
}

fn ids_by(list: &Value, field: &str) -> BTreeMap<String, String> {
    let one = |item: &Value| Some((item[field].as_str()?.to_owned(), item["id"].as_str()?.to_owned()));
    list.as_array().into_iter().flatten().filter_map(one).collect()
}

/// Goes on where the network stands: from the end of the event log, with the offers and deals that are open.
async fn pick_up(play: &mut Play, now: Instant) -> Result<(), Trouble> {
    play.position = end_of_log(play).await?;
    let auditor = play.staff("auditor");
    let deals = all_of(&play.door, &auditor, "/api/v1/deals?state=open").await?;
    let with_deal: BTreeSet<String> = deals.iter().filter_map(|d| d["offer"].as_str().map(str::to_owned)).collect();
    for state in ["offered", "delivered", "viewed", "accepted", "started"] {
        for offer in all_of(&play.door, &auditor, &format!("/api/v1/offers?state={state}")).await? {
            let id = text(&offer, "id")?;
            let Some(known) = play.know(&id, &offer) else { continue };
            let mut chance = Chance::of(play.seed, "picked up", known.number);
            match state {
                "accepted" => play.agenda.plan(now + Span::seconds(chance.between(20, 900)), Deed::Start(known)),
                "started" if !with_deal.contains(&id) => {
                    play.agenda.plan(now + Span::seconds(chance.between(60, 3_600)), Deed::OpenDeal(known));
                }
                "started" => {}
                _ => play.think_of_offer(now, id, String::new()).await?,
            }
        }
    }
    for deal in deals {
        let Some(offer) = deal["offer"].as_str() else { continue };
        if let Some(known) = play.know(offer, &deal) {
            let mut chance = Chance::of(play.seed, "picked up", known.number);
            let at = now + Span::seconds(chance.between(60, 7_200));
            play.agenda.plan(at, Deed::Outcome(known, text(&deal, "id")?));
        }
    }
    Ok(())
}

/// The last position of the log. It has no gaps, so its end is found by doubling and halving.
async fn end_of_log(play: &Play) -> Result<i64, Trouble> {
    let auditor = play.staff("auditor");
    let (mut low, mut step) = (0_i64, 1_i64 << 20);
    while step > 0 {
        let stretch = play.door.get(&auditor, &format!("/api/v1/events?after={}&limit=1", low + step)).await?;
        if stretch["events"].as_array().is_some_and(|events| !events.is_empty()) {
            low += step;
        } else {
            step /= 2;
        }
    }
    Ok(if low == 0 { 0 } else { low + 1 })
}

/// All rows of a list, page by page.
pub(super) async fn all_of(door: &Door, pass: &Pass, path: &str) -> Result<Vec<Value>, Trouble> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = door.get(pass, &format!("{path}&limit=200{after}")).await?;
        found.extend(page["items"].as_array().cloned().unwrap_or_default());
        let Some(next) = page["next"].as_str() else { return Ok(found) };
        after = format!("&after={next}");
    }
}
