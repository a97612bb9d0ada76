//! One offer: one lead × one partner. What may be done with it, and when.
//!
//! An offer is open in `[offered_at, deadline)`. A deadline is an instant: it passes although nobody is
//! awake, and whoever notices it late stamps the deadline, not the time of noticing.

use std::fmt;

use kit::Instant;
use serde::{Deserialize, Serialize};

use super::state::{DeclineReason, Evidence, LossReason, OfferState, WithdrawReason};

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Offer {
    /// First moment at which it may be answered.
    pub offered_at: Instant,
    /// First moment at which it may no longer be answered, computed once from the partner's calendar.
    pub deadline: Instant,
    /// Where it stands.
    pub state: OfferState,
}

/// What somebody wants to do with an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// A message about it arrived.
    Deliver,
    /// It cannot reach the partner: the mail bounced, the user is disabled.
    Bounce,
    /// A user of the partner opens it.
    View,
    /// The partner accepts.
    Accept {
        /// End of the start clock, computed by the caller from the partner's calendar.
        start_due: Instant,
        /// Acceptances that hold a place of this lead.
        places_held: u32,
        /// Places that there are: 1 in exclusive mode, n in parallel mode.
        places: u32,
    },
    /// The partner declines.
    Decline {
        /// Why.
        reason: DeclineReason,
    },
    /// All places of the lead were taken by others.
    Take,
    /// The window may have ended.
    Expire,
    /// The partner, or the client, reports the first contact.
    Start {
        /// How it is shown.
        evidence: Evidence,
        /// When the client was contacted.
        contacted_at: Instant,
    },
    /// The start clock may have ended.
    ExpireStart,
    /// The partner reports progress.
    Update {
        /// When the partner accepted.
        accepted_at: Instant,
        /// When the client was contacted.
        contacted_at: Instant,
    },
    /// The partner reports a won deal.
    Win {
        /// Order number or document.
        proof: String,
    },
    /// The partner reports a lost deal.
    Lose {
        /// To whom.
        reason: LossReason,
    },
    /// The partner gives the lead back.
    Return {
        /// Why.
        reason: DeclineReason,
    },
    /// The vendor takes the offer back.
    Withdraw {
        /// Why.
        reason: WithdrawReason,
    },
}

/// What happened to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The offer is now in this state.
    Moved {
        /// The new state.
        to: OfferState,
    },
    /// The first contact, as it is shown on the board.
    Contacted {
        /// How it is shown.
        evidence: Evidence,
        /// When.
        at: Instant,
        /// Minutes from the offer.
        minutes: i64,
    },
    /// The last place of the lead was taken: the other open offers become *taken*.
    PlacesFilled,
}

/// Why an offer refuses a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "broken", rename_all = "snake_case")]
pub enum Broken {
    /// The window has ended.
    Expired {
        /// When.
        deadline: Instant,
    },
    /// The offer has not begun.
    TooEarly {
        /// When it begins.
        from: Instant,
    },
    /// A clock has not ended yet.
    NotDue {
        /// When it ends.
        at: Instant,
    },
    /// Others took all places.
    Taken,
    /// Another partner has won the lead.
    WonByAnother,
    /// The offer has ended.
    Ended {
        /// How.
        state: String,
    },
    /// That cannot be done from where the offer stands.
    OutOfOrder {
        /// Where it stands.
        state: String,
    },
    /// It was done before.
    AlreadyDone,
    /// The reason or the proof is missing.
    ReasonMissing,
    /// A contact before the acceptance or in the future is no evidence.
    ContactOutsideOfWork,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { deadline } => write!(f, "the offer ended {deadline}"),
            Self::TooEarly { from } => write!(f, "the offer begins {from}"),
            Self::NotDue { at } => write!(f, "not before {at}"),
            Self::Taken => write!(f, "other partners were first"),
            Self::WonByAnother => write!(f, "another partner has won the lead"),
            Self::Ended { state } => write!(f, "the offer has ended: {state}"),
            Self::OutOfOrder { state } => write!(f, "not while the offer is {state}"),
            Self::AlreadyDone => write!(f, "done before"),
            Self::ReasonMissing => write!(f, "a reason or a proof is needed"),
            Self::ContactOutsideOfWork => write!(f, "the contact must lie between the acceptance and now"),
        }
    }
}
impl std::error::Error for Broken {}

impl Offer {
    /// A new offer.
    pub const fn new(offered_at: Instant, deadline: Instant) -> Self {
        Self { offered_at, deadline, state: OfferState::Offered }
    }

    /// Decides a command. The first rule that is broken is the answer; otherwise what happens.
    pub fn decide(&self, command: &Command, now: Instant) -> Result<Vec<Event>, Broken> {
        if self.state.is_terminal() {
            return Err(Broken::Ended { state: self.state.code().to_owned() });
        }
        match command {
            Command::Deliver => self.deliver(now),
            Command::View => self.view(now),
            Command::Bounce => self.while_open(now).map(|()| moved(OfferState::Undelivered { at: now })),
            Command::Take => self.while_open(now).map(|()| moved(OfferState::Taken { at: now })),
            Command::Accept { start_due, places_held, places } => self.accept(now, *start_due, *places_held, *places),
            Command::Decline { reason } => {
                self.while_open(now)?;
                given(reason.is_given())?;
                Ok(moved(OfferState::Declined { at: now, reason: reason.clone() }))
            }
            Command::Expire => self.expire(now),
            Command::Start { evidence, contacted_at } => self.start(now, *evidence, *contacted_at),
            Command::ExpireStart => self.expire_start(now),
            Command::Update { accepted_at, contacted_at } => {
                let at = self.in_work()?;
                within_work(*accepted_at, *contacted_at, now)?;
                Ok(moved(OfferState::Started { at, updated_at: now }))
            }
            Command::Win { proof } => {
                self.in_work()?;
                given(!proof.trim().is_empty())?;
                Ok(moved(OfferState::Won { at: now, proof: proof.clone() }))
            }
            Command::Lose { reason } => {
                self.in_work()?;
                given(!matches!(reason, LossReason::Competitor { name } if name.trim().is_empty()))?;
                Ok(moved(OfferState::Lost { at: now, reason: reason.clone() }))
            }
            Command::Return { reason } => self.give_back(now, reason),
            Command::Withdraw { reason } => {
                self.due_clock(now)?;
                given(reason.is_given())?;
                Ok(moved(OfferState::Withdrawn { at: now, reason: reason.clone() }))
            }
        }
    }

