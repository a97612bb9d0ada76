//! Folds the event log into the rollups.

use std::collections::{BTreeMap, BTreeSet};

use db::{Tx, Work};
use jiff::tz::TimeZone;
use kit::{
    Id, Instant,
    id::{PartnerId, ProductId, Program as Kind},
};
use leads::reciprocity;
use network::{
    partners, policies,
    policy_section::{self, NetworkPolicy},
};
use platform::{Cx, Fail, events::Event, react};

use super::{
    debts,
    domain::{Day, Fact, Stretch, Tally, activity, fact},
    store::{network, read, write},
};

/// The name of the consumer in the table of cursors.
pub(super) const NAME: &str = "measures";

/// What a stretch of the log adds, gathered before it is written.
#[derive(Default)]
struct Batch {
    weeks: BTreeMap<(PartnerId, Day), Tally>,
    starts: BTreeMap<(Day, i64), i64>,
    members: BTreeMap<PartnerId, Stretch>,
    days: BTreeSet<(PartnerId, Day)>,
    last: BTreeMap<PartnerId, (Instant, String)>,
    last_offer: BTreeMap<PartnerId, Instant>,
    debts: BTreeSet<PartnerId>,
    demand: BTreeMap<(Day, String, ProductId), i64>,
    begun: Option<Instant>,
    new_policy: bool,
}

impl Batch {
    fn take(&mut self, event: &Event, zone: &TimeZone) {
        match event.name.as_str() {
            "program.begun" => self.begun = Some(event.at),
            "policy.published" => self.new_policy = true,
            "lead.received" => {
                if let Some((region, product)) = fact::asked_for(&event.data.0) {
                    *self.demand.entry((Day::of(event.at, zone).monday(), region, product)).or_default() += 1;
                }
            }
            _ => {}
        }
        let Some(partner) = event.partner else { return };
        if fact::moves_debt(&event.name) {
            self.debts.insert(partner);
        }
        let Some(fact) = Fact::of(&event.name, &event.data.0) else { return };
        let day = Day::of(event.at, zone);
        match fact {
            Fact::Offered => {
                let last = self.last_offer.entry(partner).or_insert(event.at);
                *last = event.at.max(*last);
            }
            Fact::Started(minutes) => *self.starts.entry((day.monday(), minutes)).or_default() += 1,
            Fact::Member { joined, left } => {
                let until = left.map_or(Day::NEVER, |left| Day::of(left, zone));
                self.members.insert(partner, Stretch { from: Day::of(joined, zone), until });
            }
            _ => {}
        }
        if fact.is_commercial() {
            self.days.insert((partner, day));
            let last = self.last.entry(partner).or_insert_with(|| (event.at, event.name.clone()));
            if last.0 <= event.at {
                *last = (event.at, event.name.clone());
            }
        }
        let tally = fact.tally();
        if tally != Tally::default() {
            for whose in [partner, network()] {
                *self.weeks.entry((whose, day.monday())).or_default() += tally;
            }
        }
    }
}

/// Reads on in the log. The consumer's place moves in the same transaction.
pub(super) fn on_events<'t>(cx: &'t Cx, tx: &'t mut Tx, events: &'t [Event]) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let zone = debts::zone(cx, tx).await?;
        let mut batch = Batch::default();
        events.iter().for_each(|event| batch.take(event, &zone));
        write(cx, tx, &batch).await?;
        react(cx, tx, &batch, &zone).await
    })
}

/// For how many days a commercial event keeps a partner active, by the policy in force.
pub(super) async fn active_days(cx: &Cx, tx: &mut Tx) -> Result<i64, Fail> {
    let policy: NetworkPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section(policy_section::NAME)?;
    Ok(policy.active_days.into())
}

/// The kind of the timer that counts active days anew, when the policy that is in force has another number of them.
pub(super) const ACTIVITY: &str = "measures_activity";

/// Another policy may be in force: the sums by day follow its number of days. Sets itself for the next policy.
pub(super) fn on_activity<'t>(cx: &'t Cx, tx: &'t mut Tx, _: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let program = cx.program();
        if let Some(next) = policies::next_after(tx, program, cx.now).await? {
            wake_at(cx, tx, next).await?;
        }
        let lasts = active_days(cx, tx).await?;
        if lasts == read::active_days(tx, program).await? {
            return Ok(());
        }
        write::set_active_days(tx, program, lasts).await?;
        let mut days = write::all_days(tx, program).await?;
        for (partner, member) in write::members(tx, program).await? {
            let Some(member) = member.within(member) else { continue };
            write::add_days(tx, program, member, 1, 0).await?;
            for stretch in activity::active(&days.remove(&partner).unwrap_or_default(), member, lasts) {
                write::add_days(tx, program, stretch, 0, 1).await?;
            }
        }
        Ok(())
    })
}

