//! Stories 18 to 22, and what must hold for any history.

use jiff::{civil::date, tz::TimeZone};
use kit::{
    Instant,
    id::{DealId, EventId, LeadId, UserId},
    time::Span,
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    counting::{NotCounted, OwnDeal, counts},
    ledger::{Ledger, Posted, Rule},
    policy::ReciprocityPolicy,
    standing::{History, Override, Standing, Warning, WarningKind, standing},
    timeline::{EndedBy, Grace},
};

fn moscow() -> TimeZone {
    TimeZone::get("Europe/Moscow").unwrap()
}
fn at(text: &str) -> Instant {
    format!("{text}:00+03:00").parse().unwrap()
}
/// The stories' rules: 365 days, ρ = 3, no grace, due in 14 days, paused for 30.
fn policy() -> ReciprocityPolicy {
    ReciprocityPolicy { grace_days: 0, due_days: 14, ..ReciprocityPolicy::default() }
}

struct Partner {
    history: History,
    policy: ReciprocityPolicy,
    events: u128,
}

impl Partner {
    fn new() -> Self {
        let joined_at = at("2026-01-12T10:00");
        let history = History { joined_at, guided_done_at: None, ledger: Ledger::default(), overrides: vec![] };
        Self { history, policy: policy(), events: 0 }
    }
    fn post(&mut self, rule: Rule, deal: u128, at: Instant) -> Posted {
        self.events += 1;
        let (event, deal) = (Uuid::from_u128(self.events), Uuid::from_u128(deal));
        let (event, deal) = (EventId::from_uuid(event), DealId::from_uuid(deal));
        self.history.ledger.post(event, rule, deal, at, self.policy.ratio)
    }
    fn won(mut self, when: &str) -> Self {
        self.post(Rule::LeadWon, 1_000 + self.events, at(when));
        self
    }
    fn own(mut self, deal: u128, when: &str) -> Self {
        assert_eq!(self.post(Rule::OwnDealCounted, deal, at(when)), Posted::New);
        self
    }
    fn voided(mut self, deal: u128, when: &str) -> Self {
        assert_eq!(self.post(Rule::OwnDealVoided, deal, at(when)), Posted::New);
        self
    }
    fn standing(&self, now: &str) -> Standing {
        standing(&self.history, &self.policy, &moscow(), at(now))
    }
    fn paused(&self, now: &str) -> bool {
        self.standing(now).is_paused(at(now))
    }
}

#[test]
fn story_18_warned_the_same_day_and_due_in_fourteen() {
    let b = Partner::new().won("2026-06-10T15:00");
    let standing = b.standing("2026-06-10T15:01");
    assert_eq!((standing.won, standing.own, standing.debt), (1, 0, 1));
    assert_eq!(standing.open_debt.unwrap().due_on, date(2026, 6, 24));
    let left = |day, days| Warning { on: date(2026, 6, day), kind: WarningKind::DaysLeft { days } };
    let opened = Warning { on: date(2026, 6, 10), kind: WarningKind::Opened };
    assert_eq!(standing.warnings, [opened, left(17, 7), left(24, 0)], "30 days before it was not open");
    assert_eq!(standing.warnings_due(date(2026, 6, 10)).count(), 1);
    assert_eq!(standing.warnings_due(date(2026, 6, 17)).count(), 2);
    assert!(!b.paused("2026-06-10T15:01"));
}

#[test]
fn the_usual_debt_warns_thirty_and_seven_days_before_and_on_the_day() {
    let mut b = Partner::new().won("2026-06-10T15:00");
    b.policy.due_days = 90;
    let days: Vec<String> = b.standing("2026-06-11T00:00").warnings.iter().map(|w| w.on.to_string()).collect();
    assert_eq!(days, ["2026-06-10", "2026-08-09", "2026-09-01", "2026-09-08"]);
}

#[test]
fn story_19_paused_from_thursday_to_saturday_thirty_days_later() {
    let b = Partner::new().won("2026-06-10T15:00");
    assert!(!b.paused("2026-06-24T23:59"));
    assert!(b.paused("2026-06-25T00:00"));
    assert!(b.paused("2026-07-24T23:59"));
    assert!(!b.paused("2026-07-25T00:00"));
    let coming = b.standing("2026-06-20T10:00").pause.unwrap();
    assert_eq!((coming.from, coming.until), (at("2026-06-25T00:00"), at("2026-07-25T00:00")));
    assert_eq!(b.standing("2026-06-25T00:00").pause, Some(coming), "announced as it came");
    assert!(b.standing("2026-07-25T00:00").pause.is_none(), "one debt pauses once");
}

