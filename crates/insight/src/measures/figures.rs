//! How the five numbers are written on pages: figures, tiles, the picture of twelve weeks.

use askama::Template;
use kit::{Lang, time::Span};
use network::territories;
use platform::web::{Tile, Tone, Trend, Ui, format};

use super::{
    domain::measure::{Better, InWeek, Measure, MeasureId, Unit, Value, met},
    words as texts,
};

/// What a number wears on pages.
pub struct Face {
    /// Its icon.
    pub icon: &'static str,
    /// The page of its list.
    pub page: &'static str,
}

/// What a number wears.
pub fn face(id: MeasureId) -> Face {
    match id {
        MeasureId::Active => Face { icon: "activity", page: "/insight/active" },
        MeasureId::Start => Face { icon: "player-play", page: "/insight/start" },
        MeasureId::Ignored => Face { icon: "eye-off", page: "/insight/ignored" },
        MeasureId::Won => Face { icon: "trophy", page: "/insight/won" },
        MeasureId::Debt => Face { icon: "scale", page: "/insight/debt" },
    }
}

/// A number in its unit; a dash when there is nothing to measure.
pub fn figure(ui: &Ui, unit: Unit, value: Option<i64>) -> String {
    match (value, unit) {
        (None, _) => "—".to_owned(),
        (Some(value), Unit::Share) => ui.percent(value / 100),
        (Some(value), Unit::Minutes) => ui.span(Span::minutes(value)),
    }
}

/// The target with its sign: `≥ 60 %`.
pub fn target(ui: &Ui, measure: &Measure) -> String {
    let sign = if measure.better == Better::Higher { "≥" } else { "≤" };
    format!("{sign}\u{a0}{}", figure(ui, measure.unit, Some(measure.target)))
}

/// How many of how many: `31 из 50`.
pub fn parts(ui: &Ui, measure: &Measure, value: &Value) -> String {
    match measure.unit {
        Unit::Share => texts::of(ui.lang, ui.number(value.part), ui.number(value.whole)),
        Unit::Minutes => ui.plural(value.part, ["старт", "старта", "стартов"], ["start", "starts"]),
    }
}

/// The change against the four weeks before; none when it is too small to tell.
fn trend(ui: &Ui, measure: &Measure) -> Option<Trend> {
    let change = measure.now.value? - measure.before.value?;
    let (size, least) = match measure.unit {
        Unit::Share => (points(ui.lang, change.abs()), 1_000),
        Unit::Minutes => (ui.span(Span::minutes(change.abs())), 1),
    };
    let (rose, better) = (change > 0, (change > 0) == (measure.better == Better::Higher));
    (change.abs() >= least).then_some(Trend { change: size, rose, better })
}

/// Percentage points from millionths: `2,3 п. п.`
fn points(lang: Lang, millionths: i64) -> String {
    texts::points(lang, format::decimal(lang, millionths / 1_000, 1))
}

/// How good a number is.
pub fn tone(met: Option<bool>) -> Tone {
    match met {
        Some(true) => Tone::Good,
        Some(false) => Tone::Bad,
        None => Tone::Calm,
    }
}

/// Whether the target is reached, in words.
pub fn verdict(lang: impl Into<Lang>, met: Option<bool>) -> String {
    let lang = lang.into();
    match met {
        Some(true) => texts::reached(lang),
        Some(false) => texts::missed(lang),
        None => texts::nothing_to_measure(lang),
    }
}

/// A number as a tile that opens its list.
pub fn tile(ui: &Ui, measure: &Measure) -> Tile {
    let face = face(measure.id);
    let mut note = parts(ui, measure, &measure.now);
    for beside in measure.beside.iter().filter(|beside| beside.name == "paused" && beside.value.part > 0) {
        note = format!("{note} · {}", texts::paused(ui.lang, ui.number(beside.value.part)));
    }
    let tile = Tile::new(face.icon, &measure.name, figure(ui, measure.unit, measure.now.value));
    let tile = tile.tone(tone(measure.met)).target(target(ui, measure)).note(note).href(face.page);
    match trend(ui, measure) {
        Some(trend) => tile.trend(trend),
        None => tile,
    }
}

/// The name of a region; its code if nobody knows it.
pub fn region(lang: impl Into<Lang>, code: &str) -> String {
    let lang = lang.into();
    territories::get(code).map_or_else(|| code.to_owned(), |territory| territory.name(lang).to_owned())
}

/// A column of the picture.
pub struct Column {
    /// Left edge.
    pub x: i64,
    /// Upper edge.
    pub y: i64,
    /// Height; 0 when there is nothing to measure.
    pub height: i64,
    /// Whether the week reached the target.
    pub tone: Tone,
    /// The week is not over.
    pub running: bool,
    /// What a reader sees who points at it.
    pub says: String,
    /// The Monday, under every fourth column.
    pub label: Option<String>,
}

/// Twelve weeks as columns with the target as a line. Sizes are those of the view box.
#[derive(Template)]
#[template(path = "measures/pages/chart.html")]
pub struct Chart {
    columns: Vec<Column>,
    target_y: i64,
    target: String,
    last: Option<(i64, i64, String)>,
    label: String,
}

/// The line on which the columns stand, and the height over it.
const FLOOR: i64 = 162;
const TALL: i64 = 128;

impl Chart {
    /// The picture of a number.
    pub fn of(ui: &Ui, measure: &Measure) -> Self {
        let values = measure.weeks.iter().filter_map(|week| week.value.value);
        let most = values.chain([measure.target]).max().unwrap_or(1).max(1);
        // A little air over the highest.
        let most = most.saturating_add(most / 10).max(1);
        let height = |value: i64| leads::fixed::mul_div(value.max(0), TALL, most);
        let columns: Vec<Column> = (0_i64..)
            .zip(&measure.weeks)
            .map(|(place, week)| {
                let tall = week.value.value.map_or(0, |value| height(value).max(2));
                Column {
                    x: 4 + 25 * place,
                    y: FLOOR - tall,
                    height: tall,
                    tone: tone(met(measure.id, week.value.value, measure.target)),
                    running: week.running,
                    says: says(ui, measure, week),
                    label: (place % 4 == 0).then(|| monday(ui, week)),
                }
            })
            .collect();
        let newest = columns.iter().zip(&measure.weeks).rfind(|(column, _)| column.height > 0);
        let last = newest.map(|(column, week)| {
            // The words reach over the columns before it.
            let under = columns.iter().filter(|other| (column.x - 50..=column.x).contains(&other.x));
            let y = under.map(|other| other.y).min().unwrap_or(column.y);
            (column.x + 18, y - 5, figure(ui, measure.unit, week.value.value))
        });
        Self {
            target_y: FLOOR - height(measure.target),
            target: target(ui, measure),
            last,
            label: texts::picture(ui.lang, &measure.name),
            columns,
        }
    }
}

/// `15 июня`: the Monday of a week.
pub fn monday(ui: &Ui, week: &InWeek) -> String {
    date(ui, week.week)
}

/// `15 июня`
pub fn date(ui: &Ui, day: jiff::civil::Date) -> String {
    // Noon in the reader's zone lies on that day.
    let noon = day.at(12, 0, 0, 0).to_zoned(ui.zone.clone()).map(|noon| kit::Instant::from(noon.timestamp()));
    noon.map_or_else(|_| day.to_string(), |noon| ui.day(noon))
}

fn says(ui: &Ui, measure: &Measure, week: &InWeek) -> String {
    let value = figure(ui, measure.unit, week.value.value);
    format!("{}: {value} ({})", monday(ui, week), parts(ui, measure, &week.value))
}
