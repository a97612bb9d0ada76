//! The lists behind the numbers, as they are read.

use std::collections::BTreeMap;

use db::Tx;
use jiff::civil::Date;
use kit::{
    Instant,
    id::{DealId, LeadId, OfferId, PartnerId, ProductId},
    paging::{
        self, Cursor, Page,
        whole::{self, Listed},
    },
};
use network::partners::{self, PauseKind};
use platform::{Cx, Fail, listing};
use schemars::JsonSchema;
use selling::deals::{DealState, Origin};
use serde::{Deserialize, Serialize};

use super::{
    consumer,
    debts::{self, DebtState},
    domain::{
        Day,
        sleep::{Reason, Sleeper, reasons},
    },
    service::PRESENT_WEEKS,
    store::lists::{self as store, Asleep},
};

/// Which rows of a list.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only of this partner.
    pub partner: Option<PartnerId>,
    /// Only deals of this origin.
    pub origin: Option<Origin>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

impl ListQuery {
    fn page(&self) -> Result<(u32, Option<Cursor>), Fail> {
        Ok((paging::limit(self.limit), listing::cursor(self.after.as_deref())?))
    }
}

/// A partner without a commercial event in the last days that keep a partner active.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Sleeping {
    /// The partner.
    pub partner: PartnerId,
    /// Its name.
    pub name: String,
    /// When it joined.
    #[schemars(with = "String")]
    pub joined_on: Date,
    /// Its last commercial event.
    pub last_event: Option<String>,
    /// When that was.
    pub last_event_at: Option<Instant>,
    /// When it was last offered a lead.
    pub last_offer_at: Option<Instant>,
    /// People who can sign in.
    pub users: i64,
    /// Why it sleeps: what to deal with first at the beginning.
    pub reasons: Vec<Reason>,
}

/// An offer behind *ignored* or *time to start*.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OfferLine {
    /// The offer.
    pub offer: OfferId,
    /// Its lead.
    pub lead: LeadId,
    /// Its partner.
    pub partner: PartnerId,
    /// The partner's name.
    pub partner_name: String,
    /// Which wave brought it.
    pub wave: u32,
    /// What the client needs.
    pub need: String,
    /// The product.
    pub product: ProductId,
    /// Code of the region.
    pub region: String,
    /// `A` or `B`.
    pub grade: String,
    /// Where the offer stands.
    pub state: String,
    /// Since when.
    pub state_at: Instant,
    /// When it was made.
    pub offered_at: Instant,
    /// Until when it could be answered.
    pub deadline: Instant,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When the client was contacted.
    pub started_at: Option<Instant>,
    /// Minutes from the offer to the contact.
    pub minutes_to_start: Option<i64>,
}

/// A deal behind *won*.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ClosedDeal {
    /// The deal.
    pub deal: DealId,
    /// Its partner.
    pub partner: PartnerId,
    /// The partner's name.
    pub partner_name: String,
    /// Who brought the client.
    pub origin: Origin,
    /// The lead that it comes from.
    pub lead: Option<LeadId>,
    /// The product.
    pub product: ProductId,
    /// What it is about.
    pub title: String,
    /// Its value in minor units.
    pub value_minor: Option<i64>,
    /// Won or lost.
    pub state: DealState,
    /// When.
    pub closed_at: Instant,
    /// The proof, or the reason.
    pub words: Option<String>,
}

/// A partner that owes own deals.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Debtor {
    /// The partner.
    pub partner: PartnerId,
    /// Its name.
    pub name: String,
    /// How the debt stands.
    pub state: DebtState,
    /// Vendor leads won.
    pub won: u32,
    /// Own deals that count.
    pub own: u32,
    /// Wins that own deals do not pay for.
    pub debt: u32,
    /// Since when it runs.
    pub since: Option<Instant>,
    /// The last day on which it can be paid, while it runs.
    #[schemars(with = "Option<String>")]
    pub due_on: Option<Date>,
    /// End of the pause, or of the director's decision.
    pub until: Option<Instant>,
}