#[test]
fn story_20_an_own_deal_ends_the_pause_in_that_moment() {
    let b = Partner::new().won("2026-06-10T15:00").own(7, "2026-07-06T12:00");
    assert!(b.paused("2026-07-06T11:59"));
    assert!(!b.paused("2026-07-06T12:00"));
    let standing = b.standing("2026-07-06T12:00");
    assert_eq!((standing.own, standing.debt, standing.pause), (1, 0, None));
    let deal = DealId::from_uuid(Uuid::from_u128(7));
    assert_eq!(standing.pauses[0].ended_by, EndedBy::OwnDeal { deal });
}

#[test]
fn story_21_a_client_of_the_vendors_does_not_count_and_the_reason_names_the_lead() {
    let lead = LeadId::from_uuid(Uuid::from_u128(3));
    let deal = |leads: &[&str]| OwnDeal {
        accepted_at: at("2026-07-06T12:00"),
        client_leads: leads.iter().map(|when| (lead, at(when))).collect(),
        identity_confirmed: true,
        withdrawn_at: None,
        inspection_failed_at: None,
    };
    let judged = |deal: &OwnDeal| counts(deal, &policy(), &moscow());
    let named = |when| Err(NotCounted::ClientInVendorLead { lead, at: at(when) });
    assert_eq!(judged(&deal(&["2026-03-02T11:00"])), named("2026-03-02T11:00"));
    assert_eq!(judged(&deal(&["2025-07-06T12:00"])), named("2025-07-06T12:00"), "twelve months to the minute");
    assert_eq!(judged(&deal(&["2025-07-06T11:59"])), Ok(()), "before the last twelve months");
    assert_eq!(judged(&deal(&["2026-07-07T10:00"])), Ok(()), "a lead that came after the deal");
    assert_eq!(judged(&deal(&["2026-01-01T10:00", "2026-03-02T11:00"])), named("2026-03-02T11:00"));
    let failed = OwnDeal { identity_confirmed: false, ..deal(&[]) };
    assert_eq!(judged(&failed), Err(NotCounted::IdentityFailed));
    let withdrawn = |when| OwnDeal { withdrawn_at: Some(at(when)), ..deal(&[]) };
    let early = Err(NotCounted::WithdrawnEarly { at: at("2026-08-05T23:59") });
    assert_eq!(judged(&withdrawn("2026-08-05T23:59")), early, "all of the thirtieth day is within");
    assert_eq!(judged(&withdrawn("2026-08-06T00:00")), Ok(()), "on the thirty-first it stays counted");
    let inspected = OwnDeal { inspection_failed_at: Some(at("2027-01-11T12:00")), ..deal(&[]) };
    assert_eq!(judged(&inspected), Err(NotCounted::InspectionFailed { at: at("2027-01-11T12:00") }));
}

#[test]
fn story_21_a_withdrawn_own_deal_reopens_the_debt_and_the_pause_begins_anew() {
    let b = Partner::new().won("2026-06-10T15:00").own(7, "2026-07-06T12:00").voided(7, "2026-07-20T16:00");
    let standing = b.standing("2026-07-20T16:00");
    assert_eq!((standing.own, standing.debt), (0, 1));
    assert_eq!(standing.open_debt.unwrap().due_on, date(2026, 7, 20), "it can still be paid today");
    let left = Warning { on: date(2026, 7, 20), kind: WarningKind::DaysLeft { days: 0 } };
    assert!(standing.warnings.contains(&left), "warned the same day");
    assert!(!b.paused("2026-07-20T23:59"));
    assert!(b.paused("2026-07-21T00:00") && b.paused("2026-08-19T23:59"));
    assert!(!b.paused("2026-08-20T00:00"), "thirty days again: the first pause was undone");
}

#[test]
fn a_deal_voided_before_the_due_date_keeps_the_first_due_date() {
    let b = Partner::new().won("2026-06-10T15:00").own(7, "2026-06-12T12:00").voided(7, "2026-06-20T12:00");
    assert_eq!(b.standing("2026-06-13T12:00").open_debt, None);
    assert_eq!(b.standing("2026-06-20T12:00").open_debt.unwrap().due_on, date(2026, 6, 24));
}

