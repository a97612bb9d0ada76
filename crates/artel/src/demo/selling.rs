//! How it is sold: the vendor writes its processes down from templates, partners lead their deals by them.

use axum::http::Method;
use kit::{Instant, time::Span};
use serde_json::{Value, json};

use super::{
    chance::Chance,
    deeds::{Agenda, Deed},
    door::{Pass, Trouble, text},
    perform::phrase,
    play::Play,
};

/// So many days before the end the processes are put in force: deals that were opened before go on without.
const DAYS: i64 = 45;
/// Products that get a process, by their codes in order; the next one's is still being written.
const WRITTEN: usize = 4;
/// So many stages a process may have.
const MOST: usize = 10;

/// Plans when the processes are written.
pub fn plan(agenda: &mut Agenda, from: Instant, until: Instant) {
    agenda.plan((until - Span::days(DAYS)).max(from + Span::days(5)) + Span::hours(1), Deed::Formalise);
}

impl Play {
    /// The trainer writes processes from a template, the channel manager puts them in force, a partner names its columns.
    pub(super) async fn formalise(&mut self) -> Result<(), Trouble> {
        let (trainer, manager) = (self.staff("trainer"), self.staff("channel_manager"));
        let named = self.door.get(&trainer, "/api/v1/products?limit=100").await?;
        let name = |id: &str| {
            let all = named["items"].as_array().into_iter().flatten();
            all.filter(|product| product["id"] == id).find_map(|product| product["name"].as_str().map(str::to_owned))
        };
        for (place, (code, product)) in self.products.clone().iter().take(WRITTEN + 1).enumerate() {
            let ru = format!("{} через дилеров", name(product).unwrap_or_else(|| (*code).to_owned()));
            let new = json!({ "product": product, "template": "equipment_dealers",
                "name": { "ru": ru, "en": format!("{code} through dealers") } });
            let process = text(&self.door.post(&trainer, "/api/v1/playbook/processes", &new).await?, "id")?;
            self.count("write a process", true);
            if place == WRITTEN {
                continue;
            }
            let publish = format!("/api/v1/playbook/processes/{process}/publication");
            self.door.post(&manager, &publish, &json!({ "note": "Первая версия: так продают лучшие дилеры" })).await?;
            let Some(member) = self.cast.values().next() else { continue };
            let own = json!({ "columns": [
                { "name": "Замер", "stages": ["need", "survey"] }, { "name": "КП у клиента", "stages": ["offer"] } ] });
            let path = format!("/api/v1/playbook/processes/{process}/own-columns");
            self.door.ask(Method::PUT, &member.pass, &path, Some(&own)).await?.done_or_refused()?;
        }
        Ok(())
    }

    /// A partner works its deal on by one stage. Some forget it: such a deal stalls.
    pub(super) async fn step(&mut self, now: Instant, partner: usize, deal: &str, number: u64) -> Result<(), Trouble> {
        let (member, mut chance) = (self.member(partner)?, Chance::of(self.seed, "step", number));
        let Some(way) = self.way(&member.pass, deal).await? else { return Ok(()) };
        // The last stage is gone through when the deal is won.
        let Some(next) = next(&way).filter(|stage| stage["wins"] != true) else { return Ok(()) };
        let done = self.go(&member.pass, deal, &way, next, &mut chance).await?;
        self.count("lead a deal on", done);
        if done && chance.percent(75) {
            let at =
                self.pace.after(&member.calendar, self.pace.days(now, chance.between(2, 8)), chance.between(1, 400));
            self.agenda.plan(at, Deed::Step(partner, deal.to_owned(), number + 1));
        }
        Ok(())
    }

    /// Leads a deal to the stage from which it is won.
    pub(super) async fn lead_to_exit(&mut self, pass: &Pass, deal: &str, chance: &mut Chance) -> Result<(), Trouble> {
        for _ in 0..MOST {
            let Some(way) = self.way(pass, deal).await? else { return Ok(()) };
            let here = way["stages"].as_array().into_iter().flatten().find(|stage| stage["here"] == true);
            if here.is_some_and(|stage| stage["wins"] == true) {
                return self.satisfy(pass, deal, &way, &way["missing_to_win"], chance).await;
            }
            let Some(next) = next(&way) else { return Ok(()) };
            if !self.go(pass, deal, &way, next, chance).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn way(&self, pass: &Pass, deal: &str) -> Result<Option<Value>, Trouble> {
        let said = self.door.ask(Method::GET, pass, &format!("/api/v1/deals/{deal}/way"), None).await?;
        Ok(said.done_or_refused()?.map(|said| said["way"].clone()).filter(|way| !way.is_null()))
    }

    async fn go(
        &self,
        pass: &Pass,
        deal: &str,
        way: &Value,
        stage: &Value,
        chance: &mut Chance,
    ) -> Result<bool, Trouble> {
        self.satisfy(pass, deal, way, &stage["missing"], chance).await?;
        let path = format!("/api/v1/deals/{deal}/stage");
        Ok(self.door.attempt(pass, &path, &json!({ "stage": stage["stage"] })).await?.is_some())
    }

    /// Does what is missing: says what the deal is about, reaches whom it takes, confirms.
    async fn satisfy(
        &self,
        pass: &Pass,
        deal: &str,
        way: &Value,
        lacks: &Value,
        chance: &mut Chance,
    ) -> Result<(), Trouble> {
        for lack in lacks.as_array().into_iter().flatten() {
            let code = lack["code"].as_str().unwrap_or_default();
            let post = |path: &str, body: Value| (format!("/api/v1/deals/{deal}/{path}"), body);
            let (path, body) = match lack["kind"].as_str().unwrap_or_default() {
                "role" => post("roles-reached", json!({ "role": code, "note": phrase(chance, "note") })),
                "check" => {
                    let (stage, check) = code.split_once('/').unwrap_or_default();
                    post("checks", json!({ "stage": stage, "check": check }))
                }
                _ if code == "value" => post("value", json!({ "value_minor": chance.between(80, 900) * 1_000_000 })),
                _ => {
                    self.describe(pass, deal, way, chance).await?;
                    continue;
                }
            };
            self.door.attempt(pass, &path, &body).await?;
        }
        Ok(())
    }

    async fn describe(&self, pass: &Pass, deal: &str, way: &Value, chance: &mut Chance) -> Result<(), Trouble> {
        let terms = self.door.get(pass, "/api/v1/playbook/terms?limit=200").await?;
        let mut body = json!({});
        for side in ["client_type", "category", "entry_point", "business_process"] {
            let of_side = terms["items"].as_array().into_iter().flatten().filter(|term| term["axis"] == side);
            let ids: Vec<Value> = of_side.map(|term| term["id"].clone()).collect();
            body[side] = match &way[side] {
                Value::Null => chance.pick(&ids).cloned().unwrap_or_default(),
                known => known.clone(),
            };
        }
        let path = format!("/api/v1/deals/{deal}/description");
        self.door.ask(Method::PUT, pass, &path, Some(&body)).await?.done_or_refused().map(drop)
    }
}

/// The stage after the one in which a deal stands.
fn next(way: &Value) -> Option<&Value> {
    let stages = way["stages"].as_array()?;
    let here = stages.iter().position(|stage| stage["here"] == true)?;
    stages.get(here + 1)
}
