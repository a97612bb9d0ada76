//! Every state × every command, and the edges of the windows.

use kit::{Instant, time::Span};
use proptest::prelude::*;

use super::{
    offer::{Broken, Command, Event, Offer},
    state::{DeclineReason, Evidence, LossReason, OfferState, WithdrawReason},
};

fn at(minute: i64) -> Instant {
    "2026-06-15T10:00:00+03:00".parse::<Instant>().unwrap() + Span::minutes(minute)
}
const DEADLINE: i64 = 480;
const START_DUE: i64 = 1_440;

fn offer(state: OfferState) -> Offer {
    Offer { state, ..Offer::new(at(0), at(DEADLINE)) }
}
fn accepted() -> OfferState {
    OfferState::Accepted { at: at(20), start_due: at(START_DUE) }
}
fn started() -> OfferState {
    OfferState::Started { at: at(65), updated_at: at(65) }
}
fn states() -> [OfferState; 14] {
    let reason = DeclineReason::NoResources;
    [
        OfferState::Offered,
        OfferState::Delivered,
        OfferState::Viewed,
        accepted(),
        started(),
        OfferState::Won { at: at(90), proof: "A-1".to_owned() },
        OfferState::Lost { at: at(90), reason: LossReason::NoDecision },
        OfferState::Returned { at: at(90), reason: reason.clone() },
        OfferState::Declined { at: at(40), reason },
        OfferState::Ignored { at: at(DEADLINE) },
        OfferState::Undelivered { at: at(1) },
        OfferState::Withdrawn { at: at(1), reason: WithdrawReason::LeadClosed },
        OfferState::Taken { at: at(30) },
        OfferState::NotStarted { at: at(START_DUE) },
    ]
}
fn accept() -> Command {
    Command::Accept { start_due: at(START_DUE), places_held: 0, places: 3 }
}
fn start(minute: i64) -> Command {
    Command::Start { evidence: Evidence::Call, contacted_at: at(minute) }
}
fn commands() -> [Command; 14] {
    [
        Command::Deliver,
        Command::Bounce,
        Command::View,
        accept(),
        Command::Decline { reason: DeclineReason::TooFar },
        Command::Take,
        Command::Expire,
        start(65),
        Command::ExpireStart,
        Command::Update { accepted_at: at(10), contacted_at: at(20) },
        Command::Win { proof: "A-1".to_owned() },
        Command::Lose { reason: LossReason::NoDecision },
        Command::Return { reason: DeclineReason::TooSmall },
        Command::Withdraw { reason: WithdrawReason::ClientProtected },
    ]
}

