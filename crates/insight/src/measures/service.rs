//! The five numbers, put together; and the rebuild.

use db::Tx;
use jiff::civil::Date;
use kit::id::Program as Kind;
use network::policies;
use platform::{Cx, Fail, NewEvent, events, react};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    consumer::{self, NAME},
    debts,
    domain::{
        Day, MeasurePolicy, Tally,
        measure::{Beside, InWeek, Measure, MeasureId, Unit, Value, met},
        tally::Share,
    },
    store::{read, write},
    texts,
};

/// Weeks over which a number that is counted by weeks stands at present.
pub(super) const PRESENT_WEEKS: i64 = 4;

/// The five numbers of the network.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Measures {
    /// Today in the program's zone.
    #[schemars(with = "String")]
    pub today: Date,
    /// Events that are not counted yet; 0 but for moments, and while the rollups are made anew.
    pub behind: i64,
    /// The numbers.
    pub measures: Vec<Measure>,
}

/// What the rollups say, for twelve weeks and for now.
struct Rows {
    today: Day,
    weeks: Vec<Day>,
    tallies: Vec<Tally>,
    medians: Vec<Option<i64>>,
    median: Option<i64>,
    median_before: Option<i64>,
    active: Vec<Share>,
    debts: Vec<Option<(i64, i64)>>,
    debt: (i64, i64),
}

impl Rows {
    async fn read(cx: &Cx, tx: &mut Tx) -> Result<Self, Fail> {
        let program = cx.program();
        let zone = debts::zone(cx, tx).await?;
        let today = Day::of(cx.now, &zone);
        let twelve = read::twelve(today);
        let weeks: Vec<Day> = (0..12).map(|week| twelve.from.plus(7 * week)).collect();
        let mut tallies = read::weeks(tx, program, twelve.from, twelve.until).await?;
        let medians = read::medians(tx, program, twelve.from, twelve.until).await?;
        let present = today.monday().plus(-7 * (PRESENT_WEEKS - 1));
        let ends: Vec<Day> = weeks.iter().map(|week| week.plus(6).min(today)).collect();
        let closed = read::debt_weeks(tx, program, twelve.from).await?;
        Ok(Self {
            today,
            tallies: weeks.iter().map(|week| tallies.remove(week).unwrap_or_default()).collect(),
            medians: weeks.iter().map(|week| medians.get(week).copied()).collect(),
            median: read::median(tx, program, present, twelve.until).await?,
            median_before: read::median(tx, program, present.plus(-7 * PRESENT_WEEKS), present.plus(-7)).await?,
            active: read::active(tx, program, &ends).await?,
            debts: weeks.iter().map(|week| closed.get(week).copied()).collect(),
            debt: read::debt_now(tx, program).await?,
            weeks,
        })
    }

    /// The sum over the weeks of the present value.
    fn present(&self) -> Tally {
        self.four_weeks(0)
    }

    /// The sum over four weeks, the last of which lies so many weeks back.
    fn four_weeks(&self, back: usize) -> Tally {
        let newest = self.tallies.iter().rev().skip(back).take(4);
        newest.fold(Tally::default(), |mut sum, week| {
            sum += *week;
            sum
        })
    }

    fn partners(&self, week: usize) -> i64 {
        self.active.get(week).map_or(0, |share| share.whole)
    }

    /// What a number was in a week; in the running week what it is so far.
    fn in_week(&self, id: MeasureId, week: usize) -> Value {
        let tally = self.tallies.get(week).copied().unwrap_or_default();
        match id {
            MeasureId::Active => self.active.get(week).copied().unwrap_or_default().into(),
            MeasureId::Start => starts(&tally, self.medians.get(week).copied().flatten()),
            MeasureId::Ignored => tally.ignored_share().into(),
            MeasureId::Won => tally.won_share().into(),
            MeasureId::Debt => {
                let running = week + 1 == self.weeks.len();
                let closed = if running { Some(self.debt) } else { self.debts.get(week).copied().flatten() };
                closed.map_or(Value::default(), |debt| Share { part: debt.0, whole: self.partners(week) }.into())
            }
        }
    }

