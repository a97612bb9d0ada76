//! What the vendor's people do: take leads in, decide about own deals, look after leads that nobody works on.

use kit::{Instant, time::Span};
use serde_json::{Value, json};

use super::{chance::Chance, clients, door::Trouble, perform::phrase, play::Play};

impl Play {
    /// A client asks for something.
    pub(super) async fn ask(&mut self, number: u64, source: &'static str) -> Result<(), Trouble> {
        let mut chance = Chance::of(self.seed, "lead", number);
        // Some come again: while their lead is open it is a touch on it.
        let again = number > 20 && chance.percent(5);
        let which = if again { number - 1 - chance.below(number.min(150)) } else { number };
        let (Some(client), Some(ask)) = (clients::client(self.seed, which, &self.regions), clients::ask(&mut chance))
        else {
            return Ok(());
        };
        let ripe = chance.percent(84);
        let met = |yes: bool| if yes { "yes" } else { "no" };
        let person = client.person;
        let email = format!("{}@{}", person.latin, client.domain);
        let urgency = chance.weighted(&[("hot", 20), ("normal", 62), ("cold", 18)], |(_, weight)| *weight);
        let body = json!({
            "client": { "name": client.name, "tax_id": chance.percent(70).then_some(&client.tax_id),
                "site": client.domain, "region": client.region, "city": client.city },
            "contact": { "name": format!("{} {}", person.given, person.family), "phone": client.phone,
                "email": chance.percent(80).then_some(email) },
            "need": if ripe { ask.words } else { "Прайс?" },
            "product": self.products.get(ask.product), "size": ask.size, "industry": client.industry,
            "urgency": urgency.map_or("normal", |(word, _)| word),
            "value_minor": ripe.then_some(ask.value_minor), "source": source,
            "consent": { "transfer": chance.percent(96), "text": "2026-1" },
            "quality": { "need": "no", "budget": "no", "contact": "no", "term": met(ripe && chance.percent(60)),
                "typology": met(chance.percent(if ripe { 70 } else { 10 })) },
        });
        let role = if source == "phone" { "lead_desk" } else { "admin" };
        let taken = self.door.post(&self.staff(role), "/api/v1/leads", &body).await?;
        self.count(if taken["duplicate"] == true { "ask again" } else { "ask" }, true);
        Ok(())
    }

    /// The channel manager decides about an own deal.
    pub(super) async fn decide(&mut self, deal: &str, number: u64) -> Result<(), Trouble> {
        let mut chance = Chance::of(self.seed, "decision", number);
        let (name, act, body) = if chance.percent(88) {
            ("approve", "approval", json!({}))
        } else {
            ("refuse", "refusal", json!({ "reason": phrase(&mut chance, "refused") }))
        };
        let path = format!("/api/v1/deals/{deal}/{act}");
        let done = self.door.attempt(&self.staff("channel_manager"), &path, &body).await?;
        self.count(name, done.is_some());
        Ok(())
    }

    /// The lead desk looks at a lead that went through all waves.
    pub(super) async fn desk(&mut self, lead: &str, number: u64) -> Result<(), Trouble> {
        let mut chance = Chance::of(self.seed, "desk", number);
        let (deed, act, body) = match chance.below(12) {
            0..4 => ("distribute again", "redistribution", json!({ "reason": phrase(&mut chance, "again") })),
            4..6 => {
                let places: Vec<usize> = self.cast.keys().copied().collect();
                let Some(place) = chance.pick(&places) else { return Ok(()) };
                let partner = self.member(*place)?.id;
                ("give by hand", "hand-give", json!({ "partner": partner, "reason": phrase(&mut chance, "given") }))
            }
            6..8 => ("close", "closure", json!({ "reason": "client_asked" })),
            8 => ("close", "closure", json!({ "reason": "direct_handling", "text": phrase(&mut chance, "closed") })),
            // It stays on the desk: somebody is still calling the client.
            _ => return Ok(()),
        };
        self.of_lead(deed, lead, act, &body).await.map(drop)
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
