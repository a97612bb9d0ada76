//! Who a company is: tax id, domain, phone, name with region, in this order of weight.

mod domain;
mod name;
mod phone;
mod tax_id;

use std::collections::BTreeSet;

pub use domain::{Email, NotEmail, company_domain};
pub use name::{normalised, similar};
pub use phone::{NotPhone, Phone};
pub use tax_id::{NotTaxId, TaxId};

/// What is known of a client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientKey {
    /// Tax id.
    pub tax_id: Option<TaxId>,
    /// Registrable domains; never those of free mail.
    pub domains: Vec<String>,
    /// Phones.
    pub phones: Vec<Phone>,
    /// Name as written.
    pub name: String,
    /// Code of the region.
    pub region: String,
}

crate::codes! {
    /// By what two descriptions are the same client; the strongest first.
    pub enum Evidence {
        /// The same tax id.
        TaxId = "tax_id",
        /// The same domain.
        Domain = "domain",
        /// The same phone.
        Phone = "phone",
        /// A name alike in the same region.
        Name = "name",
    }
}

impl ClientKey {
    /// By what both are the same client, if they are. Two different tax ids are two clients, whatever else agrees.
    pub fn same(&self, other: &Self) -> Option<Evidence> {
        match (&self.tax_id, &other.tax_id) {
            (Some(one), Some(two)) if one == two => return Some(Evidence::TaxId),
            (Some(_), Some(_)) => return None,
            _ => {}
        }
        if self.domains.iter().any(|domain| other.domains.contains(domain)) {
            return Some(Evidence::Domain);
        }
        if self.phones.iter().any(|phone| other.phones.contains(phone)) {
            return Some(Evidence::Phone);
        }
        let named = self.region == other.region && similar(&self.name, &other.name);
        named.then_some(Evidence::Name)
    }

    /// The keys under which the client is found: `t:7701234567`, `d:example.ru`, `p:+74951234567`,
    /// `n:RU-MOW:х строй`, and `n:RU-MOW:строй х` with the words in order.
    pub fn lookup_keys(&self) -> Vec<String> {
        let tax_id = self.tax_id.iter().map(|id| format!("t:{id}"));
        let domains = self.domains.iter().map(|domain| format!("d:{domain}"));
        let phones = self.phones.iter().map(|phone| format!("p:{phone}"));
        let name = normalised(&self.name);
        let names = [name::in_order(&name), name];
        // The name as written is a key of its own only where its words stand in another order.
        let names = if names[0] == names[1] { &names[1..] } else { &names[..] };
        let named = names.iter().filter(|name| !name.is_empty()).map(|name| format!("n:{}:{name}", self.region));
        // Each once: a site and an address of one domain are one key.
        let keys: BTreeSet<String> = tax_id.chain(domains).chain(phones).chain(named).collect();
        keys.into_iter().collect()
    }
}

#[cfg(test)]
mod proofs;

#[cfg(test)]
mod tests {
    use super::*;

    fn client(tax_id: Option<&str>, phone: Option<&str>, name: &str) -> ClientKey {
        ClientKey {
            tax_id: tax_id.map(|t| t.parse().unwrap()),
            phones: phone.map(|p| p.parse().unwrap()).into_iter().collect(),
            name: name.to_owned(),
            region: "RU-MOW".to_owned(),
            ..ClientKey::default()
        }
    }

    #[test]
    fn a_domain_or_phone_that_is_given_twice_is_one_key() {
        let once = client(None, Some("+7 (495) 123-45-67"), "Х-Строй");
        let twice = ClientKey { phones: [once.phones.clone(), once.phones.clone()].concat(), ..once.clone() };
        assert_eq!(twice.lookup_keys(), once.lookup_keys());
    }

    #[test]
    fn the_strongest_evidence_is_named() {
        let one = client(Some("7707083893"), Some("+7 (495) 123-45-67"), "Х-Строй");
        assert_eq!(one.same(&client(Some("7707083893"), None, "Другое имя")), Some(Evidence::TaxId));
        assert_eq!(one.same(&client(None, Some("84951234567"), "Другое имя")), Some(Evidence::Phone));
        assert_eq!(one.same(&client(None, None, "ООО «Х Строй»")), Some(Evidence::Name));
        assert_eq!(one.same(&client(None, None, "Y-Строй")), None);
    }

    #[test]
    fn two_tax_ids_are_two_clients_whatever_else_agrees() {
        let one = client(Some("7707083893"), Some("84951234567"), "Х-Строй");
        assert_eq!(one.same(&client(Some("7736050003"), Some("84951234567"), "Х-Строй")), None);
    }

    #[test]
    fn the_order_of_the_words_of_a_name_does_not_hide_a_client() {
        let (one, two) = (client(None, None, "Строй Х"), client(None, None, "ООО «Х Строй»"));
        let (one, two) = (one.lookup_keys(), two.lookup_keys());
        assert!(one.iter().any(|key| two.contains(key)), "{one:?} {two:?}");
        assert_eq!(client(None, None, "Насосы").lookup_keys(), ["n:RU-MOW:насосы"]);
    }

    #[test]
    fn a_name_alike_in_another_region_is_another_client() {
        let one = client(None, None, "Х-Строй");
        let far = ClientKey { region: "RU-TA".to_owned(), ..one.clone() };
        assert_eq!(one.same(&far), None);
    }
}
