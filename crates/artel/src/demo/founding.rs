//! The beginning of the network, through the API: the program, its rules, calendars and products, its people, its
//! partners.

use std::collections::BTreeMap;

use kit::{Instant, Lang, WorkingCalendar, time::Span};
use serde_json::{Value, json};

use super::{
    PASSWORD,
    cast::{Login, Member},
    chance::Chance,
    channels,
    door::{Door, Pass, Trouble, text},
    sheets::{Employee, Habit, Holiday, Hours, PartnerSheet, PersonName, Product},
};

/// The name of the vendor.
pub const VENDOR: &str = "НасосПром";

/// What stands after the founding.
pub struct Founded {
    /// The admin, by a key.
    pub admin: Pass,
    /// The vendor's people by role, by keys.
    pub staff: BTreeMap<&'static str, Pass>,
    /// Who can sign in.
    pub logins: Vec<Login>,
    /// Ids of products by code.
    pub products: BTreeMap<&'static str, String>,
    calendars: BTreeMap<&'static str, (String, WorkingCalendar)>,
    lang: Lang,
}

/// Begins the program and everything of it but the partners.
pub async fn found(
    door: &Door,
    operator: &str,
    policy: &Value,
    years: [i16; 2],
    lang: Lang,
) -> Result<Founded, Trouble> {
    let boss = Employee::all().iter().find(|one| one.role == "admin").ok_or_else(|| Trouble("no admin".to_owned()))?;
    let new = json!({ "name": VENDOR, "lang": "ru", "zone": "Europe/Moscow", "currency": "RUB",
        "admin": { "email": address(boss.mail), "name": boss.name } });
    let begun = door.post(&Pass::Key(operator.to_owned()), "/api/v1/programs", &new).await?;
    let admin = Pass::Key(text(&begun, "api_key")?);
    join(door, &text(&begun, "accept_url")?, boss.name, lang).await?;
    let calendars = calendars(door, &admin, years).await?;
    let office = calendars.get("moscow").map(|(id, _)| id.clone());
    door.ask(axum::http::Method::PATCH, &admin, "/api/v1/program", Some(&json!({ "calendar": office })))
        .await?
        .done()?;
    let mut products = BTreeMap::new();
    for product in Product::all() {
        let new = json!({ "code": product.code, "name_ru": product.name, "name_en": product.name_en,
            "needs_certificate": product.needs_certificate });
        products.insert(product.code, text(&door.post(&admin, "/api/v1/products", &new).await?, "id")?);
    }
    door.post(&admin, "/api/v1/policies", policy).await?;
    door.post(&admin, "/api/v1/forms", &channels::form()).await?;
    let mut founded = Founded { admin, staff: BTreeMap::new(), logins: Vec::new(), products, calendars, lang };
    for employee in Employee::all() {
        founded.employ(door, employee).await?;
    }
    Ok(founded)
}

fn address(mail: &str) -> String {
    format!("{mail}@nasosprom.example")
}

/// Accepts an invitation, as the person would by the link of the mail.
async fn join(door: &Door, accept_url: &str, name: &str, lang: Lang) -> Result<(), Trouble> {
    let token = accept_url.rsplit_once("token=").map_or("", |(_, token)| token);
    let body = json!({ "token": token, "name": name, "password": PASSWORD, "lang": lang });
    door.post(&Pass::Nobody, "/api/v1/invitations/acceptance", &body).await.map(drop)
}

async fn calendars(
    door: &Door,
    admin: &Pass,
    years: [i16; 2],
) -> Result<BTreeMap<&'static str, (String, WorkingCalendar)>, Trouble> {
    let mut found = BTreeMap::new();
    for hours in Hours::all() {
        let weekdays = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day, &hours.weekdays));
        let weekly: BTreeMap<_, _> = weekdays.into_iter().chain([("sat", &hours.saturday)]).collect();
        let dates =
            (years[0]..=years[1]).flat_map(|year| Holiday::all().iter().map(move |h| format!("{year}-{}", h.day)));
        let exceptions: serde_json::Map<String, Value> = dates.map(|date| (date, json!([]))).collect();
        let body = json!({ "zone": hours.zone, "weekly": weekly, "exceptions": exceptions });
        let new = json!({ "name": hours.name, "hours": body });
        let id = text(&door.post(admin, "/api/v1/calendars", &new).await?, "id")?;
        let calendar = serde_json::from_value(body).map_err(|e| Trouble(format!("{}: {e}", hours.code)))?;
        found.insert(hours.code, (id, calendar));
    }
    Ok(found)
}

impl Founded {
    /// The vendor's working hours.
    pub fn office(&self) -> WorkingCalendar {
        let found = self.calendars.get("moscow").map(|(_, calendar)| calendar.clone());
        found.unwrap_or_else(|| WorkingCalendar::always("Europe/Moscow"))
    }

