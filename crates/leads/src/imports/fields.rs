//! The fields that a column can be, what people call them, and which are needed.

use kit::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::Kind;

/// A field that a column of a file can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name, as in the API: `client.tax_id`.
    pub name: &'static str,
    /// What people call it.
    pub label: (&'static str, &'static str),
    /// Without a value the row is broken.
    pub needed: bool,
    /// Other names that files give it, in small letters without punctuation.
    aliases: &'static [&'static str],
}

/// A field, as a page or a program reads it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldShown {
    /// Its name, for the mapping.
    pub name: &'static str,
    /// What it is called in the caller's language.
    pub label: String,
    /// Without a value the row is broken.
    pub needed: bool,
}

impl Field {
    /// What it is called in one language.
    pub const fn label(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ru => self.label.0,
            Lang::En => self.label.1,
        }
    }

    pub(super) fn shown(&self, lang: Lang) -> FieldShown {
        FieldShown { name: self.name, label: self.label(lang).to_owned(), needed: self.needed }
    }

    /// How well a name of a column fits: 3 is the same, 1 holds the word, 0 is something else.
    pub(super) fn fits(&self, header: &str) -> u8 {
        let header = plain(header);
        if header == self.name || header == plain(self.label.0) || header == plain(self.label.1) {
            return 3;
        }
        if self.aliases.contains(&header.as_str()) {
            return 2;
        }
        let holds = |alias: &&str| alias.chars().count() >= 4 && header.contains(*alias);
        u8::from(self.aliases.iter().any(holds))
    }
}

/// Small letters, `ё` as `е`, single spaces for everything that is no letter and no digit.
pub(super) fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace('ё', "е");
    let spaced: String =
        lower.chars().map(|c| if c.is_alphanumeric() || c == '.' || c == '_' { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fields of a kind of import.
pub const fn of(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Leads => LEADS,
        Kind::Partners => PARTNERS,
    }
}

const fn field(
    name: &'static str,
    label: (&'static str, &'static str),
    needed: bool,
    aliases: &'static [&'static str],
) -> Field {
    Field { name, label, needed, aliases }
}

static LEADS: &[Field] = &[
    field(
        "client.name",
        ("Компания", "Company"),
        true,
        &[
            "клиент",
            "организация",
            "название компании",
            "наименование",
            "название",
            "заказчик",
            "client",
            "company name",
            "organization",
            "organisation",
            "account",
            "customer",
        ],
    ),
    field(
        "client.tax_id",
        ("ИНН", "Tax ID"),
        false,
        &["инн", "inn", "taxid", "tax_id", "vat", "инн клиента", "tax number"],
    ),
    field("client.site", ("Сайт", "Site"), false, &["сайт", "веб сайт", "website", "web", "url", "домен", "domain"]),
    field(
        "client.region",
        ("Регион", "Region"),
        true,
        &["область", "субъект рф", "субъект", "край", "state", "province", "region"],
    ),
    field("client.city", ("Город", "City"), false, &["населенный пункт", "city", "town"]),
    field(
        "contact.name",
        ("Контакт", "Contact"),
        true,
        &[
            "контактное лицо",
            "имя",
            "фио",
            "ф.и.о.",
            "фио контакта",
            "contact name",
            "contact person",
            "person",
            "name",
            "full name",
        ],
    ),
    field(
        "contact.phone",
        ("Телефон", "Phone"),
        false,
        &["телефон", "тел", "тел.", "моб", "мобильный", "номер телефона", "phone number", "mobile", "tel", "telephone"],
    ),
    field(
        "contact.email",
        ("Почта", "E-mail"),
        false,
        &["email", "e mail", "электронная почта", "эл почта", "эл. почта", "mail", "адрес почты", "почта"],
    ),
    field(
        "need",
        ("Потребность", "Need"),
        true,
        &[
            "запрос",
            "комментарий",
            "описание",
            "задача",
            "сообщение",
            "интерес",
            "что нужно",
            "need",
            "comment",
            "comments",
            "message",
            "description",
            "request",
            "details",
        ],
    ),
    field(
        "product",
        ("Продукт", "Product"),
        true,
        &["товар", "продукция", "product", "product code", "код продукта", "item"],
    ),
    field(
        "size",
        ("Размер компании", "Company size"),
        true,
        &["размер", "масштаб", "размер клиента", "size", "client size", "company_size"],
    ),
    field("industry", ("Отрасль", "Industry"), false, &["сфера", "отрасль", "industry", "sector"]),
    field(
        "urgency",
        ("Срочность", "Urgency"),
        false,
        &["срочность", "приоритет", "температура", "priority", "urgency"],
    ),
    field(
        "value",
        ("Сумма", "Value"),
        false,
        &["бюджет", "стоимость", "ожидаемая сумма", "сумма сделки", "value", "amount", "budget", "expected value"],
    ),
    field("source", ("Источник", "Source"), false, &["источник", "канал", "utm_source", "lead source", "channel"]),
    field(
        "consent.transfer",
        ("Согласие на передачу партнёрам", "Consent to pass to partners"),
        false,
        &["согласие", "согласие на передачу", "consent", "consent to transfer", "передача партнерам"],
    ),
    field(
        "consent.text",
        ("Версия текста согласия", "Consent text version"),
        false,
        &["текст согласия", "consent text"],
    ),
];

static PARTNERS: &[Field] = &[
    field(
        "name",
        ("Партнёр", "Partner"),
        true,
        &[
            "компания",
            "название",
            "наименование",
            "организация",
            "партнер",
            "partner name",
            "company",
            "company name",
            "name",
        ],
    ),
    field("tax_id", ("ИНН", "Tax ID"), false, &["инн", "inn", "taxid", "tax_id", "vat"]),
    field(
        "size_class",
        ("Размер", "Size"),
        false,
        &["размер компании", "размер", "size", "size class", "company size"],
    ),
    field("tier", ("Доля", "Share"), false, &["уровень", "вес", "тир", "tier", "weight", "share", "tier weight"]),
    field(
        "territories",
        ("Территории", "Territories"),
        false,
        &["регион", "регионы", "территория", "область", "region", "regions", "territory"],
    ),
    field(
        "products",
        ("Продукты", "Products"),
        false,
        &["продукт", "сертификаты", "компетенции", "product", "certificates"],
    ),
    field("calendar", ("Календарь", "Calendar"), false, &["календарь", "calendar", "график", "working hours"]),
    field(
        "zone",
        ("Часовой пояс", "Time zone"),
        false,
        &["часовой пояс", "пояс", "таймзона", "timezone", "time zone", "zone"],
    ),
    field(
        "owner_group",
        ("Группа владельца", "Owner group"),
        false,
        &["группа", "холдинг", "владелец", "group", "holding", "owner"],
    ),
    field("sizes", ("Размеры клиентов", "Sizes of clients"), false, &["размеры клиентов", "client sizes"]),
    field("industries", ("Отрасли", "Industries"), false, &["отрасль", "отрасли", "industry"]),
    field(
        "emails",
        ("Почта сотрудников", "People's e-mails"),
        false,
        &["почта", "email", "e mail", "emails", "сотрудники", "пользователи", "people", "users", "электронная почта"],
    ),
];
