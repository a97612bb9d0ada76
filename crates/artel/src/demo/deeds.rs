//! What somebody is going to do, and when.

use std::collections::BTreeMap;

use kit::Instant;

/// An offer that a partner knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The offer.
    pub offer: String,
    /// Its lead, for the vendor's eyes.
    pub lead: String,
    /// The partner's place in the cast.
    pub partner: usize,
    /// How many offers were made before it: its own stream of chance.
    pub number: u64,
}

/// Something that somebody is going to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A client asks for something: the `n`-th lead, from this source.
    Lead(u64, &'static str),
    /// The cards of an exhibition come as a file: so many leads from the `n`-th on.
    Fair(u64, u64),
    /// The partner at this place of the cast joins.
    Join(usize),
    /// A partner opens an offer.
    View(Known),
    /// A partner accepts.
    Accept(Known),
    /// A partner declines, with this reason.
    Decline(Known, &'static str),
    /// A partner calls, meets or writes to the client for the first time.
    Start(Known),
    /// A partner reports another contact.
    Contact(Known),
    /// A partner gives the lead back.
    GiveBack(Known),
    /// A partner opens the deal of a lead.
    OpenDeal(Known),
    /// A deal of a lead comes to its end.
    Outcome(Known, String),
    /// A partner registers a deal of its own.
    RegisterOwn(usize, u64),
    /// A partner's own deal comes to its end, or is withdrawn.
    OwnOutcome(usize, String, u64),
    /// The channel manager decides about an own deal.
    Decide(String, u64),
    /// The lead desk looks at a lead that nobody works on.
    Desk(String, u64),
    /// The lead desk answers the client, as the form has promised.
    FirstAnswer(String),
    /// The client has agreed that its data may be passed on.
    Consent(String),
    /// The lead desk goes through what waits for it, at the end of its `n`-th working day.
    Tidy(u64),
    /// A client asks in the last hour, for a partner that has nothing to answer yet.
    LastHour(u64),
    /// The client does not want its data passed on any more.
    WithdrawConsent(String),
    /// The client of a lead asks not to be given to the partner of an offer again: offer and lead.
    Exclude(String, String),
    /// A lead that was not ripe has become so.
    Qualify(String),
    /// A partner says what a lead was worth.
    Rate(Known),
    /// A partner appeals against its pause.
    Appeal(usize),
    /// The director answers an appeal.
    AnswerAppeal(String, u64),
    /// The lead desk takes an open offer back.
    TakeBack(String),
    /// A partner takes no leads for some days.
    Holiday(usize, i64),
    /// The vendor writes down how it is sold.
    Formalise,
    /// A partner works a deal on by one stage.
    Step(usize, String, u64),
    /// The director sets the pause of a partner aside.
    SetAside(usize),
}

/// Deeds in the order of their moments; those of one moment in the order in which they were planned.
#[derive(Debug, Default)]
pub struct Agenda {
    planned: BTreeMap<(Instant, u64), Deed>,
    count: u64,
}

impl Agenda {
    /// Plans a deed.
    pub fn plan(&mut self, at: Instant, deed: Deed) {
        self.count += 1;
        self.planned.insert((at, self.count), deed);
    }

    /// When the next deed is due.
    pub fn next_at(&self) -> Option<Instant> {
        self.planned.keys().next().map(|(at, _)| *at)
    }

    /// The next deed, if it is due by `now`.
    pub fn take_due(&mut self, now: Instant) -> Option<Deed> {
        let first = self.planned.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_come_in_the_order_of_their_moments_and_then_of_their_planning() {
        let at = Instant::from_micros;
        let mut agenda = Agenda::default();
        agenda.plan(at(20), Deed::Join(1));
        agenda.plan(at(10), Deed::Join(2));
        agenda.plan(at(20), Deed::Join(3));
        assert_eq!(agenda.next_at(), Some(at(10)));
        assert_eq!(agenda.take_due(at(9)), None);
        let order: Vec<_> = std::iter::from_fn(|| agenda.take_due(at(20))).collect();
        assert_eq!(order, [Deed::Join(2), Deed::Join(1), Deed::Join(3)]);
    }
}