    async fn employ(&mut self, door: &Door, employee: &'static Employee) -> Result<(), Trouble> {
        let email = address(employee.mail);
        if employee.role != "admin" {
            self.invite(door, &email, employee.role, None, employee.name).await?;
        }
        let key =
            json!({ "name": format!("Рабочее место: {}", employee.name), "role": employee.role, "scopes": ["*"] });
        let key = text(&door.post(&self.admin, "/api/v1/keys", &key).await?, "text")?;
        self.staff.insert(employee.role, Pass::Key(key));
        self.logins.push(Login {
            email,
            name: employee.name.to_owned(),
            role: employee.role.to_owned(),
            company: VENDOR.to_owned(),
            sees_ru: employee.sees_ru.to_owned(),
            sees_en: employee.sees_en.to_owned(),
            partner: None,
        });
        Ok(())
    }

    async fn invite(
        &self,
        door: &Door,
        email: &str,
        role: &str,
        partner: Option<&str>,
        name: &str,
    ) -> Result<(), Trouble> {
        let new = json!({ "email": email, "role": role, "partner": partner, "lang": self.lang });
        let invited = door.post(&self.admin, "/api/v1/invitations", &new).await?;
        join(door, &text(&invited, "accept_url")?, name, self.lang).await
    }

    /// Takes a partner into the network, with its people, certificates and the key of its own programs.
    pub async fn admit(
        &mut self,
        door: &Door,
        sheet: &'static PartnerSheet,
        place: usize,
        joined_at: Instant,
    ) -> Result<Member, Trouble> {
        let wrong = || Trouble(format!("the tables of the demo do not fit: {}", sheet.name));
        let habit = Habit::of(sheet.habit).ok_or_else(wrong)?;
        let (calendar_id, calendar) = self.calendars.get(sheet.calendar).cloned().ok_or_else(wrong)?;
        let new = json!({ "name": sheet.name, "size_class": sheet.size_class, "territories": sheet.territories,
            "calendar": calendar_id, "joined_at": joined_at });
        let id = text(&door.post(&self.admin, "/api/v1/partners", &new).await?, "id")?;
        let path = format!("/api/v1/partners/{id}/certificates");
        for product in Product::all() {
            if !product.needs_certificate || sheet.certificates.contains(&product.code) {
                let product = self.products.get(product.code).ok_or_else(wrong)?;
                door.post(&self.admin, &path, &json!({ "product": product })).await?;
            }
        }
        if habit.code == "absent" {
            // Invited, and nobody has opened the letter.
            let new = json!({ "email": format!("owner@{}.example", sheet.domain), "role": "partner_owner", "partner": id,
                "lang": self.lang });
            door.post(&self.admin, "/api/v1/invitations", &new).await?;
            return Ok(Member { sheet, habit, id, pass: Pass::Nobody, calendar, place });
        }
        let key =
            json!({ "name": format!("CRM: {}", sheet.name), "role": "partner_owner", "partner": id, "scopes": ["*"] });
        let pass = Pass::Key(text(&door.post(&self.admin, "/api/v1/keys", &key).await?, "text")?);
        self.hire(door, sheet, habit, place, &id).await?;
        Ok(Member { sheet, habit, id, pass, calendar, place })
    }

    async fn hire(
        &mut self,
        door: &Door,
        sheet: &'static PartnerSheet,
        habit: &'static Habit,
        place: usize,
        id: &str,
    ) -> Result<(), Trouble> {
        let mut chance = Chance::of(0, sheet.domain, u64::try_from(place).unwrap_or_default());
        let seller = (sheet.size_class != "solo").then_some("partner_seller");
        let finance = (place == 0).then_some("partner_finance");
        for role in ["partner_owner"].into_iter().chain(seller).chain(finance) {
            let Some(person) = chance.pick(PersonName::all()) else { continue };
            let name = format!("{} {}", person.given, person.family);
            let mail = match role {
                "partner_owner" => "owner",
                "partner_finance" => "finance",
                _ => "sales",
            };
            let email = format!("{mail}@{}.example", sheet.domain);
            self.invite(door, &email, role, Some(id), &name).await?;
            self.logins.push(Login {
                email,
                name,
                role: role.to_owned(),
                company: sheet.name.to_owned(),
                sees_ru: habit.ru.to_owned(),
                sees_en: habit.en.to_owned(),
                partner: Some(id.to_owned()),
            });
        }
        Ok(())
    }
}

/// When a partner joined: so many days before the end of the history, at nine in the morning or so.
pub fn joined_at(sheet: &PartnerSheet, until: Instant) -> Instant {
    until - Span::days(sheet.joined_days)
}