#[test]
fn story_22_a_newcomer_in_grace_is_never_paused() {
    let mut b = Partner::new().won("2026-02-01T10:00");
    b.policy = ReciprocityPolicy { due_days: 14, ..ReciprocityPolicy::default() };
    let standing = b.standing("2026-12-01T10:00");
    assert_eq!((standing.grace, standing.open_debt), (Grace::Open, None), "guided deals are not done");
    b.history.guided_done_at = Some(at("2026-03-01T10:00"));
    // 180 days from 12 January end on 11 July; the clock of the debt runs from there.
    assert_eq!(b.standing("2026-05-01T10:00").open_debt.unwrap().due_on, date(2026, 7, 25));
    assert!(!b.paused("2026-07-25T23:59") && b.paused("2026-07-26T00:00"));
    b.history.guided_done_at = Some(at("2026-09-01T10:00"));
    assert!(!b.paused("2026-09-15T23:59") && b.paused("2026-09-16T00:00"));
}

#[test]
fn one_own_deal_pays_for_three_wins() {
    let b = Partner::new()
        .own(7, "2026-05-01T12:00")
        .won("2026-06-01T10:00")
        .won("2026-06-02T10:00")
        .won("2026-06-03T10:00");
    assert_eq!(b.standing("2026-06-03T10:00").debt, 0);
    let b = b.won("2026-06-10T10:00");
    let standing = b.standing("2026-06-10T10:00");
    assert_eq!((standing.debt, standing.open_debt.unwrap().due_on), (1, date(2026, 6, 24)));
}

#[test]
fn the_next_debt_pauses_longer() {
    let b = Partner::new().won("2026-06-10T15:00").won("2026-08-03T10:00").won("2026-11-02T10:00");
    let pauses = b.standing("2027-03-01T10:00").pauses;
    let days: Vec<i64> = pauses.iter().map(|p| p.until.since(p.from).as_minutes() / 60 / 24).collect();
    assert_eq!(days, [30, 60, 90]);
    assert_eq!(pauses[1].from, at("2026-08-18T00:00"));
}

#[test]
fn an_own_deal_that_leaves_the_window_gives_the_whole_time_again() {
    let mut b = Partner::new();
    b.history.joined_at = at("2025-01-01T10:00");
    let b = b.own(7, "2025-06-01T12:00").won("2026-05-01T10:00");
    assert_eq!(b.standing("2026-06-01T11:59").debt, 0);
    let standing = b.standing("2026-06-01T12:00");
    assert_eq!((standing.debt, standing.open_debt.unwrap().due_on), (1, date(2026, 6, 15)), "not 15 May, long past");
}

#[test]
fn a_director_may_set_a_pause_aside_with_a_reason_and_an_end() {
    let by = UserId::from_uuid(Uuid::nil());
    let (from, until) = (at("2026-07-01T10:00"), at("2026-07-10T10:00"));
    assert_eq!(Override::new(from, until, by, " "), None);
    assert_eq!(Override::new(until, from, by, "tender"), None);
    let mut b = Partner::new().won("2026-06-10T15:00");
    b.history.overrides.extend(Override::new(from, until, by, "tender"));
    assert!(b.paused("2026-07-01T09:59") && !b.paused("2026-07-01T10:00"));
    assert!(!b.paused("2026-07-10T09:59") && b.paused("2026-07-10T10:00"));
}

/// A random year: wins, own deals, voids.
fn facts() -> impl Strategy<Value = Vec<(u32, u32)>> {
    proptest::collection::vec((0u32..5, 1u32..60_000), 1..25)
}

fn year(facts: &[(u32, u32)], until: Instant) -> Partner {
    let mut partner = Partner::new();
    partner.history.joined_at = at("2026-01-01T00:00");
    let mut now = at("2026-01-01T00:00");
    for (n, (what, minutes)) in (0u128..).zip(facts) {
        now = now + Span::minutes((*minutes).into());
        if now > until {
            break;
        }
        match what {
            0..3 => partner.post(Rule::LeadWon, 1_000 + n, now),
            3 => partner.post(Rule::OwnDealCounted, n, now),
            _ => {
                let entries = partner.history.ledger.entries();
                let own = entries.iter().rfind(|e| e.rule == Rule::OwnDealCounted && e.at < now).map(|e| e.deal);
                own.map_or(Posted::NothingToVoid, |deal| partner.post(Rule::OwnDealVoided, deal.uuid().as_u128(), now))
            }
        };
    }
    partner
}

