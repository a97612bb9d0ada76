//! The five numbers counted again, the slow way: every offer, deal and entry, straight from the tables.

use std::collections::BTreeMap;

use db::{DbError, Row, Sql, Tx, params};
use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
    tz::TimeZone,
};
use kit::{
    Instant,
    id::{DealId, EventId, PartnerId},
};
use leads::reciprocity::domain::{Entry, History, Ledger, ReciprocityPolicy, Rule, standing};

static OFFERS: Sql =
    Sql::new("slow::OFFERS", "select state, offered_at, state_at, accepted_at, started_at, partner_id from offer");
static DEALS: Sql = Sql::new("slow::DEALS", "select origin, state, created_at, state_at, partner_id from deal");
static PARTNERS: Sql = Sql::new("slow::PARTNERS", "select id, joined_at, left_at from partner");
static ENTRIES: Sql = Sql::new(
    "slow::ENTRIES",
    "select partner_id, event_id, rule, at, deal_id, amount from reciprocity_entry order by at",
);

type Offer = (String, Instant, Instant, Option<Instant>, Option<Instant>, PartnerId);
type Deal = (String, String, Instant, Instant, PartnerId);

/// Everything that the numbers are made of.
pub struct Tables {
    offers: Vec<Offer>,
    deals: Vec<Deal>,
    partners: Vec<(PartnerId, Instant, Option<Instant>)>,
    ledgers: BTreeMap<PartnerId, Ledger>,
    zone: TimeZone,
}

struct Kept(PartnerId, Entry);

impl db::FromRow for Kept {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let partner = row.take()?;
        let event: EventId = row.take()?;
        let rule = match row.take::<String>()?.as_str() {
            "lead_won" => Rule::LeadWon,
            "own_deal_counted" => Rule::OwnDealCounted,
            "forgiven" => Rule::Forgiven,
            _ => Rule::OwnDealVoided,
        };
        let (at, deal): (Instant, DealId) = (row.take()?, row.take()?);
        Ok(Self(partner, Entry { event, rule, at, deal, amount: row.take()? }))
    }
}

/// What a week was: ignored and answered or ignored, started and ended start clocks, median of minutes, won and closed by
/// leads and own, active and all partners on its last day, partners in debt and paused at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    pub ignored: (i64, i64),
    pub started: (i64, i64),
    pub median: Option<i64>,
    pub won: (i64, i64),
    pub active: (i64, i64),
    pub debt: (i64, i64),
}

impl Tables {
    pub async fn read(tx: &mut Tx) -> Result<Self, DbError> {
        let partners: Vec<(PartnerId, Instant, Option<Instant>)> = tx.all(&PARTNERS, params![]).await?;
        let mut entries: BTreeMap<PartnerId, Vec<Entry>> = BTreeMap::new();
        for Kept(partner, entry) in tx.all::<Kept>(&ENTRIES, params![]).await? {
            entries.entry(partner).or_default().push(entry);
        }
        Ok(Self {
            offers: tx.all(&OFFERS, params![]).await?,
            deals: tx.all(&DEALS, params![]).await?,
            partners,
            ledgers: entries.into_iter().map(|(partner, entries)| (partner, Ledger::from(entries))).collect(),
            zone: TimeZone::get("Europe/Moscow").unwrap(),
        })
    }

    fn day(&self, at: Instant) -> Date {
        at.timestamp().to_zoned(self.zone.clone()).date()
    }

    fn start_of(&self, day: Date) -> Instant {
        day.to_zoned(self.zone.clone()).unwrap().timestamp().into()
    }

    /// The numbers of the weeks of these Mondays; several weeks as one for the present values.
    pub fn over(&self, mondays: &[Date], today: Date, now: Instant) -> Week {
        let inside = |at: Instant| {
            let day = self.day(at);
            mondays.iter().any(|monday| *monday <= day && day < monday.saturating_add(7.days()))
        };
        let offers = || self.offers.iter();
        let ended = |state: &str| count(offers().filter(|o| o.0 == state && inside(o.2)));
        let accepted = count(offers().filter(|o| o.3.is_some_and(inside)));
        let started: Vec<&Offer> = offers().filter(|o| o.4.is_some_and(inside)).collect();
        let mut minutes: Vec<i64> = started.iter().map(|o| o.4.unwrap().since(o.1).as_minutes()).collect();
        minutes.sort_unstable();
        let deals = |state: &str| count(self.deals.iter().filter(|d| d.1 == state && inside(d.3)));
        let last = mondays.iter().max().unwrap().saturating_add(6.days()).min(today);
        let end = self.start_of(last.saturating_add(1.days())) - kit::time::Span(1);
        Week {
            ignored: (ended("ignored"), accepted + ended("declined") + ended("ignored")),
            started: (count(started.iter()), count(started.iter()) + ended("not_started")),
            median: minutes.get(minutes.len().saturating_sub(1) / 2).copied(),
            won: (deals("won"), deals("won") + deals("lost")),
            active: self.active(last),
            debt: self.debt(if last == today { now } else { end }),
        }
    }

