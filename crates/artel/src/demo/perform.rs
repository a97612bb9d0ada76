//! Deeds done: each is a request of somebody who may make it.

use kit::{Instant, time::Span};
use serde_json::{Value, json};

use super::{
    chance::Chance,
    clients,
    deeds::{Deed, Known},
    door::Trouble,
    play::Play,
    sheets::Phrase,
};

/// Clients from this number on are the partners' own.
const OWN: u64 = 1_000_000;

impl Play {
    /// Does a deed at the present moment, and plans what this person does next.
    pub async fn perform(&mut self, now: Instant, deed: Deed) -> Result<(), Trouble> {
        match deed {
            Deed::Lead(number, source) => self.ask(number, source).await,
            Deed::Fair(first, cards) => self.come_home(first, cards).await,
            // Joining needs the rights of the admin and is done by whoever directs the play.
            Deed::Join(_) => Ok(()),
            Deed::View(known) => self.of_offer("view", &known, "view", &json!({})).await.map(drop),
            Deed::Accept(known) => self.accept(now, known).await,
            Deed::Decline(known, reason) => {
                self.of_offer("decline", &known, "decline", &json!({ "reason": reason })).await.map(drop)
            }
            Deed::Start(known) => self.start(now, known).await,
            Deed::Contact(known) => {
                let body = contact(&mut Chance::of(self.seed, "report", known.number));
                self.of_offer("contact", &known, "contacts", &body).await.map(drop)
            }
            Deed::GiveBack(known) => {
                self.of_offer("return", &known, "return", &json!({ "reason": "no_resources" })).await.map(drop)
            }
            Deed::OpenDeal(known) => self.open_deal(now, known).await,
            Deed::Outcome(known, deal) => self.outcome(&known, &deal).await,
            Deed::RegisterOwn(partner, number) => self.register(now, partner, number).await,
            Deed::OwnOutcome(partner, deal, number) => self.own_outcome(partner, &deal, number).await,
            Deed::Decide(deal, number) => self.decide(&deal, number).await,
            Deed::Desk(lead, number) => self.desk(now, &lead, number).await,
            Deed::FirstAnswer(lead) => {
                let body = json!({ "evidence": "call" });
                self.of_lead("answer the client", &lead, "first-answer", &body).await.map(drop)
            }
            Deed::Consent(lead) => {
                let body = json!({ "text": "2026-1, по телефону" });
                self.of_lead("record consent", &lead, "consent", &body).await.map(drop)
            }
            Deed::WithdrawConsent(lead) => {
                let body = json!({ "reason": phrase(&mut Chance::of(self.seed, &lead, 0), "unwilling") });
                self.of_lead("withdraw consent", &lead, "consent-withdrawal", &body).await.map(drop)
            }
            Deed::Tidy(day) => self.tidy(now, day).await,
            Deed::LastHour(round) => self.last_hour(round).await,
            Deed::Exclude(offer, lead) => self.exclude(&offer, &lead).await,
            Deed::Qualify(lead) => {
                let body = json!({ "grade": "B", "reason": "Клиент прислал проект и срок" });
                self.of_lead("qualify", &lead, "qualification", &body).await.map(drop)
            }
            Deed::Rate(known) => self.rate(&known).await,
            Deed::Appeal(partner) => self.appeal(partner).await,
            Deed::AnswerAppeal(appeal, number) => self.answer_appeal(now, &appeal, number).await,
            Deed::TakeBack(offer) => self.take_back(&offer).await,
            Deed::Holiday(partner, days) => self.holiday(now, partner, days).await,
            Deed::Formalise => self.formalise().await,
            Deed::Step(partner, deal, number) => self.step(now, partner, &deal, number).await,
            Deed::SetAside(partner) => self.set_aside(now, partner).await,
        }
    }

    async fn of_offer(
        &mut self,
        deed: &'static str,
        known: &Known,
        act: &str,
        body: &Value,
    ) -> Result<Option<Value>, Trouble> {
        let pass = self.member(known.partner)?.pass;
        let done = self.door.attempt(&pass, &format!("/api/v1/offers/{}/{act}", known.offer), body).await?;
        self.count(deed, done.is_some());
        Ok(done)
    }

