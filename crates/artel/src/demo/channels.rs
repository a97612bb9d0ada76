//! How a client's interest reaches the vendor: by the public form, by mail and phone through the API, and as a file
//! after an exhibition.

use serde_json::{Value, json};

use super::{
    cast::Member,
    chance::Chance,
    clients::{self, Ask, Client},
    door::{Pass, Trouble, text},
    play::Play,
    sheets::{Product, Region},
};

/// The end of the form's address.
pub const FORM: &str = "nasos";

/// The public form of the vendor.
pub fn form() -> Value {
    let needed = |field: &str| json!({ "field": field, "required": true });
    let asked = |field: &str| json!({ "field": field });
    json!({
        "name": "Форма сайта", "slug": FORM, "source": "site",
        "fields": [needed("company"), asked("tax_id"), asked("site"), needed("region"), asked("city"), asked("size"),
            needed("name"), needed("phone"), asked("email"), needed("need"), asked("value")],
        "title": { "ru": "Подобрать насос", "en": "Choose a pump" },
        "lead": { "ru": "Опишите объект, и за один рабочий день с вами свяжется инженер из вашего региона.",
            "en": "Tell us about the site: an engineer of your region calls you within one working day." },
        "consents": {
            "processing": { "version": "2026-1", "text": {
                "ru": "Согласен на обработку данных, которые указаны в форме",
                "en": "I agree to the processing of what I have typed here" } },
            "transfer": { "version": "2026-1", "text": {
                "ru": "Согласен на передачу этих данных партнёрам завода в моём регионе",
                "en": "I agree that these data are passed to partners of the manufacturer in my region" } },
        },
        "origins": ["https://nasosprom.example"],
        // All clients of the demo come from the same address.
        "per_address_hour": 1000, "per_hour": 2000,
    })
}

/// What a client wants, and how much of it is told.
struct Want {
    client: Client,
    ask: Ask,
    /// Words and sum are told.
    ripe: bool,
    /// Agrees to the transfer to partners.
    agrees: bool,
    email: Option<String>,
    tax_id: Option<String>,
}

impl Want {
    /// What the client with this number wants: who comes again wants the same.
    fn of(play: &Play, which: u64) -> Option<Self> {
        let mut chance = Chance::of(play.seed, "want", which);
        let client = clients::client(play.seed, which, &play.regions)?;
        Some(Self::new(client, clients::ask(&mut chance)?, &mut chance))
    }

    fn new(client: Client, ask: Ask, chance: &mut Chance) -> Self {
        let email = chance.percent(80).then(|| format!("{}@{}", client.person.latin, client.domain));
        let tax_id = chance.percent(70).then(|| client.tax_id.clone());
        Self { client, ask, ripe: chance.percent(84), agrees: chance.percent(96), email, tax_id }
    }

    fn person(&self) -> String {
        format!("{} {}", self.client.person.given, self.client.person.family)
    }

    fn need(&self) -> &'static str {
        if self.ripe { self.ask.words } else { "Прайс?" }
    }

    /// In whole roubles.
    fn value(&self) -> Option<String> {
        self.ripe.then(|| (self.ask.value_minor / 100).to_string())
    }
}

impl Play {
    /// A client asks for something.
    pub(super) async fn ask(&mut self, number: u64, source: &'static str) -> Result<(), Trouble> {
        let mut chance = Chance::of(self.seed, "lead", number);
        // Some come again: while their lead is open it is a touch on it.
        let again = number > 20 && chance.percent(5);
        let which = if again { number - 1 - chance.below(number.min(150)) } else { number };
        let Some(want) = Want::of(self, which) else { return Ok(()) };
        if source == "site" {
            self.by_form(&want, &mut chance).await
        } else {
            self.by_api(&want, source, &mut chance).await
        }
    }

    /// A client from the region of a partner asks by the form for something that this partner sells.
    pub(super) async fn ask_for(&mut self, member: &Member, number: u64, chance: &mut Chance) -> Result<(), Trouble> {
        let near = |region: &&&Region| member.sheet.territories.contains(&region.code);
        let regions: Vec<&'static Region> = self.regions.iter().filter(near).copied().collect();
        let sells = |ask: &Ask| {
            let certified = member.sheet.certificates.contains(&ask.product);
            certified || Product::all().iter().any(|product| product.code == ask.product && !product.needs_certificate)
        };
        let asks: Vec<Ask> = (0..20).filter_map(|_| clients::ask(chance)).filter(sells).collect();
        let takes = |ask: &&Ask| ask.value_minor >= member.habit.takes_from * 100_000;
        let ask = asks.iter().find(takes).or(asks.first()).copied();
        let (Some(client), Some(ask)) = (clients::client(self.seed, number, &regions), ask) else { return Ok(()) };
        let want = Want { ripe: true, agrees: true, ..Want::new(client, ask, chance) };
        self.by_form(&want, chance).await
    }

