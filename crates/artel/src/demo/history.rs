//! Months of history under the test clock.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use db::Db;
use kit::{Instant, WorkingCalendar, time::Span};
use platform::{App, Clock, Entropy, react::Reactors};

use super::{
    Made, Order, arrivals,
    cast::Pace,
    chance::Chance,
    deeds::{Agenda, Deed},
    door::{Door, Trouble},
    founding::{self, Founded},
    last_hour,
    play::Play,
    selling,
    sheets::{PartnerSheet, Region},
};
use crate::{
    capabilities,
    housekeeping::{self, Keep},
    marks, server, test_clock,
};

/// The token with which the program is begun; the server that is built on has another.
const OPERATOR: &str = "the operator who founds the demo";

/// Builds the network in a new file and lives its history up to the end of the order. `tell` hears how many of a hundred
/// parts are done.
pub async fn build(order: &Order, tell: impl Fn(i64) + Send) -> Result<Made, Trouble> {
    let db = Db::open_scratch(&order.file)?;
    let mut stage = Stage::set(order, db).await?;
    stage.plan_ahead(order);
    stage.live_through(order.until, &tell).await?;
    let play = stage.play;
    let tally = play.tally.iter().map(|(name, counts)| ((*name).to_owned(), *counts)).collect();
    let made = Made { seed: order.seed, from: stage.from, until: order.until, logins: stage.founded.logins, tally };
    // Half a year of letters is worth nothing to who looks around.
    housekeeping::tidy(&stage.app, Keep { answers_days: 1, mail_days: 14 }).await?;
    let text = serde_json::to_string(&made).map_err(|e| Trouble(e.to_string()))?;
    marks::mark_as_demo(&stage.app.db, text).await?;
    Ok(made)
}

/// Writes what was built into a file that survives a power cut.
pub async fn keep(built: &Path, into: &Path) -> Result<(), Trouble> {
    Ok(Db::open_scratch(built)?.backup(into).await?)
}

/// A server under a test clock, and the play on it.
struct Stage {
    app: App,
    reactors: Reactors,
    play: Play,
    founded: Founded,
    from: Instant,
}

impl Stage {
    /// Founds the network at the midnight with which history begins.
    async fn set(order: &Order, db: Db) -> Result<Self, Trouble> {
        let moscow = WorkingCalendar::always("Europe/Moscow");
        let from = moscow.start_of(moscow.local_date(order.until - Span::days(order.days)));
        db.migrate(from).await?;
        let settings = platform::app::Settings {
            base_url: "http://demo.example".to_owned(),
            operator_token: Some(OPERATOR.to_owned()),
            lang: order.lang,
            mail: Some(platform::mail::Post::Kept),
            telegram: None,
            trusted_proxies: platform::edge::address::Proxies::default(),
        };
        let app = App::new(db, Clock::test(from), Entropy::seeded(order.seed), settings, network::authenticate);
        let _set_once = app.kinds.set(platform::Kinds::of(&capabilities()));
        let reactors = server::reactors();
        let door = Door::new(server::router(&app, &reactors, false));
        let years = [from, order.until].map(|at| moscow.local_date(at).year());
        let mut founded = founding::found(&door, OPERATOR, &order.policy, years, order.lang).await?;
        let mut play = Play {
            door,
            seed: order.seed,
            pace: Pace::Working,
            agenda: Agenda::default(),
            cast: BTreeMap::new(),
            staff: founded.staff.clone(),
            products: founded.products.clone(),
            office: founded.office(),
            regions: covered(order.partners),
            tally: BTreeMap::new(),
            won: BTreeSet::new(),
            position: 0,
            noticed: 0,
        };
        for (place, sheet) in PartnerSheet::all().iter().enumerate().take(order.partners) {
            let joined_at = founding::joined_at(sheet, order.until);
            if joined_at > from {
                play.agenda.plan(joined_at, Deed::Join(place));
            } else {
                let member = founded.admit(&play.door, sheet, place, joined_at).await?;
                play.cast.insert(place, member);
            }
        }
        Ok(Self { app, reactors, play, founded, from })
    }

    /// What is known from the first day: when clients ask, when partners bring their own, who goes on holiday.
    fn plan_ahead(&mut self, order: &Order) {
        let play = &mut self.play;
        arrivals::plan(&mut play.agenda, order.seed, &play.office, self.from, order.days + 1, order.leads_a_day);
        let there: Vec<usize> = play.cast.values().filter(|m| m.habit.own_deals > 0).map(|m| m.place).collect();
        selling::plan(&mut play.agenda, self.from, order.until);
        last_hour::plan(&mut play.agenda, order.until, &there);
        play.agenda.plan(play.pace.after(&play.office, self.from, 400), Deed::Tidy(0));
        for place in play.cast.keys().copied().collect::<Vec<_>>() {
            self.plan_of_partner(place, self.from, order.days);
        }
    }

    fn plan_of_partner(&mut self, place: usize, from: Instant, days: i64) {
        let Ok(member) = self.play.member(place) else { return };
        let number = u64::try_from(place).unwrap_or_default();
        let mut chance = Chance::of(self.play.seed, "partner", number);
        if member.habit.own_deals > 0 {
            let gap = 3_000 / i64::from(member.habit.own_deals);
            let first = member.calendar.add_working(from + Span::days(chance.between(0, gap + 1)), Span::minutes(200));
            self.play.agenda.plan(first.unwrap_or(from), Deed::RegisterOwn(place, number));
        }
        if chance.percent(25) {
            let at = from + Span::days(chance.between(10, days.max(11))) + Span::hours(9);
            self.play.agenda.plan(at, Deed::Holiday(place, chance.between(5, 15)));
        }
    }

    /// From moment to moment: what is due by itself, then what somebody does.
    async fn live_through(&mut self, until: Instant, tell: &(impl Fn(i64) + Send)) -> Result<(), Trouble> {
        self.play.notice(self.from).await?;
        loop {
            let now = self.app.clock.now();
            tell(100 * now.since(self.from).0 / until.since(self.from).0.max(1));
            let due = test_clock::next_due(&self.app, until).await?.map(|at| at.max(now));
            let planned = self.play.agenda.next_at().filter(|at| *at <= until).map(|at| at.max(now));
            let Some(next) = due.into_iter().chain(planned).min() else { break };
            self.app.clock.set(next);
            // A deadline and an answer of the same moment: the deadline has passed.
            if due != Some(next)
                && let Some(deed) = self.play.agenda.take_due(next)
            {
                self.play_deed(next, deed, until).await?;
            }
            self.reactors.settle(&self.app).await?;
            self.play.notice(next).await?;
        }
        self.app.clock.set(until);
        self.reactors.settle(&self.app).await?;
        self.play.notice(until).await
    }

    async fn play_deed(&mut self, now: Instant, deed: Deed, until: Instant) -> Result<(), Trouble> {
        let Deed::Join(place) = deed else { return self.play.perform(now, deed).await };
        let Some(sheet) = PartnerSheet::all().get(place) else { return Ok(()) };
        let member = self.founded.admit(&self.play.door, sheet, place, now).await?;
        self.play.cast.insert(place, member);
        self.plan_of_partner(place, now, until.since(now).as_minutes() / 1_440);
        Ok(())
    }
}

/// The regions that the first so many partners cover.
pub fn covered(partners: usize) -> Vec<&'static Region> {
    let sheets = || PartnerSheet::all().iter().take(partners);
    Region::all().iter().filter(|region| sheets().any(|sheet| sheet.territories.contains(&region.code))).collect()
}