fn outcome(state: &OfferState, command: &Command, minute: i64) -> &'static str {
    match offer(state.clone()).decide(command, at(minute)) {
        Ok(events) => match events.first() {
            Some(Event::Moved { to }) => to.code(),
            _ => "nothing",
        },
        Err(Broken::Expired { .. }) => "!expired",
        Err(Broken::NotDue { .. }) => "!not due",
        Err(Broken::AlreadyDone) => "!done",
        Err(Broken::OutOfOrder { .. }) => "!order",
        Err(Broken::Ended { .. }) => "!ended",
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn l5_every_state_answers_every_command_as_the_table_says() {
    // deliver, bounce, view, accept, decline, take, expire, start, expire start, update, win, lose, return, withdraw
    let open = |deliver, view| {
        [
            deliver,
            "undelivered",
            view,
            "accepted",
            "declined",
            "taken",
            "!not due",
            "!order",
            "!order",
            "!order",
            "!order",
            "!order",
            "!order",
            "withdrawn",
        ]
    };
    let table = [
        open("delivered", "viewed"),
        open("!done", "viewed"),
        open("!done", "!done"),
        [
            "!done",
            "!order",
            "!done",
            "!done",
            "!order",
            "!order",
            "!done",
            "started",
            "!not due",
            "!order",
            "!order",
            "!order",
            "returned",
            "withdrawn",
        ],
        [
            "!done",
            "!order",
            "!done",
            "!done",
            "!order",
            "!order",
            "!done",
            "!done",
            "!done",
            "started",
            "won",
            "lost",
            "returned",
            "withdrawn",
        ],
    ];
    for (state, row) in states().iter().zip(table) {
        let got = commands().map(|command| outcome(state, &command, 100));
        assert_eq!(got, row, "{}", state.code());
    }
}

#[test]
fn l5_a_terminal_state_never_changes() {
    let (open, ended): (Vec<_>, Vec<_>) = states().into_iter().partition(|state| !state.is_terminal());
    assert_eq!((open.len(), ended.len()), (5, 9));
    for state in ended {
        for minute in [0, 100, DEADLINE, 10_000] {
            for command in commands() {
                assert_eq!(outcome(&state, &command, minute), "!ended", "{} {command:?}", state.code());
            }
        }
    }
}

#[test]
fn l8_an_answer_is_valid_from_the_offer_to_just_before_the_deadline() {
    let milli = Span(1_000);
    let accepts = |now| offer(OfferState::Viewed).decide(&accept(), now);
    assert_eq!(accepts(at(0) - milli), Err(Broken::TooEarly { from: at(0) }));
    assert!(accepts(at(0)).is_ok());
    assert!(accepts(at(DEADLINE) - milli).is_ok());
    let expired = Err(Broken::Expired { deadline: at(DEADLINE) });
    assert_eq!(accepts(at(DEADLINE)), expired);
    assert_eq!(accepts(at(DEADLINE) + milli), expired);
    for command in commands().into_iter().filter(|c| !matches!(c, Command::Expire | Command::Deliver)) {
        let late = offer(OfferState::Viewed).decide(&command, at(DEADLINE));
        assert!(late.is_err(), "{command:?} after the window");
    }
}

#[test]
fn story_17_a_late_expiry_is_stamped_with_the_deadline_and_counted_once() {
    let silent = offer(OfferState::Delivered);
    assert_eq!(silent.decide(&Command::Expire, at(DEADLINE - 1)), Err(Broken::NotDue { at: at(DEADLINE) }));
    let events = silent.decide(&Command::Expire, at(DEADLINE + 90)).unwrap();
    assert_eq!(events, [Event::Moved { to: OfferState::Ignored { at: at(DEADLINE) } }]);
    let ended = events.iter().fold(silent, Offer::after);
    assert!(matches!(ended.decide(&Command::Expire, at(DEADLINE + 91)), Err(Broken::Ended { .. })));
}

#[test]
fn story_7_started_declined_ignored() {
    let mut a = Offer::new(at(0), at(DEADLINE));
    for (command, minute) in [(Command::View, 15), (accept(), 20), (start(65), 65)] {
        let events = a.decide(&command, at(minute)).unwrap();
        if matches!(command, Command::Start { .. }) {
            assert_eq!(events[1], Event::Contacted { evidence: Evidence::Call, at: at(65), minutes: 65 });
        }
        a = events.iter().fold(a, Offer::after);
    }
    assert_eq!(a.state, started());
    let counts = |state: OfferState| (state.counts().offered, state.counts().answered, state.counts().ignored);
    assert_eq!(counts(a.state), (true, true, false));
    let declined = OfferState::Declined { at: at(40), reason: DeclineReason::NoResources };
    assert_eq!(counts(declined), (true, true, false), "l9: a decline is never an ignore");
    assert_eq!(counts(OfferState::Ignored { at: at(DEADLINE) }), (true, false, true));
}

#[test]
fn story_8_accepted_is_not_started() {
    let silent = offer(accepted());
    assert!(silent.state.shows_contact());
    let late = silent.decide(&start(START_DUE - 5), at(START_DUE));
    assert_eq!(late, Err(Broken::Expired { deadline: at(START_DUE) }));
    let events = silent.decide(&Command::ExpireStart, at(START_DUE + 600)).unwrap();
    let ended = events.iter().fold(silent, Offer::after);
    assert_eq!(ended.state, OfferState::NotStarted { at: at(START_DUE) });
    assert!(!ended.state.shows_contact(), "the contact is hidden again");
    let counts = ended.state.counts();
    assert!(counts.offered && !counts.answered && !counts.ignored, "its rate of answers falls");
}

#[test]
fn story_9_the_last_place_fills_the_lead_and_the_next_is_taken() {
    let race = |places_held, places| {
        let command = Command::Accept { start_due: at(START_DUE), places_held, places };
        offer(OfferState::Viewed).decide(&command, at(1))
    };
    assert_eq!(race(0, 1).unwrap().last(), Some(&Event::PlacesFilled));
    assert_eq!(race(1, 1), Err(Broken::Taken));
    assert_eq!(race(1, 3).unwrap().len(), 1);
    assert_eq!(race(2, 3).unwrap().last(), Some(&Event::PlacesFilled));
    assert_eq!(race(3, 3), Err(Broken::Taken));
}

#[test]
fn story_14_an_undelivered_offer_counts_for_nobody() {
    for state in [OfferState::Undelivered { at: at(1) }, OfferState::Taken { at: at(1) }] {
        assert_eq!(state.counts(), super::Counts::default());
    }
}

#[test]
fn a_first_contact_lies_between_the_acceptance_and_now() {
    let starts = |contacted, now| offer(accepted()).decide(&start(contacted), at(now));
    assert_eq!(starts(19, 30), Err(Broken::ContactOutsideOfWork));
    assert_eq!(starts(31, 30), Err(Broken::ContactOutsideOfWork));
    assert!(starts(20, 30).is_ok() && starts(30, 30).is_ok());
}

#[test]
fn a_reason_in_words_needs_words() {
    let blank = || " ".to_owned();
    let refused = |state, command| offer(state).decide(&command, at(100)) == Err(Broken::ReasonMissing);
    assert!(refused(OfferState::Viewed, Command::Decline { reason: DeclineReason::Other { text: blank() } }));
    assert!(refused(started(), Command::Return { reason: DeclineReason::Other { text: blank() } }));
    assert!(refused(started(), Command::Win { proof: blank() }));
    assert!(refused(started(), Command::Lose { reason: LossReason::Competitor { name: blank() } }));
    assert!(refused(started(), Command::Withdraw { reason: WithdrawReason::Other { text: blank() } }));
}

fn any_command() -> impl Strategy<Value = Command> {
    (0usize..14, 0i64..2_000, 0u32..4).prop_map(|(which, minute, places_held)| match &commands()[which] {
        Command::Start { .. } => start(minute),
        Command::Accept { start_due, .. } => Command::Accept { start_due: *start_due, places_held, places: 3 },
        other => other.clone(),
    })
}

proptest! {
    /// Whatever is tried in whatever order: an end stays the end, an offer is answered inside its window
    /// only, and it is counted at most once.
    #[test]
    fn l5_l8_l9_hold_for_any_sequence(steps in proptest::collection::vec((any_command(), 0i64..100), 1..50)) {
        let mut one = Offer::new(at(0), at(DEADLINE));
        let (mut now, mut ends) = (-50, 0);
        for (command, later) in steps {
            now += later;
            let before = one.clone();
            let Ok(events) = one.decide(&command, at(now)) else { continue };
            prop_assert!(!before.state.is_terminal());
            one = events.iter().fold(one, Offer::after);
            if before.state.is_open() && !matches!(one.state, OfferState::Ignored { .. }) {
                prop_assert!((0..DEADLINE).contains(&now));
            }
            if let OfferState::Ignored { at: stamp } = one.state {
                prop_assert!(stamp == at(DEADLINE) && now >= DEADLINE);
            }
            ends += i32::from(one.state.is_terminal());
        }
        prop_assert!(ends <= 1);
        let text = serde_json::to_string(&one).unwrap();
        prop_assert_eq!(serde_json::from_str::<Offer>(&text).unwrap(), one);
    }
}