    /// The client fills in the public form.
    async fn by_form(&mut self, want: &Want, chance: &mut Chance) -> Result<(), Trouble> {
        let Want { client, ask, .. } = want;
        let path = format!("/api/v1/public/forms/{FORM}/leads");
        let mut post = json!({ "company": client.name, "tax_id": want.tax_id, "site": client.domain, "region": client.region,
            "city": client.city, "size": ask.size, "name": want.person(), "phone": client.phone, "email": want.email,
            "need": want.need(), "value": want.value(), "product": ask.product,
            "consent_processing": true, "consent_transfer": want.agrees });
        self.door.post(&Pass::Nobody, &path, &post).await?;
        self.count("ask by the form", true);
        if chance.percent(3) {
            // A robot fills in what people do not see. It is thanked, and nothing comes of it.
            post["fax"] = json!("https://cheap.example");
            self.door.post(&Pass::Nobody, &path, &post).await?;
            self.count("robot thanked", true);
        }
        Ok(())
    }

    /// The client calls or writes, and somebody at the vendor types it in; or a catalogue sends it by its key.
    async fn by_api(&mut self, want: &Want, source: &str, chance: &mut Chance) -> Result<(), Trouble> {
        let Want { client, ask, ripe, .. } = want;
        let urgency = chance.weighted(&[("hot", 20), ("normal", 62), ("cold", 18)], |(_, weight)| *weight);
        let met = |yes: bool| if yes { "yes" } else { "no" };
        let body = json!({
            "client": { "name": client.name, "tax_id": want.tax_id, "site": client.domain, "region": client.region,
                "city": client.city },
            "contact": { "name": want.person(), "phone": client.phone, "email": want.email },
            "need": want.need(), "product": self.products.get(ask.product), "size": ask.size, "industry": client.industry,
            "urgency": urgency.map_or("normal", |(word, _)| word), "value_minor": ripe.then_some(ask.value_minor),
            "source": source, "consent": { "transfer": want.agrees, "text": "2026-1" },
            "quality": { "need": "no", "budget": "no", "contact": "no", "term": met(*ripe && chance.percent(60)),
                "typology": met(chance.percent(if *ripe { 70 } else { 10 })) },
        });
        let role = if source == "phone" { "lead_desk" } else { "admin" };
        let taken = self.door.post(&self.staff(role), "/api/v1/leads", &body).await?;
        self.count(if taken["duplicate"] == true { "ask again" } else { "ask" }, true);
        Ok(())
    }

    /// The lead desk brings the cards of an exhibition in as a file: preview first, then the commit.
    pub(super) async fn come_home(&mut self, first: u64, cards: u64) -> Result<(), Trouble> {
        let table = self.table(first, cards);
        let desk = self.staff("lead_desk");
        let path = format!("/api/v1/imports?kind=leads&source=exhibition&file_name=exhibition-{first}.csv");
        let import = text(&self.door.upload(&desk, &path, table).await?, "id")?;
        self.door.post(&desk, &format!("/api/v1/imports/{import}/preview"), &json!({})).await?;
        self.door.post(&desk, &format!("/api/v1/imports/{import}/commit"), &json!({})).await?;
        self.count("import a file", true);
        Ok(())
    }

    fn table(&self, first: u64, cards: u64) -> String {
        let mut table = String::from(
            "Компания;ИНН;Сайт;Регион;Город;Контакт;Телефон;Почта;Что нужно;Продукт;Размер;Отрасль;Сумма;Согласие на передачу\n",
        );
        for number in first..first + cards {
            let Some(want) = Want::of(self, number) else { continue };
            let Want { client, ask, .. } = &want;
            // On one card of each file nobody could read where the client is.
            let region = if number == first + cards / 2 { "" } else { client.region };
            let (person, value) = (want.person(), want.value().unwrap_or_default());
            let cells = [
                client.name.as_str(),
                want.tax_id.as_deref().unwrap_or_default(),
                &client.domain,
                region,
                client.city,
                &person,
                &client.phone,
                want.email.as_deref().unwrap_or_default(),
                want.need(),
                ask.product,
                ask.size,
                client.industry,
                &value,
                if want.agrees { "да" } else { "нет" },
            ];
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            table.push_str(&quoted.join(";"));
            table.push('\n');
        }
        table
    }
}