proptest! {
    /// Pauses begin at the start of a day, last as long as they should or end with an own deal, do not
    /// overlap, and hold exactly from their first moment to just before their end.
    #[test]
    fn f4_pauses_start_and_end_exactly(facts in facts()) {
        let end = at("2029-01-01T00:00");
        let partner = year(&facts, end);
        let known = standing(&partner.history, &partner.policy, &moscow(), end);
        let micro = Span(1);
        let mut last = Instant::from_micros(0);
        for pause in &known.pauses {
            prop_assert!(pause.from >= last, "pauses overlap");
            last = pause.until;
            let local = pause.from.timestamp().to_zoned(moscow());
            prop_assert_eq!(local.time(), jiff::civil::Time::midnight());
            match pause.ended_by {
                EndedBy::Forgiven => panic!("nobody forgives here"),
                EndedBy::Time => {
                    let days = pause.until.since(pause.from).as_minutes() / 60 / 24;
                    prop_assert!([30, 60, 90].contains(&days));
                }
                EndedBy::OwnDeal { deal } => {
                    let entries = partner.history.ledger.entries();
                    let own = entries.iter().find(|e| e.deal == deal && e.rule == Rule::OwnDealCounted).unwrap();
                    prop_assert_eq!(own.at, pause.until, "in that moment");
                }
            }
            for (moment, paused) in [(pause.from, true), (pause.until - micro, true)] {
                prop_assert_eq!(known.is_paused(moment), paused || pause.from == pause.until);
            }
            let next_starts = known.pauses.iter().any(|next| next.from == pause.until);
            prop_assert_eq!(known.is_paused(pause.until), next_starts);
        }
    }

    /// What was said of a moment in that moment is what is said of it later: the past is not rewritten.
    #[test]
    fn f4_what_was_decided_in_a_moment_stays_so(facts in facts(), minutes in 0i64..2_000_000) {
        let then = at("2026-01-01T00:00") + Span::minutes(minutes);
        let before = year(&facts, then);
        let after = year(&facts, at("2035-01-01T00:00"));
        let said_then = standing(&before.history, &before.policy, &moscow(), then).is_paused(then);
        let said_later = standing(&after.history, &after.policy, &moscow(), at("2035-01-01T00:00")).is_paused(then);
        prop_assert_eq!(said_then, said_later);
    }

    /// Nobody is paused without having been warned on an earlier day, nor while an own deal pays for all.
    #[test]
    fn a_pause_is_never_a_surprise(facts in facts()) {
        let partner = year(&facts, at("2030-01-01T00:00"));
        let all = standing(&partner.history, &partner.policy, &moscow(), at("2030-01-01T00:00"));
        for pause in &all.pauses {
            let eve = pause.from - Span(1);
            let known = standing(&partner.history, &partner.policy, &moscow(), eve);
            prop_assert!(known.debt > 0);
            if !known.is_paused(eve) {
                prop_assert_eq!(known.pause.map(|coming| coming.from), Some(pause.from), "announced");
            }
            let today = pause.from.timestamp().to_zoned(moscow()).date();
            let opened = known.warnings.iter().find(|w| w.kind == WarningKind::Opened);
            prop_assert!(opened.is_some_and(|warning| warning.on < today));
        }
    }

    /// The counter is what the ledger holds in the window.
    #[test]
    fn f5_the_counter_is_what_stands_in_the_ledger(facts in facts()) {
        let now = at("2026-12-31T00:00");
        let partner = year(&facts, now);
        let standing = standing(&partner.history, &partner.policy, &moscow(), now);
        let balance = i64::from(standing.own) * 3 - i64::from(standing.won);
        prop_assert_eq!(balance, partner.history.ledger.balance());
        prop_assert_eq!(i64::from(standing.debt), (-balance).max(0));
    }

    /// A reader who looks again at the next change, and not before, misses nothing.
    #[test]
    fn nothing_changes_by_itself_before_the_next_change(facts in facts(), minutes in 0i64..2_000_000, part in 0i64..1_000) {
        let now = at("2026-01-01T00:00") + Span::minutes(minutes);
        let partner = year(&facts, now);
        let known = standing(&partner.history, &partner.policy, &moscow(), now);
        let until = partner.history.next_change(&known, &partner.policy, now).unwrap_or(now + Span::days(4_000));
        let probe = now + Span((until.since(now).0 - 1) / 1_000 * part);
        let later = standing(&partner.history, &partner.policy, &moscow(), probe);
        prop_assert_eq!((later.won, later.own, later.debt), (known.won, known.own, known.debt));
        prop_assert_eq!((later.open_debt, later.pause), (known.open_debt, known.pause));
        prop_assert_eq!(later.is_paused(probe), known.is_paused(now));
    }
}
