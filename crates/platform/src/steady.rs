//! A time that never jumps, made of a wall clock that may and a clock that only counts.
//!
//! Machines correct their clocks: small differences by running a little faster or slower, large ones by a step. A
//! step forward would end every open window in that moment, and a wrong one cannot be undone. So a step is held
//! back: time goes on as the counting clock says. When the step is taken back within a quarter of an hour, nothing
//! has happened. When it stands, the machine was wrong before (or asleep), and the step is taken over. Time never
//! goes back: after a step back that stands it runs at half speed until the wall clock has caught up.
//!
//! At a start there is what the data knew last ([`Seen`]). On a machine that has not been switched off since, time goes
//! on as if the server had never stopped. After a switch-off nothing has counted: a wall clock that is behind what was
//! known is wrong, and one that is far ahead may be; both are held like a step until they have stood for long.

/// Differences up to this, in microseconds, are followed: NTP steps from 128 ms on, and slews below.
const FOLLOWED: i64 = 128_000;
/// A step that stands for so long, in microseconds, is taken over.
const HELD: i64 = 15 * 60 * 1_000_000;
/// After a switch-off, a wall clock ahead of what was known by no more than this, in microseconds, is believed: a machine
/// that starts again takes its time, and a wrong clock is wrong by more (a zone, a day, years).
const BELIEVED: i64 = 10 * 60 * 1_000_000;

/// While a step forward of more than this, in microseconds, is held, no clock is started: it would end too early if the
/// step stands.
const DOUBTED: i64 = 60 * 1_000_000;

/// What was noticed about the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noticed {
    /// It stepped by so many microseconds; the step is held back.
    Step(i64),
    /// The step has stood for long and is taken over.
    TakenOver(i64),
    /// The step was taken back.
    TakenBack,
}

/// What the data know of time, for the next start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What was told last, in microseconds since 1970.
    pub told: i64,
    /// How long the machine had been on then, in microseconds, if it tells.
    pub up: Option<i64>,
    /// The name of the time since the machine was switched on.
    pub boot: String,
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.told, self.up.unwrap_or(-1), self.boot)
    }
}

impl std::str::FromStr for Seen {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, ' ');
        let mut next = || parts.next().unwrap_or_default();
        let (told, up): (i64, i64) = (next().parse()?, next().parse()?);
        Ok(Self { told, up: (up >= 0).then_some(up), boot: next().to_owned() })
    }
}

/// The state of a steady time, in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Steady {
    /// What was told last, and what the counting clock showed then.
    told: i64,
    counted: i64,
    /// A step that is held back: how large, and since when by the counting clock.
    step: Option<(i64, i64)>,
    /// The wall clock is behind and is believed: time runs at half speed.
    slow: bool,
    /// Nothing has counted since what the data knew last: a wall clock that is a little ahead of it is right.
    unsure: bool,
}

impl Steady {
    /// Begins with what the wall clock shows.
    pub const fn begin(wall: i64, counted: i64) -> Self {
        Self { told: wall, counted, step: None, slow: false, unsure: false }
    }

    /// Goes on from what the data knew last: `told`, and how much has been counted since, if something has counted.
    pub const fn go_on(wall: i64, counted: i64, told: i64, passed: Option<i64>) -> Self {
        let ahead = wall.saturating_sub(told);
        match passed {
            Some(passed) => Self::begin(told.saturating_add(passed), counted),
            None if ahead >= 0 && ahead <= BELIEVED => Self::begin(wall, counted),
            None => Self { unsure: true, ..Self::begin(told, counted) },
        }
    }

    /// The time, and what was noticed on the way. `counted` never falls.
    pub fn tell(&mut self, wall: i64, counted: i64) -> (i64, Option<Noticed>) {
        let passed = counted.saturating_sub(self.counted).max(0);
        let passed = if self.slow { passed / 2 } else { passed };
        let ours = self.told.saturating_add(passed);
        let off = wall.saturating_sub(ours);
        let right = off.abs() <= FOLLOWED || (self.unsure && off > 0 && off <= BELIEVED);
        let (now, noticed) = if right {
            let was = self.step.take();
            (self.slow, self.unsure) = (false, false);
            (wall.max(self.told), was.map(|_| Noticed::TakenBack))
        } else if self.slow && off < 0 {
            (ours, None)
        } else {
            self.hold(ours, off, wall, counted)
        };
        self.told = now;
        self.counted = counted;
        (now, noticed)
    }

    /// What the wall clock shows while it is ahead and not believed; nothing when the two agree, or nearly so.
    pub fn ahead(&self) -> Option<i64> {
        self.step.filter(|(off, _)| *off > DOUBTED).map(|(off, _)| self.told.saturating_add(off))
    }