    fn now(&self, id: MeasureId) -> Value {
        let present = self.present();
        match id {
            MeasureId::Active | MeasureId::Debt => self.in_week(id, self.weeks.len().saturating_sub(1)),
            MeasureId::Start => starts(&present, self.median),
            MeasureId::Ignored => present.ignored_share().into(),
            MeasureId::Won => present.won_share().into(),
        }
    }

    /// What a number was four weeks ago, or over the four weeks before.
    fn before(&self, id: MeasureId) -> Value {
        let before = self.four_weeks(4);
        match id {
            MeasureId::Active | MeasureId::Debt => self.in_week(id, self.weeks.len().saturating_sub(5)),
            MeasureId::Start => starts(&before, self.median_before),
            MeasureId::Ignored => before.ignored_share().into(),
            MeasureId::Won => before.won_share().into(),
        }
    }

    fn beside(&self, id: MeasureId) -> Vec<Beside> {
        let present = self.present();
        let beside = |name, share: Share| Beside { name, value: share.into() };
        match id {
            MeasureId::Start => vec![beside("started_in_time", present.started_share())],
            MeasureId::Won => {
                vec![beside("vendor_leads", present.lead_share()), beside("own_deals", present.own_share())]
            }
            MeasureId::Debt => {
                let whole = self.partners(self.weeks.len().saturating_sub(1));
                vec![beside("paused", Share { part: self.debt.1, whole })]
            }
            MeasureId::Active | MeasureId::Ignored => Vec::new(),
        }
    }

    fn measure(&self, id: MeasureId, policy: &MeasurePolicy, active_days: i64, lang: kit::Lang) -> Measure {
        let (now, target) = (self.now(id), id.target(policy));
        let weeks = self.weeks.iter().enumerate().map(|(place, week)| InWeek {
            week: week.date(),
            running: *week == self.today.monday(),
            value: self.in_week(id, place),
        });
        Measure {
            id,
            unit: id.unit(),
            better: id.better(),
            target,
            met: met(id, now.value, target),
            now,
            before: self.before(id),
            beside: self.beside(id),
            weeks: weeks.collect(),
            name: texts::name(lang, id),
            definition: texts::definition(lang, id, active_days),
            list: list_of(id).to_owned(),
        }
    }
}

/// Starts are told in minutes; a week without any has no median.
fn starts(tally: &Tally, median: Option<i64>) -> Value {
    debug_assert_eq!(MeasureId::Start.unit(), Unit::Minutes);
    Value { value: median, part: tally.started, whole: tally.started }
}

/// The list behind a number, over the API.
pub const fn list_of(id: MeasureId) -> &'static str {
    match id {
        MeasureId::Active => "/api/v1/measures/active/sleeping",
        MeasureId::Start => "/api/v1/measures/start/offers",
        MeasureId::Ignored => "/api/v1/measures/ignored/offers",
        MeasureId::Won => "/api/v1/measures/won/deals",
        MeasureId::Debt => "/api/v1/measures/debt/partners",
    }
}

/// The five numbers at this moment.
pub async fn measures(cx: &Cx, tx: &mut Tx) -> Result<Measures, Fail> {
    let policy: MeasurePolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("measures")?;
    let active_days = consumer::active_days(cx, tx).await?;
    let rows = Rows::read(cx, tx).await?;
    let read = react::position(tx, cx.program(), NAME).await?;
    let last = events::last_position(tx, cx.program()).await?;
    let measures = MeasureId::ALL.iter().map(|id| rows.measure(*id, &policy, active_days, cx.lang)).collect();
    Ok(Measures { today: rows.today.date(), behind: (last - read).max(0), measures })
}

/// Throws the rollups away and lets the consumer read the log again. Until it is done, `behind` says how much is missing.
pub(super) async fn rebuild(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    let program = cx.program();
    // First, because it waits for the consumer that is just moving its place.
    react::rewind(tx, program, NAME).await?;
    write::clear(tx, program).await?;
    let id = kit::Id::<Kind>::from_uuid(program.uuid());
    events::record(cx, tx, NewEvent::new("measures.rebuilt", id)).await.map(drop)
}
