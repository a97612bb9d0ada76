//! Companies that do not exist: names, tax ids with right check digits, phones, people, what they need.
//!
//! Every address ends in `.example`, which never belongs to anybody, and the tax ids name a tax office that
//! does not exist, so that nothing in the demo is a real company's.

use super::{
    chance::Chance,
    sheets::{ClientWord, Need, PersonName, Product, Region},
};

/// A client's company.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its name with the legal form.
    pub name: String,
    /// Its tax id.
    pub tax_id: String,
    /// Its domain.
    pub domain: String,
    /// Its region.
    pub region: &'static str,
    /// Its city.
    pub city: &'static str,
    /// Its industry.
    pub industry: &'static str,
    /// Its phone.
    pub phone: String,
    /// The person to call.
    pub person: &'static PersonName,
}

/// What a client asks for.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// Code of the product.
    pub product: &'static str,
    /// Size of the client.
    pub size: &'static str,
    /// The words.
    pub words: &'static str,
    /// Expected value in minor units.
    pub value_minor: i64,
}

/// The `number`-th client of a seed; no two are alike.
pub fn client(seed: u64, number: u64, regions: &[&'static Region]) -> Option<Client> {
    let mut chance = Chance::of(seed, "client", number);
    let region = *chance.weighted(regions, |region| region.weight)?;
    let (name, domain) = name(&mut chance, number)?;
    Some(Client {
        name,
        tax_id: tax_id(region.tax_prefix, number),
        domain,
        region: region.code,
        city: chance.pick(&region.cities)?,
        industry: chance.pick(&ClientWord::of("industry"))?.word,
        phone: phone(chance.pick(&region.phones)?, number),
        person: chance.pick(PersonName::all())?,
    })
}

/// What the client needs this time.
pub fn ask(chance: &mut Chance) -> Option<Ask> {
    let product = chance.weighted(Product::all(), |product| product.weight)?;
    let needs: Vec<&Need> = Need::all().iter().filter(|need| need.product == product.code).collect();
    let need = *chance.pick(&needs)?;
    let thousands = chance.soon(need.from, need.to);
    Some(Ask { product: product.code, size: need.size, words: need.words, value_minor: thousands * 100_000 })
}

/// Stem, tail and mark are the digits of a number that runs through all of them in a scattered order.
fn name(chance: &mut Chance, number: u64) -> Option<(String, String)> {
    let [stems, tails, marks] = ["stem", "tail", "mark"].map(ClientWord::of);
    let length = |list: &[&ClientWord]| u64::try_from(list.len()).unwrap_or(1).max(1);
    // One mark more: none at all.
    let all = length(&stems) * length(&tails) * (length(&marks) + 1);
    // 1009 is prime and divides none of the lists, so every name comes once before one comes again.
    let place = number.wrapping_mul(1009) % all;
    let at = |list: &[&'static ClientWord], place: u64| list.get(usize::try_from(place).ok()?).copied();
    let stem = at(&stems, place % length(&stems))?;
    let tail = at(&tails, place / length(&stems) % length(&tails))?;
    let mark = at(&marks, place / length(&stems) / length(&tails));
    let (mut word, mut latin) = (format!("{}{}", stem.word, tail.word), format!("{}{}", stem.latin, tail.latin));
    if let Some(mark) = mark {
        word = format!("{word}-{}", mark.word);
        latin = format!("{latin}-{}", mark.latin);
    }
    if number >= all {
        word = format!("{word} {}", number / all + 1);
        latin = format!("{latin}-{}", number / all + 1);
    }
    let form = chance.pick(&ClientWord::of("form"))?.word;
    Some((format!("{form} «{word}»"), format!("{latin}.example")))
}

/// A tax id of tax office 99 of a region, with its check digit.
fn tax_id(region: &str, number: u64) -> String {
    const WEIGHTS: [u64; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
    let stem = format!("{region}99{:05}", number % 100_000);
    let digits = stem.bytes().map(|digit| u64::from(digit.wrapping_sub(b'0')));
    let sum: u64 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    format!("{stem}{}", sum % 11 % 10)
}

fn phone(area: &str, number: u64) -> String {
    let own = 2_000_000 + number.wrapping_mul(1_237) % 7_000_000;
    format!("+7 {area} {:03}-{:02}-{:02}", own / 10_000, own / 100 % 100, own % 100)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn four_thousand_clients_are_all_different_and_their_ids_are_right() {
        let regions: Vec<&Region> = Region::all().iter().collect();
        let clients: Vec<Client> = (0..4_000).map(|number| client(1, number, &regions).unwrap()).collect();
        let count = |field: fn(&Client) -> &String| clients.iter().map(field).collect::<BTreeSet<_>>().len();
        assert_eq!((count(|c| &c.domain), count(|c| &c.tax_id), count(|c| &c.phone)), (4_000, 4_000, 4_000));
        for client in &clients {
            assert!(client.tax_id.parse::<kit::identity::TaxId>().is_ok(), "{}", client.tax_id);
            assert!(client.phone.parse::<kit::identity::Phone>().is_ok(), "{}", client.phone);
            assert!(client.domain.ends_with(".example"));
        }
    }
}
