//! Waves: when the next partners are asked, and when the lead goes to the lead desk.

use kit::Instant;
use serde::{Deserialize, Serialize};

use super::{policy::Mode, selection::Wave};

/// How far one offer of the lead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "progress", rename_all = "snake_case")]
pub enum Progress {
    /// Offered and not answered.
    Open {
        /// First moment at which it can no longer be accepted.
        deadline: Instant,
    },
    /// Accepted, the client not yet contacted.
    Accepted {
        /// First moment at which it counts as *not started*.
        start_due: Instant,
    },
    /// Started, and not given back; won counts too.
    Started,
    /// Started and lost: nobody else is asked because of it, and nobody works any more.
    Lost,
    /// Nothing can come of it any more.
    Over,
}

impl Progress {
    /// When the clock that runs on it ends; nothing when none does.
    pub const fn ends(self) -> Option<Instant> {
        match self {
            Self::Open { deadline: at } | Self::Accepted { start_due: at } => Some(at),
            Self::Started | Self::Lost | Self::Over => None,
        }
    }
    /// Until when it can still become *started*; nothing when it cannot.
    fn hope_until(self, now: Instant) -> Option<Instant> {
        match self {
            Self::Open { deadline: until } | Self::Accepted { start_due: until } => Some(until).filter(|at| now < *at),
            Self::Started | Self::Lost | Self::Over => None,
        }
    }
}

/// Where the distribution of a lead stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WaveState {
    /// The present.
    pub now: Instant,
    /// The next moment of the program's working time; the present when it is working time now. Later waves
    /// go out then, so that nobody is asked at night.
    pub works_at: Instant,
    /// The mode of the lead. An assigned lead has one wave: nobody goes round the client's partner.
    pub mode: Mode,
    /// How many must have started, by the policy.
    pub wanted_started: u32,
    /// Waves before the lead desk, by the policy.
    pub waves: u32,
    /// The last wave that was decided, also when it found nobody; 0 before the first.
    pub decided: u32,
    /// Partners that the first wave asked.
    pub first_k: u32,
    /// All offers of the lead.
    pub offers: Vec<Progress>,
}

/// Why the lead desk has to look at the lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskReason {
    /// No wave found a partner that passes the gates.
    NobodyEligible,
    /// All waves went out and nobody works on it.
    WavesSpent,
    /// It came in a flood from one address: a person must see that it is no robot's.
    Flood,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum NextStep {
    /// Decide this wave and send it.
    SendWave {
        /// 1 is the first.
        number: u32,
        /// What to ask the queue for.
        wave: Wave,
    },
    /// Nothing before this moment, unless something happens.
    Wait {
        /// When to look again.
        until: Instant,
    },
    /// As many as are wanted have started.
    Enough,
    /// A person has to look at it, with the whole history.
    LeadDesk {
        /// Why.
        reason: DeskReason,
    },
}