    fn hold(&mut self, ours: i64, off: i64, wall: i64, counted: i64) -> (i64, Option<Noticed>) {
        match self.step {
            Some((held, since)) if held.saturating_sub(off).abs() <= FOLLOWED => {
                if counted.saturating_sub(since) < HELD {
                    return (ours, None);
                }
                self.step = None;
                (self.slow, self.unsure) = (off < 0, false);
                (if off < 0 { ours } else { wall }, Some(Noticed::TakenOver(off)))
            }
            _ => {
                self.step = Some((off, counted));
                (ours, Some(Noticed::Step(off)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;
    const HOUR: i64 = 3_600 * SECOND;

    /// A generator of the same numbers in every run.
    struct Numbers(u64);
    impl Numbers {
        fn below(&mut self, n: i64) -> i64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from(self.0 >> 33).unwrap() % n
        }
    }

    #[test]
    fn c1_a_step_that_is_taken_back_expires_nothing_early_whenever_it_comes() {
        let steps = [SECOND, -SECOND, HOUR, -HOUR, 25 * HOUR, -25 * HOUR];
        for seed in 0..1_000 {
            let mut numbers = Numbers(seed);
            // From 2026 to beyond 2038, so that the end of 32 bits lies within.
            let mut truth = 1_767_225_600 * SECOND + numbers.below(15 * 366 * 24) * HOUR;
            let mut steady = Steady::begin(truth, truth);
            let (mut step, mut until, mut last) = (0, 0, truth);
            for _ in 0..400 {
                truth += 1 + numbers.below(90 * SECOND);
                if step != 0 && truth >= until {
                    step = 0;
                } else if step == 0 && numbers.below(10) == 0 {
                    step = steps[usize::try_from(numbers.below(6)).unwrap()];
                    until = truth + numbers.below(HELD - 91 * SECOND);
                }
                let (told, _) = steady.tell(truth + step, truth);
                assert!(told >= last, "seed {seed}: time went back");
                assert_eq!(told, truth, "seed {seed}: a deadline between would have passed early or late");
                last = told;
            }
        }
    }

    #[test]
    fn c1_a_step_forward_that_stands_is_taken_over_after_a_quarter_of_an_hour() {
        let mut steady = Steady::begin(0, 0);
        assert_eq!(steady.tell(HOUR + SECOND, SECOND), (SECOND, Some(Noticed::Step(HOUR))));
        assert_eq!(steady.tell(HOUR + HELD, HELD), (HELD, None), "it has stood for a second less");
        let over = HELD + SECOND;
        assert_eq!(steady.tell(HOUR + over, over), (HOUR + over, Some(Noticed::TakenOver(HOUR))));
    }

    #[test]
    fn c1_while_a_step_forward_is_held_it_is_told_that_time_may_be_later() {
        let mut steady = Steady::begin(0, 0);
        assert_eq!(steady.ahead(), None);
        steady.tell(30 * SECOND, SECOND);
        assert_eq!(steady.ahead(), None, "so little harms no clock");
        steady.tell(HOUR, 2 * SECOND);
        assert_eq!(steady.ahead(), Some(HOUR));
        steady.tell(HOUR + HELD, 2 * SECOND + HELD);
        assert_eq!(steady.ahead(), None, "it is believed");
        steady.tell(0, 3 * SECOND + HELD);
        assert_eq!(steady.ahead(), None, "a step back makes nothing end early");
    }

    #[test]
    fn c1_after_a_step_back_that_stands_time_runs_at_half_speed_and_never_goes_back() {
        let mut steady = Steady::begin(HOUR, 0);
        assert_eq!(steady.tell(SECOND, SECOND), (HOUR + SECOND, Some(Noticed::Step(-HOUR))));
        let over = HELD + SECOND;
        assert_eq!(steady.tell(over, over).1, Some(Noticed::TakenOver(-HOUR)));
        let half = steady.tell(over + HOUR, over + HOUR).0;
        assert_eq!(half, HOUR + over + HOUR / 2);
        let caught_up = steady.tell(over + 2 * HOUR, over + 2 * HOUR).0;
        assert_eq!(caught_up, over + 2 * HOUR, "and then it is the wall clock again");
        assert_eq!(steady.tell(over + 3 * HOUR, over + 3 * HOUR).0, over + 3 * HOUR);
    }

    #[test]
    fn c1_a_clock_that_is_slewed_is_followed() {
        let mut steady = Steady::begin(0, 0);
        for second in 1..1_000 {
            // Half a millisecond too fast in every second, as NTP does at most.
            let wall = second * (SECOND + 500);
            assert_eq!(steady.tell(wall, second * SECOND), (wall, None));
        }
    }
}