    async fn accept(&mut self, now: Instant, known: Known) -> Result<(), Trouble> {
        if self.of_offer("accept", &known, "acceptance", &json!({})).await?.is_none() {
            return Ok(());
        }
        let (member, mut chance) = (self.member(known.partner)?, Chance::of(self.seed, "accepted", known.number));
        let at = self.pace.after(&member.calendar, now, chance.soon(member.habit.start_from, member.habit.start_to));
        let at = at + Span::seconds(chance.between(1, 59));
        if chance.percent(member.habit.returns) {
            self.agenda.plan(at, Deed::GiveBack(known));
        } else if chance.percent(member.habit.starts) {
            self.agenda.plan(at, Deed::Start(known));
        }
        Ok(())
    }

    async fn start(&mut self, now: Instant, known: Known) -> Result<(), Trouble> {
        let mut chance = Chance::of(self.seed, "started", known.number);
        let body = contact(&mut chance);
        if self.of_offer("start", &known, "contacts", &body).await?.is_none() {
            return Ok(());
        }
        let member = self.member(known.partner)?;
        let opened =
            self.pace.after(&member.calendar, self.pace.days(now, chance.between(0, 4)), chance.between(1, 400));
        self.agenda.plan(opened, Deed::OpenDeal(known.clone()));
        let reported =
            self.pace.after(&member.calendar, self.pace.days(now, chance.between(4, 9)), chance.between(1, 400));
        self.agenda.plan(reported, Deed::Contact(known.clone()));
        if chance.percent(45) {
            self.agenda.plan(reported + Span::minutes(1), Deed::Rate(known));
        }
        Ok(())
    }

    async fn rate(&mut self, known: &Known) -> Result<(), Trouble> {
        let mut chance = Chance::of(self.seed, "rating", known.number);
        let rating = chance.weighted(&[(5, 30), (4, 35), (3, 20), (2, 10), (1, 5)], |(_, weight)| *weight);
        let rating = rating.map_or(4, |(rating, _)| *rating);
        let kind = if rating >= 3 { "good" } else { "bad" };
        let body = json!({ "rating": rating, "reason": phrase(&mut chance, kind) });
        self.of_offer("rate", known, "rating", &body).await.map(drop)
    }

    async fn appeal(&mut self, partner: usize) -> Result<(), Trouble> {
        let member = self.member(partner)?;
        let path = format!("/api/v1/partners/{}/reciprocity/appeals", member.id);
        let body = json!({ "text": phrase(&mut Chance::of(self.seed, "appeal", 0), "appeal") });
        let done = self.door.attempt(&member.pass, &path, &body).await?;
        self.count("appeal", done.is_some());
        Ok(())
    }

    async fn open_deal(&mut self, now: Instant, known: Known) -> Result<(), Trouble> {
        let Some(deal) = self.of_offer("open a deal", &known, "deal", &json!({})).await? else { return Ok(()) };
        let deal = super::door::text(&deal, "id")?;
        let (member, mut chance) = (self.member(known.partner)?, Chance::of(self.seed, "deal of", known.number));
        let days = chance.between(member.habit.deal_from, member.habit.deal_to);
        let at = self.pace.after(&member.calendar, self.pace.days(now, days), chance.between(1, 400));
        let first =
            self.pace.after(&member.calendar, self.pace.days(now, chance.between(1, 6)), chance.between(1, 400));
        self.agenda.plan(first, Deed::Step(known.partner, deal.clone(), known.number * 100));
        self.agenda.plan(at, Deed::Outcome(known, deal));
        Ok(())
    }

    async fn outcome(&mut self, known: &Known, deal: &str) -> Result<(), Trouble> {
        let (member, mut chance) = (self.member(known.partner)?, Chance::of(self.seed, "outcome", known.number));
        // A client buys once: who comes second has lost.
        let wins = chance.percent(member.habit.wins) && !self.won.contains(&known.lead);
        self.end_deal(&member.pass, deal, wins, &mut chance).await
    }

