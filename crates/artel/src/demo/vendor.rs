//! What the vendor's people do: decide about own deals, look after leads that nobody works on.

use kit::{Instant, time::Span};
use serde_json::{Value, json};

use super::{
    chance::Chance,
    deeds::Deed,
    door::{Trouble, text},
    perform::phrase,
    play::Play,
};

impl Play {
    /// The channel manager decides about an own deal.
    pub(super) async fn decide(&mut self, deal: &str, number: u64) -> Result<(), Trouble> {
        let mut chance = Chance::of(self.seed, "decision", number);
        // One in seven is refused.
        let decided = ["approve", "refuse"].map(|name| self.tally.get(name).map_or(0, |(done, _)| *done));
        let (name, act, body) = if decided.iter().sum::<u64>() % 7 == 1 {
            ("refuse", "refusal", json!({ "reason": phrase(&mut chance, "refused") }))
        } else {
            ("approve", "approval", json!({}))
        };
        let path = format!("/api/v1/deals/{deal}/{act}");
        let done = self.door.attempt(&self.staff("channel_manager"), &path, &body).await?;
        self.count(name, done.is_some());
        Ok(())
    }

    /// The lead desk looks at a lead that went through all waves.
    pub(super) async fn desk(&mut self, now: Instant, lead: &str, number: u64) -> Result<(), Trouble> {
        let mut chance = Chance::of(self.seed, "desk", number);
        let (deed, act, body) = match chance.below(12) {
            0..4 => ("distribute again", "redistribution", json!({ "reason": phrase(&mut chance, "again") })),
            4..6 => {
                let gates = self.door.get(&self.staff("lead_desk"), &format!("/api/v1/leads/{lead}/gates")).await?;
                let open = gates["items"].as_array().into_iter().flatten().filter(|gate| gate["can_be_given"] == true);
                // Whom the fewest gates keep out; the desk has heard of it from the client.
                let best = open.min_by_key(|gate| gate["closed"].as_array().map_or(0, Vec::len));
                let Some(best) = best else { return Ok(()) };
                let body =
                    json!({ "partner": best["partner"], "reason": phrase(&mut chance, "given"), "set_aside": true });
                ("give by hand", "hand-give", body)
            }
            6..8 => ("close", "closure", json!({ "reason": "client_asked" })),
            8 => ("close", "closure", json!({ "reason": "direct_handling", "text": phrase(&mut chance, "closed") })),
            // It stays on the desk for some days: somebody is still calling the client.
            _ => {
                let (number, mut chance) = self.stream("desk");
                let at =
                    self.pace.after(&self.office, self.pace.days(now, chance.between(2, 8)), chance.between(40, 400));
                self.agenda.plan(at, Deed::Desk(lead.to_owned(), number));
                return Ok(());
            }
        };
        self.of_lead(deed, lead, act, &body).await.map(drop)
    }

    /// The lead desk goes through its list at the end of a day: most of what is due is decided, or looked at and left for later.
    pub(super) async fn tidy(&mut self, now: Instant, day: u64) -> Result<(), Trouble> {
        // A working day of the office is nine hours long.
        let tomorrow = self.pace.after(&self.office, now, 9 * 60);
        self.agenda.plan(tomorrow, Deed::Tidy(day + 1));
        let desk = self.staff("lead_desk");
        let waits = self.door.get(&desk, "/api/v1/tasks?limit=100").await?;
        for (nth, task) in (0..).zip(waits["items"].as_array().into_iter().flatten()) {
            let mut chance = Chance::of(self.seed, "tidy", day * 1_000 + nth);
            if task["role"] != "lead_desk" || task["closed_by_act"] == true || chance.percent(20) {
                continue;
            }
            let lead = text(task, "subject")?;
            if task["kind"] == "lead_review" && chance.percent(40) {
                let body = json!({ "reason": "client_asked" });
                self.of_lead("close", &lead, "closure", &body).await?;
                continue;
            }
            let path = format!("/api/v1/tasks/{}/completion", text(task, "id")?);
            let done = self.door.attempt(&desk, &path, &json!({})).await?;
            self.count("look at a lead", done.is_some());
        }
        Ok(())
    }

    /// Something that the lead desk does with a lead.
    pub(super) async fn of_lead(
        &mut self,
        deed: &'static str,
        lead: &str,
        act: &str,
        body: &Value,
    ) -> Result<Option<Value>, Trouble> {
        let done = self.door.attempt(&self.staff("lead_desk"), &format!("/api/v1/leads/{lead}/{act}"), body).await?;
        self.count(deed, done.is_some());
        Ok(done)
    }

    /// A client asks not to be given to the partner of an offer again.
    pub(super) async fn exclude(&mut self, offer: &str, lead: &str) -> Result<(), Trouble> {
        let desk = self.staff("lead_desk");
        let shown = self.door.get(&desk, &format!("/api/v1/offers/{offer}")).await?;
        let lead = self.door.get(&desk, &format!("/api/v1/leads/{lead}")).await?;
        let words = phrase(&mut Chance::of(self.seed, offer, 1), "excluded");
        let body = json!({ "partner": shown["partner"], "reason": words });
        let path = format!("/api/v1/clients/{}/exclusions", text(&lead, "client")?);
        let done = self.door.attempt(&desk, &path, &body).await?;
        self.count("exclude a partner", done.is_some());
        Ok(())
    }

    /// The director answers an appeal: sometimes the partner is right.
    pub(super) async fn answer_appeal(&mut self, now: Instant, appeal: &str, number: u64) -> Result<(), Trouble> {
        let mut chance = Chance::of(self.seed, "appeal", number);
        let granted = chance.percent(35);
        let text = phrase(&mut chance, if granted { "granted" } else { "denied" });
        let body = json!({ "granted": granted, "until": granted.then(|| now + Span::days(30)), "text": text });
        let path = format!("/api/v1/appeals/{appeal}/answer");
        let done = self.door.attempt(&self.staff("director"), &path, &body).await?;
        self.count("answer an appeal", done.is_some());
        Ok(())
    }

    /// The lead desk takes an open offer back.
    pub(super) async fn take_back(&mut self, offer: &str) -> Result<(), Trouble> {
        let words = phrase(&mut Chance::of(self.seed, offer, 0), "back");
        let body = json!({ "reason": "other", "text": words });
        let path = format!("/api/v1/offers/{offer}/withdrawal");
        let done = self.door.attempt(&self.staff("lead_desk"), &path, &body).await?;
        self.count("take back", done.is_some());
        Ok(())
    }

    /// The director sets the pause of a partner aside.
    pub(super) async fn set_aside(&mut self, now: Instant, partner: usize) -> Result<(), Trouble> {
        let id = self.member(partner)?.id;
        let words = phrase(&mut Chance::of(self.seed, "aside", 0), "aside");
        let body = json!({ "until": now + Span::days(30), "reason": words });
        let path = format!("/api/v1/partners/{id}/reciprocity/overrides");
        let done = self.door.attempt(&self.staff("director"), &path, &body).await?;
        self.count("set aside", done.is_some());
        Ok(())
    }
}