    fn active(&self, on: Date) -> (i64, i64) {
        let first = on.saturating_sub(89.days());
        let recent = |at: Instant| (first..=on).contains(&self.day(at));
        let sells = |partner: PartnerId| {
            let offers = self.offers.iter().filter(|o| o.5 == partner);
            let mut of_offers = offers.flat_map(|o| [o.3, o.4]).flatten();
            let deals = self.deals.iter().filter(|d| d.4 == partner);
            let closed = |d: &Deal| matches!(d.1.as_str(), "won" | "lost").then_some(d.3);
            let mut of_deals = deals.flat_map(|d| [Some(d.2), closed(d)]).flatten();
            of_offers.any(recent) || of_deals.any(recent)
        };
        let here = self.partners.iter().filter(|p| self.day(p.1) <= on && p.2.is_none_or(|left| self.day(left) > on));
        let here: Vec<_> = here.collect();
        (count(here.iter().filter(|p| sells(p.0))), count(here.iter()))
    }

    fn debt(&self, at: Instant) -> (i64, i64) {
        let policy = ReciprocityPolicy { grace_days: 0, due_days: 14, pause_days: vec![30], ..Default::default() };
        let standings: Vec<_> = self
            .partners
            .iter()
            .filter_map(|(id, joined_at, ..)| {
                let ledger = self.ledgers.get(id)?.clone();
                let history = History { joined_at: *joined_at, guided_done_at: None, ledger, overrides: vec![] };
                Some(standing(&history, &policy, &self.zone, at))
            })
            .collect();
        (count(standings.iter().filter(|s| s.debt > 0)), count(standings.iter().filter(|s| s.is_paused(at))))
    }
}

fn count<T>(all: impl Iterator<Item = T>) -> i64 {
    i64::try_from(all.count()).unwrap()
}

/// The twelve Mondays that end with the one of today.
pub fn mondays(today: Date) -> Vec<Date> {
    let mut monday = today;
    while monday.weekday() != Weekday::Monday {
        monday = monday.yesterday().unwrap();
    }
    (0..12).rev().map(|back| monday.saturating_sub((back * 7).days())).collect()
}

macro_rules! dump {
    ($tx:ident, $out:ident, $($row:ty: $sql:literal),* $(,)?) => {$({
        static ROWS: Sql = Sql::new("slow::dump", $sql);
        let rows: Vec<$row> = $tx.all(&ROWS, params![]).await?;
        $out.extend(rows.into_iter().map(|row| format!("{}: {row:?}", $sql)));
    })*};
}

/// Every row of the rollups, as text.
pub async fn bytes(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let mut out = Vec::new();
    dump! { tx, out,
        (PartnerId, i64, i64, i64, i64, i64, i64, i64):
            "select partner_id, week, offered, accepted, declined, ignored, started, not_started from measure_week order by 1, 2",
        (PartnerId, i64, i64, i64, i64, i64):
            "select partner_id, week, lead_won, lead_lost, own_won, own_lost from measure_week order by 1, 2",
        (i64, i64, i64): "select week, minutes, starts from measure_start order by 1, 2",
        (i64, i64): "select week, minutes from measure_median order by 1",
        (i64, i64, i64): "select day, partners, active from measure_day order by 1",
        (PartnerId, i64): "select partner_id, day from measure_partner_day order by 1, 2",
        (PartnerId, i64, i64, i64, String, i64):
            "select partner_id, joined_day, left_day, last_commercial_at, last_commercial, last_offer_at from measure_partner order by 1",
        (PartnerId, String, i64, i64, i64, Option<i64>, i64, Option<i64>):
            "select partner_id, state, won, own, debt, since_at, due_day, until_at from measure_debt order by 1",
        (i64, i64, i64): "select week, in_debt, paused from measure_debt_week order by 1",
        (i64, String, kit::id::ProductId, i64): "select week, region, product_id, leads from measure_demand order by 1, 2, 3",
        (i64, PartnerId, i64, i64): "select week, after_partner, in_debt, paused from measure_closing order by 1",
    }
    assert!(out.len() > 20, "{out:#?}");
    Ok(out)
}

#[test]
fn twelve_weeks_end_with_the_present_one() {
    let weeks = mondays(date(2026, 6, 17));
    assert_eq!((weeks[0], weeks[11]), (date(2026, 3, 30), date(2026, 6, 15)));
}
