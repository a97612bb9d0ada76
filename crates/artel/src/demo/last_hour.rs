//! The last hour of the history: clients ask until every partner that may be asked has something to answer, so that
//! whoever signs in finds work with its clock running.

use std::collections::{BTreeMap, BTreeSet};

use kit::{Instant, time::Span};

use super::{
    chance::Chance,
    deeds::{Agenda, Deed},
    door::Trouble,
    live::all_of,
    play::Play,
};

/// Clients of the last hour are numbered from here on.
const CLIENTS: u64 = 900_000;
/// Minutes before the end at which somebody asks.
const MINUTES: [i64; 12] = [46, 40, 35, 30, 26, 22, 18, 14, 11, 8, 5, 2];
/// Clients of one minute.
const AT_ONCE: usize = 12;

/// Plans the last hour, and some own deals that wait for the channel manager.
pub fn plan(agenda: &mut Agenda, until: Instant, places: &[usize]) {
    for (round, minutes) in (0..).zip(MINUTES) {
        agenda.plan(until - Span::minutes(minutes), Deed::LastHour(round));
    }
    for place in places.iter().filter(|place| **place % 5 == 0).take(4) {
        let number = 700 + u64::try_from(*place).unwrap_or_default();
        agenda.plan(until - Span::minutes(50), Deed::RegisterOwn(*place, number));
    }
}

impl Play {
    /// Clients from the regions of partners that have nothing to answer ask for what these sell.
    pub(super) async fn last_hour(&mut self, round: u64) -> Result<(), Trouble> {
        let mut busy = BTreeSet::new();
        for state in ["offered", "delivered", "viewed"] {
            let open = all_of(&self.door, &self.staff("auditor"), &format!("/api/v1/offers?state={state}")).await?;
            busy.extend(open.iter().filter_map(|offer| offer["partner"].as_str().map(str::to_owned)));
        }
        // Programs answer at once, and who is not there is not reached: nothing would stay open for them.
        let idle = self.cast.values().filter(|m| !busy.contains(&m.id) && m.habit.opens > 0);
        let (mut idle_in, mut turns) = (BTreeMap::<_, usize>::new(), Vec::new());
        for member in idle {
            // One client reaches several partners of a region.
            let before = idle_in.entry(member.sheet.territories.first()).or_default();
            if before.is_multiple_of(2) && turns.len() < AT_ONCE {
                turns.push(member.place);
            }
            *before += 1;
        }
        for (nth, place) in (0_u64..).zip(turns) {
            let number = CLIENTS + round * 100 + nth;
            let (member, mut chance) = (self.member(place)?, Chance::of(self.seed, "last hour", number));
            self.ask_for(&member, number, &mut chance).await?;
        }
        Ok(())
    }
}
