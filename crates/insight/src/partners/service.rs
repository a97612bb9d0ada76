//! Which partners, in which order.

use db::Tx;
use kit::{
    Instant,
    paging::{
        Page,
        whole::{self, Listed, Sort},
    },
    time::Span,
};
use network::{
    partners::{self, Life, Partner, PartnerShown, SizeClass},
    territories,
};
use platform::{Cx, Fail, listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::{self, Moments};
use crate::measures::{self, domain::Day};

/// So many days without a commercial event are sleep.
pub(super) const SLEEP_DAYS: i64 = 30;
/// Over so many weeks the numbers are counted.
pub(super) const WEEKS: i64 = 13;

/// A partner with what it does.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Line {
    /// The partner, and where it stands in its life.
    #[serde(flatten)]
    pub shown: PartnerShown,
    /// Offers that wait for its answer.
    pub open_offers: i64,
    /// Offers made to it in the last thirteen weeks, the present one among them.
    pub received: i64,
    /// Leads of the vendor that it won in them.
    pub won: i64,
    /// Deals of its own that it won in them.
    pub brought: i64,
    /// Its last commercial event.
    pub last_activity_at: Option<Instant>,
    /// Wins that its own deals do not pay for.
    pub debt: i64,
}

impl Line {
    /// The same line with the partner read anew.
    pub(super) fn with(self, partner: Partner) -> Self {
        Self { shown: PartnerShown { partner, life: self.shown.life }, ..self }
    }
}

kit::codes! {
    /// Which partners need a look.
    pub enum Only {
        /// Those without a commercial event in thirty days.
        Asleep = "asleep",
        /// Those that won more than their own deals pay for.
        InDebt = "in_debt",
    }
}

/// Which partners.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnersQuery {
    /// Part of the name.
    pub q: Option<String>,
    /// Only of this size.
    pub size_class: Option<SizeClass>,
    /// Only those that stand here in their life.
    pub life: Option<Life>,
    /// Only those that name exactly this territory code.
    pub territory: Option<String>,
    /// Only those that serve this region: by its code, by a territory around it, or because they serve all.
    pub region: Option<String>,
    /// `asleep`: nothing commercial in thirty days. `in_debt`: won more than own deals pay for.
    pub only: Option<Only>,
    /// By what; a minus before it turns the order round. By when they joined if absent.
    pub sort: Option<Sort<PartnersBy>>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

/// What partners are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnersBy {
    /// When they joined.
    Joined,
    /// Name.
    Name,
    /// Where they stand in their life.
    Life,
    /// Size.
    Size,
    /// The first territory.
    Territory,
    /// Offers that wait.
    Offers,
    /// Offers received.
    Received,
    /// Leads won.
    Won,
    /// Own deals won.
    Brought,
    /// The last commercial event.
    Activity,
    /// Debt.
    Debt,
}

impl whole::By for PartnersBy {
    const KEYS: &'static [(Self, &'static str)] = &[
        (Self::Joined, "joined"),
        (Self::Name, "name"),
        (Self::Life, "life"),
        (Self::Size, "size"),
        (Self::Territory, "territory"),
        (Self::Offers, "offers"),
        (Self::Received, "received"),
        (Self::Won, "won"),
        (Self::Brought, "brought"),
        (Self::Activity, "activity"),
        (Self::Debt, "debt"),
    ];
}

fn place_in<T: PartialEq>(all: &[T], one: &T) -> whole::Key {
    whole::Key::Number(
        all.iter().position(|each| each == one).and_then(|at| i64::try_from(at).ok()).unwrap_or_default(),
    )
}

impl whole::Row for Line {
    type By = PartnersBy;
    const USUAL: Sort<PartnersBy> = Sort::rising(PartnersBy::Joined);
    fn key(&self, by: PartnersBy) -> whole::Key {
        let PartnerShown { partner, life } = &self.shown;
        match by {
            PartnersBy::Joined => partner.joined_at.into(),
            PartnersBy::Name => partner.name.as_str().into(),
            PartnersBy::Life => place_in(Life::ALL, life),
            PartnersBy::Size => place_in(SizeClass::ALL, &partner.size_class),
            PartnersBy::Territory => partner.territories.first().map_or("", String::as_str).into(),
            PartnersBy::Offers => self.open_offers.into(),
            PartnersBy::Received => self.received.into(),
            PartnersBy::Won => self.won.into(),
            PartnersBy::Brought => self.brought.into(),
            PartnersBy::Activity => self.last_activity_at.into(),
            PartnersBy::Debt => self.debt.into(),
        }
    }
    fn id(&self) -> String {
        self.shown.partner.id.to_string()
    }
    fn words(&self) -> String {
        self.shown.partner.name.clone()
    }
}

/// Every partner that the caller may see and the query names, in no order.
async fn found(cx: &Cx, tx: &mut Tx, query: &PartnersQuery) -> Result<Vec<Line>, Fail> {
    let today = Day::of(cx.now, &measures::zone(cx, tx).await?);
    let active_since = partners::active_since(cx, tx).await?;
    let at = Moments { now: cx.now, active_since, weeks_from: today.monday().plus(-7 * (WEEKS - 1)) };
    let mut lines = store::lines(tx, cx.program(), cx.caller.view(), query, at).await?;
    let awake_from = cx.now - Span::days(SLEEP_DAYS);
    let around = query.region.as_deref().map(territories::around);
    lines.retain(|line| {
        let PartnerShown { partner, life } = &line.shown;
        let serves = |region: &str| {
            let around = around.iter().flatten().any(|code| partner.territories.iter().any(|named| named == code));
            around || partner.territories.is_empty() || partner.territories.iter().any(|named| named == region)
        };
        query.life.is_none_or(|wanted| wanted == *life)
            && query.region.as_deref().is_none_or(serves)
            && match query.only {
                None => true,
                Some(Only::Asleep) => *life != Life::Left && line.last_activity_at.is_none_or(|at| at < awake_from),
                Some(Only::InDebt) => line.debt > 0,
            }
    });
    Ok(lines)
}

/// A page of partners.
pub async fn list(cx: &Cx, tx: &mut Tx, query: &PartnersQuery) -> Result<Page<Line>, Fail> {
    let lines = found(cx, tx, query).await?;
    // The words are found in the database, where they are folded.
    let asked = Listed { q: None, sort: query.sort, limit: query.limit, after: query.after.clone() };
    listing::page(lines, &asked)
}

/// All partners of a query, in its order.
pub async fn all(cx: &Cx, tx: &mut Tx, query: &PartnersQuery) -> Result<Vec<Line>, Fail> {
    let mut lines = found(cx, tx, query).await?;
    let Sort { by, falls } = query.sort.unwrap_or(<Line as whole::Row>::USUAL);
    lines.sort_by_cached_key(|line| (whole::Row::key(line, by), whole::Row::id(line)));
    if falls {
        lines.reverse();
    }
    Ok(lines)
}
