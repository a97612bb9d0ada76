//! The play: what happens in the network is noticed in its event log, and everybody plans what to do about it.

use std::collections::{BTreeMap, BTreeSet};

use kit::{Instant, WorkingCalendar, time::Span};
use serde_json::Value;

use super::{
    cast::{Member, Pace},
    chance::Chance,
    deeds::{Agenda, Deed, Known},
    door::{Door, Pass, Trouble, text},
    sheets::Region,
};

/// The network in motion.
pub struct Play {
    /// The way in.
    pub door: Door,
    /// The seed of all chance.
    pub seed: u64,
    /// How fast time is felt.
    pub pace: Pace,
    /// What is going to happen.
    pub agenda: Agenda,
    /// Partners by their place in the table.
    pub cast: BTreeMap<usize, Member>,
    /// The vendor's people by role.
    pub staff: BTreeMap<&'static str, Pass>,
    /// Ids of products by code.
    pub products: BTreeMap<&'static str, String>,
    /// The vendor's working hours.
    pub office: WorkingCalendar,
    /// Regions that somebody covers.
    pub regions: Vec<&'static Region>,
    /// How often each deed succeeded, and how often a rule refused it.
    pub tally: BTreeMap<&'static str, (u64, u64)>,
    /// Leads that somebody has won.
    pub won: BTreeSet<String>,
    /// How far the event log has been read.
    pub position: i64,
    /// Offers, deals and tasks that were noticed: each has its own stream of chance.
    pub noticed: u64,
}

impl Play {
    /// The pass of somebody at the vendor.
    pub fn staff(&self, role: &str) -> Pass {
        self.staff.get(role).cloned().unwrap_or(Pass::Nobody)
    }

    /// A partner of the cast.
    pub fn member(&self, place: usize) -> Result<Member, Trouble> {
        self.cast.get(&place).cloned().ok_or_else(|| Trouble(format!("nobody plays partner {place}")))
    }

    /// Reads on in the event log and plans what follows.
    pub async fn notice(&mut self, now: Instant) -> Result<(), Trouble> {
        const PAGE: usize = 200;
        loop {
            let path = format!("/api/v1/events?after={}&limit={PAGE}", self.position);
            let stretch = self.door.get(&self.staff("auditor"), &path).await?;
            let events = stretch["events"].as_array().cloned().unwrap_or_default();
            for event in &events {
                self.think(now, event).await?;
            }
            self.position = stretch["next"].as_i64().unwrap_or(self.position);
            if events.len() < PAGE {
                return Ok(());
            }
        }
    }

    async fn think(&mut self, now: Instant, event: &Value) -> Result<(), Trouble> {
        let subject = event["subject"].as_str().unwrap_or_default().to_owned();
        match event["name"].as_str().unwrap_or_default() {
            "offer.made" => {
                let lead = text(&event["data"], "lead")?;
                self.think_of_offer(now, subject, lead).await?;
            }
            "lead.received" => self.think_of_lead(now, subject, &event["data"]),
            "reciprocity.appealed" => {
                let (number, mut chance) = self.stream("appealed");
                let at = self.pace.after(&self.office, now, chance.between(60, 1_400));
                self.agenda.plan(at, Deed::AnswerAppeal(text(&event["data"], "appeal")?, number));
            }
            "offer.returned" | "offer.not_started" => {
                let (_, mut chance) = self.stream("dropped");
                if chance.percent(30) {
                    let at = self.pace.after(&self.office, now, chance.between(30, 600));
                    self.agenda.plan(at, Deed::Exclude(subject, text(&event["data"], "lead")?));
                }
            }
            "lead.won" => drop(self.won.insert(subject)),
            "lead.exhausted" => {
                let (number, mut chance) = self.stream("desk");
                let at = self.pace.after(&self.office, now, chance.between(40, 900));
                self.agenda.plan(at, Deed::Desk(subject, number));
            }
            "deal.registered" => {
                let (number, mut chance) = self.stream("deal");
                let at = self.pace.after(&self.office, now, chance.soon(30, 1_000));
                self.agenda.plan(at, Deed::Decide(subject, number));
            }
            "deal.refused" => self.think_of_refusal(now, &subject).await?,
            "reciprocity.warned" if event["data"]["warning"]["days"] == 0 => self.think_of_pause(now, &subject),
            _ => {}
        }
        Ok(())
    }

    /// The last warning: tomorrow a partner is paused. Who brings at all does so by turns, appeals, or has the director set the
    /// pause aside.
    fn think_of_pause(&mut self, now: Instant, partner: &str) {
        let (_, mut chance) = self.stream("warning");
        let Some(member) = self.cast.values().find(|member| member.id == partner) else { return };
        let (place, brings) = (member.place, member.habit.own_deals > 0);
        let tomorrow = self.pace.days(now, 1);
        let at = |days, minutes| self.pace.after(&self.office, self.pace.days(tomorrow, days), minutes);
        // Who takes and never brings is paused and stays so, whatever it says.
        if !brings {
            self.agenda.plan(at(0, chance.between(30, 600)), Deed::Appeal(place));
            return;
        }
        let turn = self.tally.entry("last warning").or_default().0;
        match turn % 4 {
            1 => self.agenda.plan(at(0, chance.between(30, 600)), Deed::Appeal(place)),
            3 => self.agenda.plan(at(0, 60), Deed::SetAside(place)),
            _ => {
                let number = 500 + u64::try_from(place).unwrap_or_default();
                self.agenda.plan(at(chance.between(0, 3), chance.between(30, 400)), Deed::RegisterOwn(place, number));
            }
        }
        self.count("last warning", true);
    }