/// Plans the next step. A wave is over when nobody of it can still start: all declined, silent past their
/// deadline, undelivered or not started. It may be over early; the next then goes out at once. A wave that
/// found nobody is followed by the next in the same moment.
pub fn plan_next_wave(state: &WaveState) -> NextStep {
    let started = state.offers.iter().filter(|offer| matches!(offer, Progress::Started | Progress::Lost)).count();
    let wanted = state.wanted_started.min(state.mode.slots()).max(1);
    if u32::try_from(started).is_ok_and(|started| started >= wanted) {
        return NextStep::Enough;
    }
    if let Some(until) = state.offers.iter().filter_map(|offer| offer.hope_until(state.now)).min() {
        return NextStep::Wait { until };
    }
    let waves = if state.mode == Mode::Assigned { 1 } else { state.waves };
    if state.decided >= waves {
        let reason = if state.offers.is_empty() { DeskReason::NobodyEligible } else { DeskReason::WavesSpent };
        return NextStep::LeadDesk { reason };
    }
    if state.decided > 0 && !state.offers.is_empty() && state.works_at > state.now {
        return NextStep::Wait { until: state.works_at };
    }
    let wave = match state.decided {
        0 => Wave::First,
        1 => Wave::Second { first_k: state.first_k },
        _ => Wave::Everybody,
    };
    NextStep::SendWave { number: state.decided.saturating_add(1), wave }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::time::Span;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }
    fn june(day: u32, hour: u32, minute: u32) -> Instant {
        at(&format!("2026-06-{day:02}T{hour:02}:{minute:02}:00+03:00"))
    }
    fn state(now: Instant, decided: u32, offers: Vec<Progress>) -> WaveState {
        let mode = Mode::Parallel { n: 3 };
        WaveState { now, works_at: now, mode, wanted_started: 1, waves: 3, decided, first_k: 3, offers }
    }

    #[test]
    fn story_7_one_who_started_is_enough() {
        let open = Progress::Open { deadline: june(15, 18, 0) };
        let before = state(june(15, 10, 30), 1, vec![open; 3]);
        assert_eq!(plan_next_wave(&before), NextStep::Wait { until: june(15, 18, 0) });
        let after = state(june(15, 18, 0), 1, vec![Progress::Started, Progress::Over, Progress::Over]);
        assert_eq!(plan_next_wave(&after), NextStep::Enough);
    }

    #[test]
    fn story_8_who_accepted_and_did_not_start_is_waited_for_until_the_start_clock_ends() {
        let offers = vec![Progress::Accepted { start_due: june(16, 17, 0) }, Progress::Over, Progress::Over];
        let waiting = state(june(16, 16, 59), 1, offers.clone());
        assert_eq!(plan_next_wave(&waiting), NextStep::Wait { until: june(16, 17, 0) });
        let over = state(june(16, 17, 0), 1, offers);
        let second = Wave::Second { first_k: 3 };
        assert_eq!(plan_next_wave(&over), NextStep::SendWave { number: 2, wave: second });
    }

    #[test]
    fn story_10_three_waves_and_then_the_lead_desk() {
        let open = |hour| Progress::Open { deadline: june(15, hour, 0) };
        let first = state(june(15, 17, 0), 1, vec![Progress::Over, open(17), open(17)]);
        let second = Wave::Second { first_k: 3 };
        assert_eq!(plan_next_wave(&first), NextStep::SendWave { number: 2, wave: second });
        let second = state(june(16, 10, 0), 2, vec![Progress::Over; 9]);
        assert_eq!(plan_next_wave(&second), NextStep::SendWave { number: 3, wave: Wave::Everybody });
        let third = state(june(16, 18, 0), 3, vec![Progress::Over; 17]);
        assert_eq!(plan_next_wave(&third), NextStep::LeadDesk { reason: DeskReason::WavesSpent });
    }

    #[test]
    fn story_17_after_a_stop_the_next_wave_waits_for_working_time() {
        let evening = WaveState {
            works_at: june(16, 9, 0),
            ..state(june(15, 19, 30), 1, vec![Progress::Open { deadline: june(15, 18, 0) }; 3])
        };
        assert_eq!(plan_next_wave(&evening), NextStep::Wait { until: june(16, 9, 0) });
    }

    #[test]
    fn a_wave_ends_early_when_all_declined() {
        let early = state(june(15, 10, 5), 1, vec![Progress::Over; 3]);
        assert!(matches!(plan_next_wave(&early), NextStep::SendWave { number: 2, .. }));
    }

    #[test]
    fn a_lead_that_nobody_may_take_reaches_the_lead_desk_at_once() {
        for decided in 0..3 {
            let night = WaveState { works_at: june(16, 9, 0), ..state(june(15, 23, 0), decided, vec![]) };
            assert!(matches!(plan_next_wave(&night), NextStep::SendWave { number, .. } if number == decided + 1));
        }
        let spent = state(june(15, 23, 0), 3, vec![]);
        assert_eq!(plan_next_wave(&spent), NextStep::LeadDesk { reason: DeskReason::NobodyEligible });
    }

    #[test]
    fn nobody_goes_round_the_clients_partner() {
        let assigned = WaveState { mode: Mode::Assigned, ..state(june(15, 10, 0), 1, vec![Progress::Over]) };
        assert_eq!(plan_next_wave(&assigned), NextStep::LeadDesk { reason: DeskReason::WavesSpent });
    }

    #[test]
    fn more_than_one_may_be_wanted() {
        let two = WaveState { wanted_started: 2, ..state(june(15, 18, 0), 1, vec![Progress::Started, Progress::Over]) };
        assert!(matches!(plan_next_wave(&two), NextStep::SendWave { number: 2, .. }));
        let exclusive = WaveState { mode: Mode::Exclusive, ..two };
        assert_eq!(plan_next_wave(&exclusive), NextStep::Enough, "never more than there is room for");
    }

    fn progress() -> impl Strategy<Value = Progress> {
        prop_oneof![
            (-5i64..5).prop_map(|h| Progress::Open { deadline: june(15, 12, 0) + Span::hours(h) }),
            (-5i64..5).prop_map(|h| Progress::Accepted { start_due: june(15, 12, 0) + Span::hours(h) }),
            Just(Progress::Started),
            Just(Progress::Over),
        ]
    }

    proptest! {
        /// A lead in distribution always has a next moment, or an owner: following the plan ends.
        #[test]
        fn l4_a_lead_in_distribution_is_never_stuck(
            offers in proptest::collection::vec(progress(), 0..6),
            decided in 0u32..4,
            wanted_started in 1u32..4,
        ) {
            let mut state = WaveState { wanted_started, ..state(june(15, 12, 0), decided, offers) };
            for _ in 0..30 {
                match plan_next_wave(&state) {
                    NextStep::Enough | NextStep::LeadDesk { .. } => return Ok(()),
                    NextStep::Wait { until } => {
                        prop_assert!(until > state.now, "a wait that is already over");
                        state.now = until;
                        state.works_at = until;
                    }
                    NextStep::SendWave { number, .. } => {
                        prop_assert_eq!(number, state.decided + 1);
                        state.decided = number;
                        state.offers.push(Progress::Open { deadline: state.now + Span::hours(2) });
                    }
                }
            }
            prop_assert!(false, "the plan has no end");
        }
    }
}
