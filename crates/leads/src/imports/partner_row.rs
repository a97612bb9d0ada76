//! From a row of a table to a partner.

use db::Tx;
use kit::{
    Lang,
    id::{CalendarId, PartnerId, ProductId},
    identity::{ClientKey, Email, Evidence, TaxId, normalised},
};
use network::{
    calendars::{self, Calendar, NewCalendar},
    partners::{self, Certificate, PartnerFields, SizeClass},
    people, programs, text_field,
};
use platform::{Cx, Fail, FieldError, Role};

use super::{Fault, preview::Book, sheet::FileRow, texts, values};
use crate::{distribution::domain::SizeBand, intake::Known};

/// The partners that stand, by what a row may call them.
#[derive(Default)]
pub(super) struct Partners(Vec<Standing>);

/// A partner that stands, with its name as it is compared.
struct Standing {
    id: PartnerId,
    name: String,
    plain: String,
    tax_id: Option<String>,
}

impl Partners {
    pub(super) fn new(names: Vec<(PartnerId, String, Option<String>)>) -> Self {
        let standing = |(id, name, tax_id): (_, String, _)| Standing { id, plain: normalised(&name), name, tax_id };
        Self(names.into_iter().map(standing).collect())
    }

    /// The partners that a row may be of; each of them stands, hence is open.
    pub(super) fn known(&self, key: &ClientKey) -> Vec<Known> {
        let name = normalised(&key.name);
        let own = key.tax_id.as_ref().map(ToString::to_string);
        let same = self.0.iter().filter_map(|Standing { id, name: called, plain, tax_id }| {
            let evidence = match (&own, tax_id) {
                (Some(one), Some(two)) if one == two => Evidence::TaxId,
                (Some(_), Some(_)) => return None,
                _ if *plain == name => Evidence::Name,
                _ => return None,
            };
            let client = kit::Id::from_uuid(id.uuid());
            let (open, tax_id) = (vec![kit::Id::from_uuid(kit::Uuid::nil())], tax_id.clone());
            Some(Known { evidence, client, open, tax_id, name: called.clone() })
        });
        same.collect()
    }
}

/// A partner of a row.
#[derive(Debug, Clone)]
pub(super) struct PartnerOfRow {
    fields: PartnerFields,
    products: Vec<ProductId>,
    emails: Vec<String>,
    group: Option<String>,
    calendar: Option<String>,
    zone: Option<String>,
}

impl PartnerOfRow {
    pub(super) fn key(&self) -> ClientKey {
        ClientKey {
            tax_id: self.fields.tax_id.as_deref().and_then(|id| id.parse::<TaxId>().ok()),
            name: self.fields.name.clone().unwrap_or_default(),
            ..ClientKey::default()
        }
    }
}