    /// Who was refused one client brings another.
    async fn think_of_refusal(&mut self, now: Instant, deal: &str) -> Result<(), Trouble> {
        let shown = self.door.get(&self.staff("auditor"), &format!("/api/v1/deals/{deal}")).await?;
        let id = shown["partner"].as_str().unwrap_or_default();
        let Some(member) = self.cast.values().find(|member| member.id == id) else { return Ok(()) };
        let (place, calendar) = (member.place, member.calendar.clone());
        let (number, mut chance) = self.stream("refused");
        let at = self.pace.after(&calendar, self.pace.days(now, chance.between(0, 2)), chance.between(30, 300));
        self.agenda.plan(at, Deed::RegisterOwn(place, 10_000_000 + number));
        Ok(())
    }

    /// The lead desk answers the client, asks for consent, comes back to what was not ripe.
    fn think_of_lead(&mut self, now: Instant, lead: String, data: &Value) {
        let (_, mut chance) = self.stream("received");
        let answered = self.pace.after(&self.office, now, chance.soon(2, 120));
        let later = |days: i64, minutes: i64| self.pace.after(&self.office, self.pace.days(now, days), minutes);
        // Now and then the promise of one working day is broken.
        let answered = if chance.percent(94) { answered } else { later(chance.between(2, 6), chance.between(20, 400)) };
        self.agenda.plan(answered, Deed::FirstAnswer(lead.clone()));
        match data["state"].as_str() {
            Some("consent_needed") if chance.percent(60) => {
                self.agenda.plan(later(chance.between(0, 3), chance.between(20, 400)), Deed::Consent(lead));
            }
            Some("distributing") if chance.below(25) == 0 => {
                let at = later(chance.between(0, 8), chance.between(20, 400));
                self.agenda.plan(at, Deed::WithdrawConsent(lead));
            }
            Some("nurture") if chance.percent(30) => {
                self.agenda.plan(later(chance.between(6, 40), chance.between(20, 400)), Deed::Qualify(lead));
            }
            _ => {}
        }
    }

    /// The next number of what was noticed, and its stream of chance.
    pub fn stream(&mut self, kind: &str) -> (u64, Chance) {
        self.noticed += 1;
        (self.noticed, Chance::of(self.seed, kind, self.noticed))
    }

    /// A partner finds an offer in its inbox, and will answer it in its own way, or not at all.
    pub async fn think_of_offer(&mut self, now: Instant, offer: String, lead: String) -> Result<(), Trouble> {
        let shown = self.door.get(&self.staff("auditor"), &format!("/api/v1/offers/{offer}")).await?;
        let Some(known) = self.know(&offer, &shown) else { return Ok(()) };
        let member = self.member(known.partner)?;
        let known = Known { lead, ..known };
        let mut chance = Chance::of(self.seed, "offer", known.number);
        if chance.below(150) == 0 {
            let at = self.pace.after(&self.office, now, chance.between(3, 40));
            self.agenda.plan(at, Deed::TakeBack(known.offer.clone()));
        }
        self.answer(now, &member, known, shown["value_minor"].as_i64(), &mut chance);
        Ok(())
    }

    /// The offer as its partner knows it; none if nobody plays that partner. `shown` names the partner.
    pub fn know(&mut self, offer: &str, shown: &Value) -> Option<Known> {
        let id = shown["partner"].as_str()?;
        let partner = self.cast.values().find(|member| member.id == id)?.place;
        let (number, _) = self.stream("offer");
        Some(Known { offer: offer.to_owned(), lead: String::new(), partner, number })
    }

    fn answer(&mut self, now: Instant, member: &Member, known: Known, value: Option<i64>, chance: &mut Chance) {
        const REASONS: [&str; 4] = ["no_resources", "not_our_profile", "too_far", "too_small"];
        let habit = member.habit;
        let minutes = chance.soon(habit.answer_from, habit.answer_to);
        let seconds = Span::seconds(chance.between(1, 59));
        let at = |minutes: i64| match minutes {
            // A program presses at once, whatever the hour.
            0 => now + seconds,
            _ => self.pace.after(&member.calendar, now, minutes) + seconds,
        };
        let (viewed, answered) = (at(minutes / 2), at(minutes));
        let small = value.unwrap_or(0) < habit.takes_from * 100_000;
        let roll = u32::try_from(chance.below(100)).unwrap_or_default();
        let deed = if small {
            chance.percent(75).then(|| Deed::Decline(known.clone(), "too_small"))
        } else if roll < habit.accepts {
            Some(Deed::Accept(known.clone()))
        } else if roll < habit.accepts + habit.declines {
            Some(Deed::Decline(known.clone(), chance.pick(&REASONS).copied().unwrap_or("no_resources")))
        } else {
            None
        };
        let opens = if deed.is_some() { habit.opens > 0 } else { chance.percent(habit.opens / 2) };
        if opens {
            self.agenda.plan(viewed, Deed::View(known));
        }
        if let Some(deed) = deed {
            self.agenda.plan(answered, deed);
        }
    }

    /// Counts a deed.
    pub fn count(&mut self, deed: &'static str, done: bool) {
        let (did, refused) = self.tally.entry(deed).or_default();
        *(if done { did } else { refused }) += 1;
    }
}