async fn wake_at(cx: &Cx, tx: &mut Tx, at: Instant) -> Result<(), Fail> {
    Ok(react::set_timer::<Kind>(tx, cx.program(), ACTIVITY, Id::from_uuid(cx.program().uuid()), at).await?)
}

async fn write(cx: &Cx, tx: &mut Tx, batch: &Batch) -> Result<(), Fail> {
    let program = cx.program();
    for ((partner, week), tally) in &batch.weeks {
        write::add_week(tx, program, *partner, *week, tally).await?;
    }
    for ((week, region, product), leads) in &batch.demand {
        write::add_demand(tx, program, *week, region, *product, *leads).await?;
    }
    for ((week, minutes), starts) in &batch.starts {
        write::add_start(tx, program, *week, *minutes, *starts).await?;
    }
    for week in batch.starts.keys().map(|key| key.0).collect::<BTreeSet<_>>() {
        if let Some(median) = read::median(tx, program, week, week).await? {
            write::set_median(tx, program, week, median).await?;
        }
    }
    for (partner, days) in &batch.members {
        enter(cx, tx, *partner, *days).await?;
    }
    for (partner, day) in &batch.days {
        active_on(cx, tx, *partner, *day).await?;
    }
    for (partner, (at, name)) in &batch.last {
        write::set_last(tx, program, *partner, *at, name).await?;
        partners::was_active(tx, program, *partner, *at).await?;
    }
    for (partner, at) in &batch.last_offer {
        write::set_last_offer(tx, program, *partner, *at).await?;
    }
    Ok(())
}

/// A partner joined or left, or the dates of that were put right: its days are counted anew.
async fn enter(cx: &Cx, tx: &mut Tx, partner: PartnerId, days: Stretch) -> Result<(), Fail> {
    let program = cx.program();
    let before = write::member(tx, program, partner).await?;
    if before == Some(days) {
        return Ok(());
    }
    let events = write::partner_days(tx, program, partner).await?;
    let lasts = read::active_days(tx, program).await?;
    for (member, sign) in before.map(|before| (before, -1)).into_iter().chain([(days, 1)]) {
        if let Some(member) = member.within(member) {
            write::add_days(tx, program, member, sign, 0).await?;
        }
        for stretch in activity::active(&events, member, lasts) {
            write::add_days(tx, program, stretch, 0, sign).await?;
        }
    }
    Ok(write::set_member(tx, program, partner, days).await?)
}

async fn active_on(cx: &Cx, tx: &mut Tx, partner: PartnerId, day: Day) -> Result<(), Fail> {
    let program = cx.program();
    if !write::add_partner_day(tx, program, partner, day).await? {
        return Ok(());
    }
    let Some(member) = write::member(tx, program, partner).await? else { return Ok(()) };
    let (before, after) = write::neighbours(tx, program, partner, day).await?;
    let lasts = read::active_days(tx, program).await?;
    if let Some(stretch) = activity::gained(day, before, after, member, lasts) {
        write::add_days(tx, program, stretch, 0, 1).await?;
    }
    Ok(())
}

/// Wakes the timers of the partners whose debt may have moved, and the one that closes weeks.
async fn react(cx: &Cx, tx: &mut Tx, batch: &Batch, zone: &TimeZone) -> Result<(), Fail> {
    if let Some(at) = batch.begun {
        let closing = debts::Closing::of(Day::of(at, zone).monday());
        write::set_closing(tx, cx.program(), &closing).await?;
        react::set_timer::<Kind>(tx, cx.program(), debts::WEEK, Id::from_uuid(cx.program().uuid()), cx.now).await?;
    }
    let mut moved = batch.debts.clone();
    if batch.new_policy {
        wake_at(cx, tx, cx.now).await?;
        moved.extend(reciprocity::holders(cx, tx, network(), u32::MAX).await?);
    }
    for partner in moved {
        react::set_timer(tx, cx.program(), debts::PARTNER, partner, cx.now).await?;
    }
    Ok(())
}