/// A partner by what it ignored in the last four weeks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ignorer {
    /// The partner.
    pub partner: PartnerId,
    /// Its name.
    pub name: String,
    /// Offers made to it.
    pub offered: i64,
    /// Offers that it answered.
    pub answered: i64,
    /// Offers that it let pass.
    pub ignored: i64,
}

/// Partners that sleep, the longest asleep first, and why.
pub async fn sleeping(cx: &Cx, tx: &mut Tx, query: &ListQuery) -> Result<Page<Sleeping>, Fail> {
    let (limit, after) = query.page()?;
    let zone = debts::zone(cx, tx).await?;
    let today = Day::of(cx.now, &zone);
    let active_days = consumer::active_days(cx, tx).await?;
    let asleep = Asleep {
        now: cx.now,
        today,
        awake_from: today.plus(1 - active_days).start(&zone),
        weeks_from: today.plus(1 - active_days).monday(),
    };
    let rows = store::sleeping(tx, cx.program(), asleep, after, limit + 1).await?;
    let pauses = partners::pauses_of(tx, cx.program(), cx.now).await?;
    let rows = Page::of(rows, limit, |row| Cursor { key: row.last_commercial_at.micros(), id: row.partner.uuid() });
    let items = rows.items.into_iter().map(|row| shown(row, (today, active_days), &pauses, cx.now)).collect();
    Ok(Page { items, next: rows.next })
}

fn shown(
    row: store::Sleeping,
    (today, active_days): (Day, i64),
    pauses: &BTreeMap<PartnerId, Vec<partners::Pause>>,
    now: Instant,
) -> Sleeping {
    let own = pauses.get(&row.partner).into_iter().flatten().find(|pause| pause.from <= now);
    let debt = (row.debt == Some(DebtState::Paused)).then_some((PauseKind::Reciprocity, row.paused_until));
    let ever = |at: Instant| (at.micros() > 0).then_some(at);
    let facts = Sleeper {
        days_in_network: today.0 - row.joined_day,
        active_days,
        contract_active: row.contract_active,
        users: row.users,
        certificates: row.certificates,
        pause: own.map(|pause| (pause.kind, pause.until)).or(debt),
        ever_offered: ever(row.last_offer_at).is_some(),
        offered: row.offered,
        ignored: row.ignored,
        declined: row.declined,
    };
    Sleeping {
        partner: row.partner,
        name: row.name,
        joined_on: Day(row.joined_day).date(),
        last_event: ever(row.last_commercial_at).map(|_| row.last_commercial),
        last_event_at: ever(row.last_commercial_at),
        last_offer_at: ever(row.last_offer_at),
        users: row.users,
        reasons: reasons(&facts),
    }
}

/// The first moment of the weeks of which the present value is made.
async fn present(cx: &Cx, tx: &mut Tx) -> Result<(Day, Instant), Fail> {
    let zone = debts::zone(cx, tx).await?;
    let monday = Day::of(cx.now, &zone).monday().plus(-7 * (PRESENT_WEEKS - 1));
    Ok((monday, monday.start(&zone)))
}

/// Offers that nobody answered, the newest first.
pub async fn ignored(cx: &Cx, tx: &mut Tx, query: &ListQuery) -> Result<Page<OfferLine>, Fail> {
    let ((limit, after), from) = (query.page()?, present(cx, tx).await?.1);
    let rows = store::ignored(tx, cx.program(), from, query.partner, after, limit + 1).await?;
    let lines = rows.into_iter().map(line).collect();
    Ok(Page::of(lines, limit, |line| Cursor { key: line.state_at.micros(), id: line.offer.uuid() }))
}

/// Offers that were accepted, the newest first, with the minutes to the first contact.
pub async fn started(cx: &Cx, tx: &mut Tx, query: &ListQuery) -> Result<Page<OfferLine>, Fail> {
    let ((limit, after), from) = (query.page()?, present(cx, tx).await?.1);
    let rows = store::accepted(tx, cx.program(), from, query.partner, after, limit + 1).await?;
    let lines = rows.into_iter().map(line).collect();
    let accepted = |line: &OfferLine| line.accepted_at.map_or(0, Instant::micros);
    Ok(Page::of(lines, limit, |line| Cursor { key: accepted(line), id: line.offer.uuid() }))
}

