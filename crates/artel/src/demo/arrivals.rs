//! When clients ask, and from where they come: by the form all day long, by phone and partners' sites in office
//! hours, as files after exhibitions.

use kit::{Instant, WorkingCalendar, time::Span};

use super::{
    chance::Chance,
    deeds::{Agenda, Deed},
};

/// Sources by their weight on an ordinary day.
const SOURCES: [(&str, u32); 4] = [("site", 52), ("phone", 22), ("email", 14), ("catalog", 12)];

/// Cards that come home from an exhibition.
const CARDS: u64 = 30;

/// Plans all arrivals of `days` days that begin at midnight `from`, in the zone of the vendor's office; returns how
/// many there are.
pub fn plan(agenda: &mut Agenda, seed: u64, office: &WorkingCalendar, from: Instant, days: i64, per_day: u32) -> u64 {
    let mut number = 0;
    for day in 0..days {
        let midnight = from + Span::days(day);
        let weekend = office.local_date(midnight).weekday().to_monday_zero_offset() >= 5;
        let mut chance = Chance::of(seed, "day", u64::try_from(day).unwrap_or_default());
        for _ in 0..on_day(&mut chance, day, days, per_day, weekend) {
            let Some((source, _)) = chance.weighted(&SOURCES, |(_, weight)| *weight) else { continue };
            agenda.plan(midnight + moment(&mut chance, source), Deed::Lead(number, source));
            number += 1;
        }
        // An exhibition every seven weeks, on its second Wednesday.
        if day % 49 == 16 {
            let cards = CARDS.min(u64::from(per_day) * 2);
            agenda.plan(midnight + Span::hours(12), Deed::Fair(number, cards));
            number += cards;
        }
    }
    number
}

/// The network grows: a fifth fewer leads at the beginning, a fifth more at the end; a weekend is a quarter.
fn on_day(chance: &mut Chance, day: i64, days: i64, per_day: u32, weekend: bool) -> i64 {
    let usual = i64::from(per_day) * (80 + 40 * day / days.max(1)) / 100;
    let usual = if weekend { usual / 4 } else { usual };
    chance.between(usual * 7 / 10, usual * 13 / 10 + 2)
}

fn moment(chance: &mut Chance, source: &str) -> Span {
    let (from, to) = if source == "site" { (7, 23) } else { (9, 18) };
    // The middle of the day is the busiest.
    let (one, other) = (chance.between(from * 3600, to * 3600), chance.between(from * 3600, to * 3600));
    Span::seconds(i64::midpoint(one, other))
}