/// Values of a cell that holds several: `Москва; Тула`, `a, b`, `a | b`.
fn several(text: Option<&str>) -> Vec<String> {
    let parts = text.unwrap_or_default().split([';', ',', '|', '\n']);
    parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Reads a partner from a row, or says everything that is wrong with it.
pub(super) fn read(row: &FileRow, book: &Book) -> Result<PartnerOfRow, Vec<Fault>> {
    if let Some(wrong) = &row.fault {
        return Err(vec![Fault::of_row(row, &book.reading, wrong)]);
    }
    let mut wrong = Vec::new();
    let partner = fields(row, book, &mut wrong);
    if wrong.is_empty() {
        return Ok(partner);
    }
    Err(wrong.iter().map(|fault| Fault::new(row, &book.reading, fault)).collect())
}

fn fields(row: &FileRow, book: &Book, wrong: &mut Vec<FieldError>) -> PartnerOfRow {
    let given = |field: &str| book.reading.value(row, field);
    let name = given("name").unwrap_or_default();
    if let Err(Fail::Invalid(faults)) = text_field("name", name, 200) {
        wrong.extend(faults);
    }
    let tax_id = given("tax_id").map(str::to_owned);
    if let Some(Err(fault)) = tax_id.as_deref().map(str::parse::<TaxId>) {
        wrong.push(FieldError::new("tax_id", move |lang| fault.text(lang)));
    }
    let size_class = one(wrong, "size_class", given("size_class"), size, |lang, _| texts::not_a_size(lang));
    let tier_weight = one(wrong, "tier", given("tier"), millionths, |lang, _| texts::bad_share(lang));
    let territory = |text: &str| values::region(text).map(str::to_owned);
    let territories = each(wrong, "territories", given("territories"), territory, texts::no_such_territory);
    let product = |text: &str| values::product(&book.products, text).map(|product| product.id);
    let products = each(wrong, "products", given("products"), product, texts::no_such_product);
    let email = |text: &str| text.parse::<Email>().ok().map(|email| email.to_string());
    let emails = each(wrong, "emails", given("emails"), email, texts::bad_email);
    let sizes = each(wrong, "sizes", given("sizes"), size, |lang, _| texts::not_a_size(lang));
    let zone = given("zone").map(str::to_owned);
    if zone.as_deref().is_some_and(|zone| !kit::calendar::is_zone(zone)) {
        wrong.push(FieldError::new("zone", texts::no_such_zone));
    }
    let industries = several(given("industries"));
    PartnerOfRow {
        fields: PartnerFields {
            name: Some(name.to_owned()),
            tax_id,
            size_class,
            tier_weight,
            sizes: Some(sizes),
            industries: Some(industries),
            territories: Some(territories),
            ..PartnerFields::default()
        },
        products,
        emails,
        group: given("owner_group").map(str::to_owned),
        calendar: given("calendar").map(str::to_owned),
        zone,
    }
}

fn one<T>(
    wrong: &mut Vec<FieldError>,
    field: &str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
    say: fn(Lang, &str) -> String,
) -> Option<T> {
    let text = text?.to_owned();
    let value = read(&text);
    if value.is_none() {
        wrong.push(FieldError::new(field, move |lang| say(lang, &text)));
    }
    value
}

fn each<T>(
    wrong: &mut Vec<FieldError>,
    field: &str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
    say: fn(Lang, &str) -> String,
) -> Vec<T> {
    several(text).iter().filter_map(|part| one(wrong, field, Some(part), &read, say)).collect()
}

fn size(text: &str) -> Option<SizeClass> {
    Some(match values::size(text)? {
        SizeBand::Solo => SizeClass::Solo,
        SizeBand::Small => SizeClass::Small,
        SizeBand::Medium => SizeClass::Medium,
        SizeBand::Large => SizeClass::Large,
    })
}

/// `1,5` → 1 500 000.
fn millionths(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || part.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    let value = whole.parse::<i64>().ok()? * 1_000_000 + format!("{part:0<6}").parse::<i64>().ok()?;
    (value > 0).then_some(value)
}

/// Adds a partner with its certificates and invitations; one that stands already is left as it is.
pub(super) async fn write(cx: &Cx, tx: &mut Tx, new: &PartnerOfRow) -> Result<(bool, [u8; 16]), Fail> {
    let standing = Partners::new(partners::names(tx, cx.program()).await?).known(&new.key());
    if let Some(known) = standing.into_iter().min_by_key(|known| (known.evidence, known.client)) {
        return Ok((false, *known.client.bytes()));
    }
    let owner_group = match &new.group {
        Some(name) => Some(Some(partners::group_of_name(cx, tx, name).await?)),
        None => None,
    };
    let calendar = calendar(cx, tx, new).await?;
    let fields = PartnerFields { owner_group, calendar, ..new.fields.clone() };
    let partner = partners::add(cx, tx, &fields).await?;
    for product in &new.products {
        let certificate = Certificate { product: *product, valid_until: None };
        partners::certify(cx, tx, partner.id, &certificate).await?;
    }
    for (place, email) in new.emails.iter().enumerate() {
        // The first of them answers for the partner and invites the rest as it likes.
        let role = if place == 0 { Role::PartnerOwner } else { Role::PartnerSeller };
        let new = people::NewInvitation { email: email.clone(), role, partner: Some(partner.id), lang: None };
        people::invite(cx, tx, &new).await?;
    }
    Ok((true, *partner.id.bytes()))
}

/// The calendar of a name; else the hours of the program in the partner's own zone.
async fn calendar(cx: &Cx, tx: &mut Tx, new: &PartnerOfRow) -> Result<Option<CalendarId>, Fail> {
    let all: Vec<Calendar> = calendars::list(tx, cx.program()).await?;
    if let Some(name) = &new.calendar {
        let wanted = name.trim().to_lowercase();
        let found = all.iter().find(|calendar| calendar.name.to_lowercase() == wanted);
        let found = found.ok_or_else(|| Fail::field("calendar", network::texts::no_such_calendar))?;
        return Ok(Some(found.id));
    }
    let Some(zone) = &new.zone else { return Ok(None) };
    let program = programs::get(tx, cx.program()).await?;
    let own = calendars::get(tx, cx.program(), program.calendar).await?;
    if own.hours.zone == *zone {
        return Ok(Some(own.id));
    }
    let name = format!("{} ({zone})", own.name);
    if let Some(found) = all.iter().find(|calendar| calendar.name == name) {
        return Ok(Some(found.id));
    }
    let hours = kit::WorkingCalendar { zone: zone.clone(), ..own.hours };
    let added = calendars::add(cx, tx, &NewCalendar { name, hours, holidays: None }).await?;
    Ok(Some(added.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_to_the_millionth() {
        for (text, weight) in [
            ("1", Some(1_000_000)),
            ("1,5", Some(1_500_000)),
            ("0.25", Some(250_000)),
            ("0", None),
            ("-1", None),
            ("x", None),
        ] {
            assert_eq!(millionths(text), weight, "{text}");
        }
    }

    #[test]
    fn a_cell_may_hold_several_values() {
        assert_eq!(several(Some("Москва; Тула ,, RU-TA|x")), ["Москва", "Тула", "RU-TA", "x"]);
        assert!(several(None).is_empty());
    }
}
