//! Who is who among the rows of a file, before anything is written: the same judgement that intake will make
//! when the rows come in one after another.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use kit::{
    id::{ClientId, ProductId},
    identity::{ClientKey, Evidence, normalised},
};

use crate::intake::Known;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new lead.
    New,
    /// One more touch on an open lead: of the database, or of a row above.
    Duplicate,
}

/// A row is joined with somebody of another name: by what, and what that one is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// By what.
    pub evidence: Evidence,
    /// What the other is called.
    pub name: String,
}

/// The part of a name that is kept to be told.
const TOLD: usize = 80;

/// A client that rows have shown so far. Keys are kept as numbers, so that a million rows fit.
struct Shown {
    client: Option<ClientId>,
    tax_id: Option<u64>,
    name: Box<str>,
    open: Vec<ProductId>,
}

/// The clients of the rows so far.
#[derive(Default)]
pub struct Seen {
    clients: Vec<Shown>,
    by_key: HashMap<u64, Vec<u32>>,
    by_client: HashMap<ClientId, u32>,
}

fn number(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn evidence_of(lookup: &str) -> Evidence {
    match lookup.as_bytes().first() {
        Some(b't') => Evidence::TaxId,
        Some(b'd') => Evidence::Domain,
        Some(b'p') => Evidence::Phone,
        _ => Evidence::Name,
    }
}

impl Seen {
    /// What becomes of the next row about a product, given the clients of the database that it may be of; and whose
    /// name it loses, if it is joined with another one.
    pub fn judge(&mut self, key: &ClientKey, product: ProductId, known: &[Known]) -> (Outcome, Option<Joined>) {
        let lookups = key.lookup_keys();
        let tax_id = key.tax_id.as_ref().map(|id| number(&id.to_string()));
        let found = self.find(&lookups, tax_id, known);
        let place = found.map_or_else(
            || {
                let name = key.name.trim().chars().take(TOLD).collect();
                self.clients.push(Shown { client: None, tax_id, name, open: Vec::new() });
                self.clients.len() - 1
            },
            |(_, place)| place,
        );
        self.learn(place, &lookups);
        let Some(client) = self.clients.get_mut(place) else { return (Outcome::New, None) };
        let joined = found.filter(|_| normalised(&client.name) != normalised(&key.name));
        let joined = joined.map(|(evidence, _)| Joined { evidence, name: client.name.to_string() });
        client.tax_id = client.tax_id.or(tax_id);
        if client.open.contains(&product) {
            return (Outcome::Duplicate, joined);
        }
        client.open.push(product);
        (Outcome::New, joined)
    }

    /// The client with the strongest evidence; of equals the one that stands longer.
    fn find(&mut self, lookups: &[String], tax_id: Option<u64>, known: &[Known]) -> Option<(Evidence, usize)> {
        let here = lookups.iter().flat_map(|lookup| {
            let places = self.by_key.get(&number(lookup)).map(Vec::as_slice).unwrap_or_default();
            places.iter().map(move |place| (evidence_of(lookup), *place))
        });
        let here = here.filter_map(|(evidence, place)| {
            let shown = self.clients.get(usize::try_from(place).ok()?)?;
            match (tax_id, shown.tax_id) {
                (Some(one), Some(two)) if one == two => Some((Evidence::TaxId, shown.client.is_none(), place)),
                (Some(_), Some(_)) => None,
                _ => Some((evidence, shown.client.is_none(), place)),
            }
        });
        let here = here.min();
        let there = known.iter().min_by_key(|known| (known.evidence, known.client));
        match (here, there) {
            (Some((evidence, is_new, place)), Some(known))
                if (evidence, is_new) < (known.evidence, false)
                    || self.by_client.get(&known.client) == Some(&place) =>
            {
                Some((evidence, usize::try_from(place).ok()?))
            }
            (Some((evidence, _, place)), None) => Some((evidence, usize::try_from(place).ok()?)),
            (_, Some(known)) => Some((known.evidence, self.place_of(known))),
            (None, None) => None,
        }
    }

    fn place_of(&mut self, known: &Known) -> usize {
        if let Some(place) = self.by_client.get(&known.client) {
            return usize::try_from(*place).unwrap_or_default();
        }
        let tax_id = known.tax_id.as_deref().map(number);
        let name = known.name.chars().take(TOLD).collect();
        self.clients.push(Shown { client: Some(known.client), tax_id, name, open: known.open.clone() });
        let place = self.clients.len() - 1;
        self.by_client.insert(known.client, u32::try_from(place).unwrap_or(u32::MAX));
        place
    }

    fn learn(&mut self, place: usize, lookups: &[String]) {
        let Ok(place) = u32::try_from(place) else { return };
        for lookup in lookups {
            let places = self.by_key.entry(number(lookup)).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pumps() -> ProductId {
        ProductId::from_uuid(kit::Uuid::nil())
    }

    fn outcome(seen: &mut Seen, key: &ClientKey, product: ProductId, known: &[Known]) -> Outcome {
        seen.judge(key, product, known).0
    }

    fn key(tax_id: Option<&str>, phone: Option<&str>, name: &str) -> ClientKey {
        ClientKey {
            tax_id: tax_id.map(|t| t.parse().unwrap()),
            phones: phone.map(|p| p.parse().unwrap()).into_iter().collect(),
            name: name.to_owned(),
            region: "RU-MOW".to_owned(),
            ..ClientKey::default()
        }
    }

    #[test]
    fn a_row_of_a_client_that_stood_above_is_a_duplicate() {
        let mut seen = Seen::default();
        assert_eq!(
            outcome(&mut seen, &key(Some("7707083893"), Some("84951234567"), "Х-Строй"), pumps(), &[]),
            Outcome::New
        );
        assert_eq!(outcome(&mut seen, &key(Some("7707083893"), None, "Другое имя"), pumps(), &[]), Outcome::Duplicate);
        assert_eq!(
            outcome(&mut seen, &key(None, Some("+7 495 123-45-67"), "Третье"), pumps(), &[]),
            Outcome::Duplicate
        );
        assert_eq!(outcome(&mut seen, &key(None, None, "ООО «Х Строй»"), pumps(), &[]), Outcome::Duplicate);
        assert_eq!(
            outcome(&mut seen, &key(None, None, "Третье"), pumps(), &[]),
            Outcome::Duplicate,
            "what a row taught is known"
        );
    }

    #[test]
    fn another_product_is_another_lead() {
        let mut seen = Seen::default();
        let valves = ProductId::from_uuid(kit::Uuid::from_u128(7));
        assert_eq!(outcome(&mut seen, &key(Some("7707083893"), None, "Х-Строй"), pumps(), &[]), Outcome::New);
        assert_eq!(outcome(&mut seen, &key(Some("7707083893"), None, "Х-Строй"), valves, &[]), Outcome::New);
        assert_eq!(outcome(&mut seen, &key(Some("7707083893"), None, "Х-Строй"), valves, &[]), Outcome::Duplicate);
    }

    #[test]
    fn two_tax_ids_are_two_clients_whatever_else_agrees() {
        let mut seen = Seen::default();
        assert_eq!(
            outcome(&mut seen, &key(Some("7707083893"), Some("84951234567"), "Х-Строй"), pumps(), &[]),
            Outcome::New
        );
        assert_eq!(
            outcome(&mut seen, &key(Some("7736050003"), Some("84951234567"), "Х-Строй"), pumps(), &[]),
            Outcome::New
        );
    }

    #[test]
    fn a_client_of_the_database_with_an_open_lead_makes_a_duplicate_and_without_one_a_lead_once() {
        let known = |open: bool| Known {
            evidence: Evidence::Phone,
            client: ClientId::from_uuid(kit::Uuid::from_u128(1)),
            open: open.then_some(pumps()).into_iter().collect(),
            tax_id: None,
            name: "Х-Строй".to_owned(),
        };
        let phone = key(None, Some("84951234567"), "Х-Строй");
        assert_eq!(outcome(&mut Seen::default(), &phone, pumps(), &[known(true)]), Outcome::Duplicate);
        let mut seen = Seen::default();
        assert_eq!(outcome(&mut seen, &phone, pumps(), &[known(false)]), Outcome::New);
        assert_eq!(outcome(&mut seen, &phone, pumps(), &[known(false)]), Outcome::Duplicate);
    }

    #[test]
    fn a_row_that_loses_its_name_is_told_whose_it_gets_and_why() {
        let mut seen = Seen::default();
        let mut joined = |key: &ClientKey, known: &[Known]| seen.judge(key, pumps(), known).1;
        assert_eq!(joined(&key(Some("7707083893"), None, "Х-Строй"), &[]), None);
        assert_eq!(
            joined(&key(Some("7707083893"), None, "ООО «Х Строй»"), &[]),
            None,
            "the same name, written otherwise"
        );
        let other = joined(&key(Some("7707083893"), None, "Ромашка"), &[]);
        assert_eq!(other, Some(Joined { evidence: Evidence::TaxId, name: "Х-Строй".to_owned() }));
        let known = Known {
            evidence: Evidence::Phone,
            client: ClientId::from_uuid(kit::Uuid::from_u128(9)),
            open: Vec::new(),
            tax_id: None,
            name: "Завод".to_owned(),
        };
        let of_the_database = joined(&key(None, Some("84950000001"), "Фабрика"), &[known]);
        assert_eq!(of_the_database, Some(Joined { evidence: Evidence::Phone, name: "Завод".to_owned() }));
    }
}
