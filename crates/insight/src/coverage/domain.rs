//! Who serves a cell, and what the others lack. Pure.

use kit::{
    Instant,
    id::{PartnerId, ProductId},
};
use network::partners::Partner;
use schemars::JsonSchema;
use serde::Serialize;

/// A product, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sold {
    /// The product.
    pub id: ProductId,
    /// Only partners with a certificate may sell it.
    pub needs_certificate: bool,
}

/// What keeps a partner from serving a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// It is paused at this moment.
    Paused,
    /// It may not sell the product.
    Certificate,
    /// It does not cover the region.
    Territory,
    /// Its contract is not in force.
    Contract,
}

/// How many serve a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Served {
    /// Partners that may be offered a lead of it now.
    pub eligible: u32,
    /// Partners that would be, but for a pause.
    pub paused: u32,
    /// Leads of the last twelve weeks.
    pub demand: i64,
}

impl Served {
    /// Nobody can take a lead of it.
    pub const fn is_hole(self) -> bool {
        self.eligible == 0
    }
}

/// A partner with what it lacks to serve a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Near {
    /// The partner.
    pub partner: PartnerId,
    /// Its name.
    pub name: String,
    /// Nothing: it serves the cell.
    pub lacks: Vec<Lack>,
    /// How far its nearest territory lies: 0 it covers the region, 1 the same district, 2 the same country, 3 farther.
    pub distance: u8,
}

/// What a partner lacks. `around` are the region and the territories around it.
pub fn lacks(partner: &Partner, around: &[&str], product: Sold, paused: bool, now: Instant) -> Vec<Lack> {
    let covers = partner.territories.iter().any(|code| around.contains(&code.as_str()));
    let mut certificates = partner.certificates.iter().filter(|c| c.product == product.id);
    let certified = certificates.any(|certificate| certificate.valid_until.is_none_or(|until| now < until));
    let checks = [
        (paused, Lack::Paused),
        (product.needs_certificate && !certified, Lack::Certificate),
        (!covers, Lack::Territory),
        (!partner.contract_active, Lack::Contract),
    ];
    checks.into_iter().filter_map(|(lacks, what)| lacks.then_some(what)).collect()
}

/// Adds a partner to a cell by what it lacks.
pub fn count(served: &mut Served, lacks: &[Lack]) {
    match lacks {
        [] => served.eligible += 1,
        [Lack::Paused] => served.paused += 1,
        _ => {}
    }
}

/// How far a partner's nearest territory lies from a region. `around` of the region and of each territory.
pub fn distance<'c>(
    territories: &'c [String],
    around: &[&str],
    around_of: impl Fn(&'c str) -> Vec<&'static str>,
) -> u8 {
    let inside = |code: &str| around.contains(&code);
    let steps = territories.iter().map(|code| {
        if inside(code) {
            return 0;
        }
        let shared = around_of(code).into_iter().find(|outer| inside(outer));
        match shared {
            Some(outer) if outer.len() > 2 => 1,
            Some(_) => 2,
            None => 3,
        }
    });
    steps.min().unwrap_or(3)
}

#[cfg(test)]
mod tests {
    use network::{partners::SizeClass, territories};

    use super::*;

    fn partner(territories: &[&str], certified: Option<ProductId>) -> Partner {
        let certificates = certified.map(|product| network::partners::Certificate { product, valid_until: None });
        Partner {
            id: kit::Id::from_uuid(kit::Uuid::from_u128(1)),
            name: "А".to_owned(),
            tax_id: None,
            size_class: SizeClass::Small,
            tier_weight: 1_000_000,
            contract_active: true,
            joined_at: Instant::from_micros(0),
            left_at: None,
            calendar: kit::Id::from_uuid(kit::Uuid::nil()),
            owner_group: None,
            open_cap: None,
            new_per_day_cap: None,
            sizes: vec![],
            industries: vec![],
            territories: territories.iter().map(|code| (*code).to_owned()).collect(),
            certificates: certificates.into_iter().collect(),
            version: 1,
        }
    }

    #[test]
    fn a_paused_partner_is_counted_apart_and_one_without_a_certificate_not_at_all() {
        let product = Sold { id: kit::Id::from_uuid(kit::Uuid::from_u128(7)), needs_certificate: true };
        let (around, now) = (["RU-TA", "RU-VFD", "RU"], Instant::from_micros(1));
        let mut served = Served::default();
        for (certified, paused) in [(Some(product.id), false), (Some(product.id), true), (None, true), (None, false)] {
            count(&mut served, &lacks(&partner(&["RU-VFD"], certified), &around, product, paused, now));
        }
        assert_eq!((served.eligible, served.paused), (1, 1));
        let free = Sold { needs_certificate: false, ..product };
        assert_eq!(lacks(&partner(&["RU-MOW"], None), &around, free, false, now), [Lack::Territory]);
        assert!(!served.is_hole() && Served::default().is_hole());
    }

    #[test]
    fn the_same_district_is_nearer_than_the_same_country() {
        let around = ["RU-TA", "RU-VFD", "RU"];
        let far = |codes: &[&str]| {
            let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
            distance(&codes, &around, territories::around)
        };
        assert_eq!([far(&["RU"]), far(&["RU-BA"]), far(&["RU-MOW"]), far(&["KZ"]), far(&[])], [0, 1, 2, 3, 3]);
        assert_eq!(far(&["KZ", "RU-BA"]), 1);
    }
}