fn line(row: store::ListedOffer) -> OfferLine {
    OfferLine {
        offer: row.id,
        lead: row.lead,
        partner: row.partner,
        partner_name: row.partner_name,
        wave: row.wave,
        need: row.need,
        product: row.product,
        region: row.region,
        grade: row.grade,
        state: row.state,
        state_at: row.state_at,
        offered_at: row.offered_at,
        deadline: row.deadline,
        accepted_at: row.accepted_at,
        started_at: row.started_at,
        minutes_to_start: row.started_at.map(|at| at.since(row.offered_at).as_minutes()),
    }
}

/// Deals that were won or lost, the newest first.
pub async fn closed(cx: &Cx, tx: &mut Tx, query: &ListQuery) -> Result<Page<ClosedDeal>, Fail> {
    let ((limit, after), from) = (query.page()?, present(cx, tx).await?.1);
    let rows = store::closed(tx, cx.program(), from, query.origin, after, limit + 1).await?;
    let rows = Page::of(rows, limit, |row| Cursor { key: row.state_at.micros(), id: row.id.uuid() });
    let items = rows.items.into_iter().map(|row| ClosedDeal {
        deal: row.id,
        partner: row.partner,
        partner_name: row.partner_name,
        origin: row.origin,
        lead: row.lead,
        product: row.product,
        title: row.title,
        value_minor: row.value_minor,
        state: row.state,
        closed_at: row.state_at,
        words: row.words,
    });
    Ok(Page { items: items.collect(), next: rows.next })
}

/// Partners that owe own deals: those that are paused, then by the day on which they can last pay.
pub async fn debtors(cx: &Cx, tx: &mut Tx, query: &ListQuery) -> Result<Page<Debtor>, Fail> {
    let (limit, after) = query.page()?;
    let rows = store::debtors(tx, cx.program(), after, limit + 1).await?;
    let rows = Page::of(rows, limit, |row| Cursor { key: row.due_day, id: row.partner.uuid() });
    let items = rows.items.into_iter().map(|row| Debtor {
        partner: row.partner,
        name: row.name,
        state: row.state,
        won: row.won,
        own: row.own,
        debt: row.debt,
        since: row.since,
        due_on: (row.state == DebtState::Running).then(|| Day(row.due_day).date()),
        until: row.until,
    });
    Ok(Page { items: items.collect(), next: rows.next })
}

/// What such a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IgnorersBy {
    /// By how many offers it let pass.
    Ignored,
}

impl whole::By for IgnorersBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Ignored, "ignored")];
}

impl whole::Row for Ignorer {
    type By = IgnorersBy;
    const USUAL: whole::Sort<IgnorersBy> = whole::Sort::falling(IgnorersBy::Ignored);
    fn key(&self, _: IgnorersBy) -> whole::Key {
        self.ignored.into()
    }
    fn id(&self) -> String {
        self.partner.to_string()
    }
    fn words(&self) -> String {
        self.name.clone()
    }
}

/// Partners that ignored offers in the last four weeks, the most first.
pub async fn ignorers(cx: &Cx, tx: &mut Tx, query: &ListQuery) -> Result<Page<Ignorer>, Fail> {
    let from = present(cx, tx).await?.0;
    let rows = store::ignorers(tx, cx.program(), from).await?;
    let lines = rows.into_iter().map(|(partner, name, offered, answered, ignored)| Ignorer {
        partner,
        name,
        offered,
        answered,
        ignored,
    });
    let lines = lines.filter(|line| query.partner.is_none_or(|partner| partner == line.partner)).collect();
    listing::page(lines, &Listed { q: None, sort: None, limit: query.limit, after: query.after.clone() })
}