    async fn end_deal(
        &mut self,
        pass: &super::door::Pass,
        deal: &str,
        wins: bool,
        chance: &mut Chance,
    ) -> Result<(), Trouble> {
        if wins {
            self.lead_to_exit(pass, deal, chance).await?;
        }
        let (name, act, body) = if wins {
            ("win", "win", json!({ "proof": phrase(chance, "proof") }))
        } else if chance.percent(45) {
            (
                "lose",
                "loss",
                json!({ "to": "competitor", "name": phrase(chance, "competitor"), "reason": phrase(chance, "lost") }),
            )
        } else {
            ("lose", "loss", json!({ "to": "no_decision", "reason": phrase(chance, "undecided") }))
        };
        let done = self.door.attempt(pass, &format!("/api/v1/deals/{deal}/{act}"), &body).await?;
        self.count(name, done.is_some());
        Ok(())
    }

    async fn holiday(&mut self, now: Instant, partner: usize, days: i64) -> Result<(), Trouble> {
        let member = self.member(partner)?;
        let path = format!("/api/v1/partners/{}/holidays", member.id);
        let done = self.door.attempt(&member.pass, &path, &json!({ "until": now + Span::days(days) })).await?;
        self.count("holiday", done.is_some());
        Ok(())
    }

    async fn register(&mut self, now: Instant, partner: usize, number: u64) -> Result<(), Trouble> {
        let (member, mut chance) = (self.member(partner)?, Chance::of(self.seed, "own deal", number));
        let gap = (3_000 / i64::from(member.habit.own_deals.max(1))).max(1);
        let next = self.pace.days(now, chance.between(gap / 2, gap * 3 / 2 + 1).max(1));
        self.agenda.plan(next, Deed::RegisterOwn(partner, number + 1_000));
        let covered = |region: &&&super::sheets::Region| member.sheet.territories.contains(&region.code);
        let regions: Vec<_> = self.regions.iter().filter(covered).copied().collect();
        // Some partners claim a client whom the vendor has given to the network already: such a deal does not count.
        let claimed = chance.percent(8).then(|| clients::client(self.seed, chance.below(200), &self.regions));
        let client = claimed.unwrap_or_else(|| clients::client(self.seed, OWN + number, &regions));
        let (Some(client), Some(ask)) = (client, clients::ask(&mut chance)) else { return Ok(()) };
        let body = json!({ "client_name": client.name, "tax_id": client.tax_id, "phone": client.phone,
            "site": client.domain, "region": client.region, "product": self.products.get(ask.product), "title": ask.words,
            "value_minor": ask.value_minor });
        let done = self.door.attempt(&member.pass, "/api/v1/deals", &body).await?;
        self.count("register an own deal", done.is_some());
        if let Some(deal) = done {
            let deal = super::door::text(&deal, "id")?;
            let days = if chance.percent(7) { chance.between(3, 20) } else { chance.between(20, 70) };
            let at = self.pace.after(&member.calendar, self.pace.days(now, days), chance.between(1, 400));
            let first = self.pace.after(&member.calendar, self.pace.days(now, chance.between(4, 9)), 200);
            self.agenda.plan(first, Deed::Step(partner, deal.clone(), (OWN + number) * 100));
            self.agenda.plan(at, Deed::OwnOutcome(partner, deal, number));
        }
        Ok(())
    }

    async fn own_outcome(&mut self, partner: usize, deal: &str, number: u64) -> Result<(), Trouble> {
        let (member, mut chance) = (self.member(partner)?, Chance::of(self.seed, "own outcome", number));
        if chance.percent(9) {
            let body = json!({ "reason": phrase(&mut chance, "withdrawn") });
            let done = self.door.attempt(&member.pass, &format!("/api/v1/deals/{deal}/withdrawal"), &body).await?;
            self.count("withdraw an own deal", done.is_some());
            return Ok(());
        }
        let wins = chance.percent(55);
        self.end_deal(&member.pass, deal, wins, &mut chance).await
    }
}

/// A contact with the client.
fn contact(chance: &mut Chance) -> Value {
    let evidence = chance.weighted(&[("call", 6), ("letter", 2), ("meeting", 2)], |(_, weight)| *weight);
    json!({ "evidence": evidence.map_or("call", |(word, _)| word), "note": phrase(chance, "note") })
}

/// One of the phrases of a kind, with a number in it where one belongs.
pub fn phrase(chance: &mut Chance, kind: &str) -> String {
    let words = chance.pick(&Phrase::of(kind)).copied().unwrap_or_default();
    words.replace("{n}", &chance.between(1_000, 9_999).to_string())
}