    /// The offer after an event.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Moved { to } => self.state = to.clone(),
            Event::Contacted { .. } | Event::PlacesFilled => {}
        }
        self
    }

    fn deliver(&self, now: Instant) -> Result<Vec<Event>, Broken> {
        match self.state {
            OfferState::Offered => self.while_open(now).map(|()| moved(OfferState::Delivered)),
            _ => Err(Broken::AlreadyDone),
        }
    }

    fn view(&self, now: Instant) -> Result<Vec<Event>, Broken> {
        match self.state {
            OfferState::Offered | OfferState::Delivered => self.while_open(now).map(|()| moved(OfferState::Viewed)),
            _ => Err(Broken::AlreadyDone),
        }
    }

    fn accept(&self, now: Instant, start_due: Instant, held: u32, places: u32) -> Result<Vec<Event>, Broken> {
        if !self.state.is_open() {
            return Err(Broken::AlreadyDone);
        }
        self.while_open(now)?;
        if held >= places {
            return Err(Broken::Taken);
        }
        let mut events = moved(OfferState::Accepted { at: now, start_due });
        if held.saturating_add(1) == places {
            events.push(Event::PlacesFilled);
        }
        Ok(events)
    }

    fn expire(&self, now: Instant) -> Result<Vec<Event>, Broken> {
        if !self.state.is_open() {
            return Err(Broken::AlreadyDone);
        }
        if now < self.deadline {
            return Err(Broken::NotDue { at: self.deadline });
        }
        Ok(moved(OfferState::Ignored { at: self.deadline }))
    }

    fn start(&self, now: Instant, evidence: Evidence, contacted_at: Instant) -> Result<Vec<Event>, Broken> {
        let (at, start_due) = match self.state {
            OfferState::Accepted { at, start_due } => (at, start_due),
            OfferState::Started { .. } => return Err(Broken::AlreadyDone),
            _ => return Err(self.out_of_order()),
        };
        if now >= start_due {
            return Err(Broken::Expired { deadline: start_due });
        }
        within_work(at, contacted_at, now)?;
        let minutes = contacted_at.since(self.offered_at).as_minutes();
        let mut events = moved(OfferState::Started { at: contacted_at, updated_at: now });
        events.push(Event::Contacted { evidence, at: contacted_at, minutes });
        Ok(events)
    }

    fn expire_start(&self, now: Instant) -> Result<Vec<Event>, Broken> {
        match self.state {
            OfferState::Accepted { start_due, .. } if now < start_due => Err(Broken::NotDue { at: start_due }),
            OfferState::Accepted { start_due, .. } => Ok(moved(OfferState::NotStarted { at: start_due })),
            OfferState::Started { .. } => Err(Broken::AlreadyDone),
            _ => Err(self.out_of_order()),
        }
    }

    fn give_back(&self, now: Instant, reason: &DeclineReason) -> Result<Vec<Event>, Broken> {
        if self.state.is_open() {
            return Err(self.out_of_order());
        }
        self.due_clock(now)?;
        given(reason.is_given())?;
        Ok(moved(OfferState::Returned { at: now, reason: reason.clone() }))
    }

    /// Open in `[offered_at, deadline)`, by the commit's time.
    fn while_open(&self, now: Instant) -> Result<(), Broken> {
        if !self.state.is_open() {
            Err(self.out_of_order())
        } else if now < self.offered_at {
            Err(Broken::TooEarly { from: self.offered_at })
        } else if now >= self.deadline {
            Err(Broken::Expired { deadline: self.deadline })
        } else {
            Ok(())
        }
    }

    /// A clock that has run out decides what became of the offer, also before anybody noticed.
    fn due_clock(&self, now: Instant) -> Result<(), Broken> {
        match self.state {
            OfferState::Accepted { start_due, .. } if now >= start_due => Err(Broken::Expired { deadline: start_due }),
            _ if self.state.is_open() => self.while_open(now),
            _ => Ok(()),
        }
    }

    fn in_work(&self) -> Result<Instant, Broken> {
        match self.state {
            OfferState::Started { at, .. } => Ok(at),
            _ => Err(self.out_of_order()),
        }
    }

    fn out_of_order(&self) -> Broken {
        Broken::OutOfOrder { state: self.state.code().to_owned() }
    }
}

fn moved(to: OfferState) -> Vec<Event> {
    vec![Event::Moved { to }]
}

/// A contact before the acceptance or in the future is no evidence.
fn within_work(from: Instant, contacted_at: Instant, now: Instant) -> Result<(), Broken> {
    if contacted_at < from || contacted_at > now { Err(Broken::ContactOutsideOfWork) } else { Ok(()) }
}

fn given(is_given: bool) -> Result<(), Broken> {
    if is_given { Ok(()) } else { Err(Broken::ReasonMissing) }
}
