//! The description of the demo's network, read from the tables in `data/`.

use std::sync::LazyLock;

/// Lines of a table, cell by cell; a line that begins with `#` names the columns.
fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t').collect())
}

fn list(cell: &'static str) -> Vec<&'static str> {
    cell.split(',').filter(|part| !part.is_empty()).collect()
}

/// Reads a cell of each column into the field of the same place.
macro_rules! sheet {
    ($(#[$doc:meta])* $name:ident, $all:ident, $file:literal, { $($(#[$about:meta])* $field:ident: $kind:ty = $read:expr),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name { $($(#[$about])* pub $field: $kind),* }

        impl $name {
            fn read(cells: &[&'static str]) -> Option<Self> {
                let mut cells = cells.iter().copied();
                Some(Self { $($field: { let read: fn(&'static str) -> Option<$kind> = $read; read(cells.next().unwrap_or_default())? }),* })
            }

            /// All rows, in the order of the file.
            pub fn all() -> &'static [Self] {
                static ROWS: LazyLock<Vec<$name>> =
                    LazyLock::new(|| lines(include_str!(concat!("data/", $file))).filter_map(|cells| $name::read(&cells)).collect());
                &ROWS
            }
        }

        #[cfg(test)]
        mod $all {
            #[test]
            fn every_row_can_be_read() {
                let text = include_str!(concat!("data/", $file));
                for cells in super::lines(text) {
                    assert!(super::$name::read(&cells).is_some(), "{}: {cells:?}", $file);
                }
                assert!(!super::$name::all().is_empty());
            }
        }
    };
}

fn text(cell: &'static str) -> Option<&'static str> {
    (!cell.is_empty()).then_some(cell)
}
fn number<T: std::str::FromStr>(cell: &'static str) -> Option<T> {
    cell.parse().ok()
}

sheet!(
    /// Where leads come from.
    Region, regions, "regions.tsv", {
        /// Its code.
        code: &'static str = text,
        /// How many of the leads.
        weight: u32 = number,
        /// First digits of the tax ids.
        tax_prefix: &'static str = text,
        /// Area codes of phones.
        phones: Vec<&'static str> = |cell| Some(list(cell)),
        /// Cities.
        cities: Vec<&'static str> = |cell| Some(list(cell)),
    }
);

sheet!(
    /// When somebody works.
    Hours, calendars, "calendars.tsv", {
        /// The word by which partners name it.
        code: &'static str = text,
        /// Its name.
        name: &'static str = text,
        /// Its zone.
        zone: &'static str = text,
        /// Hours from Monday to Friday.
        weekdays: Vec<&'static str> = |cell| Some(list(cell)),
        /// Hours on Saturday.
        saturday: Vec<&'static str> = |cell| Some(list(cell)),
    }
);

sheet!(
    /// A day of every year on which nobody works.
    Holiday, holidays, "holidays.tsv", {
        /// Month and day.
        day: &'static str = text,
    }
);

sheet!(
    /// What the vendor sells.
    Product, products, "products.tsv", {
        /// Its code.
        code: &'static str = text,
        /// Its name in Russian.
        name: &'static str = text,
        /// Its name in English.
        name_en: &'static str = text,
        /// Only certified partners get its leads.
        needs_certificate: bool = |cell| match cell { "yes" => Some(true), "no" => Some(false), _ => None },
        /// How many of the leads.
        weight: u32 = number,
    }
);

sheet!(
    /// What a client writes.
    Need, needs, "needs.tsv", {
        /// Code of the product.
        product: &'static str = text,
        /// Size of the client.
        size: &'static str = text,
        /// Least value, in thousand roubles.
        from: i64 = number,
        /// Greatest value, in thousand roubles.
        to: i64 = number,
        /// The words.
        words: &'static str = text,
    }
);

sheet!(
    /// How a partner treats offers.
    Habit, habits, "habits.tsv", {
        /// The word by which partners name it.
        code: &'static str = text,
        /// In Russian.
        ru: &'static str = text,
        /// In English.
        en: &'static str = text,
        /// Offers that somebody opens, of a hundred.
        opens: u32 = number,
        /// Offers that are accepted.
        accepts: u32 = number,
        /// Offers that are declined; the others run out.
        declines: u32 = number,
        /// Working minutes until an answer, from …
        answer_from: i64 = number,
        /// … to.
        answer_to: i64 = number,
        /// Accepted offers that are started in time.
        starts: u32 = number,
        /// Working minutes from acceptance to the first contact, from …
        start_from: i64 = number,
        /// … to.
        start_to: i64 = number,
        /// Accepted offers that are given back.
        returns: u32 = number,
        /// Deals that are won.
        wins: u32 = number,
        /// Days until a deal ends, from …
        deal_from: i64 = number,
        /// … to.
        deal_to: i64 = number,
        /// Own deals in a hundred months.
        own_deals: u32 = number,
        /// Takes leads from this value, in thousand roubles, and declines the others.
        takes_from: i64 = number,
    }
);

sheet!(
    /// A partner.
    PartnerSheet, partners, "partners.tsv", {
        /// The domain of its mail, without the end.
        domain: &'static str = text,
        /// Its name.
        name: &'static str = text,
        /// Its size class.
        size_class: &'static str = text,
        /// The code of its habit.
        habit: &'static str = text,
        /// What it covers.
        territories: Vec<&'static str> = |cell| Some(list(cell)),
        /// Products of which it has the certificate.
        certificates: Vec<&'static str> = |cell| Some(list(cell)),
        /// How many days ago it joined.
        joined_days: i64 = number,
        /// The code of its calendar.
        calendar: &'static str = text,
    }
);

sheet!(
    /// Somebody who works at the vendor.
    Employee, staff, "staff.tsv", {
        /// The role.
        role: &'static str = text,
        /// The name.
        name: &'static str = text,
        /// The mail box.
        mail: &'static str = text,
        /// What this role sees, in Russian.
        sees_ru: &'static str = text,
        /// What this role sees, in English.
        sees_en: &'static str = text,
    }
);

sheet!(
    /// Names of people at partners and clients.
    PersonName, people, "people.tsv", {
        /// Given name.
        given: &'static str = text,
        /// Family name.
        family: &'static str = text,
        /// The family name as a mail box.
        latin: &'static str = text,
    }
);

sheet!(
    /// A part of a client's name, or an industry.
    ClientWord, clients, "clients.tsv", {
        /// What part it is: `form`, `stem`, `tail`, `mark`, `industry`.
        kind: &'static str = text,
        /// As it is written.
        word: &'static str = text,
        /// In a domain.
        latin: &'static str = Some,
    }
);

sheet!(
    /// What people say: proofs, reasons, notes.
    Phrase, reasons, "reasons.tsv", {
        /// Where it is said.
        kind: &'static str = text,
        /// The words; `{n}` is a number.
        words: &'static str = text,
    }
);

impl Habit {
    /// The habit of a code.
    pub fn of(code: &str) -> Option<&'static Self> {
        Self::all().iter().find(|habit| habit.code == code)
    }
}

impl ClientWord {
    /// All words of a kind.
    pub fn of(kind: &str) -> Vec<&'static Self> {
        Self::all().iter().filter(|word| word.kind == kind).collect()
    }
}

impl Phrase {
    /// All phrases of a kind.
    pub fn of(kind: &str) -> Vec<&'static str> {
        Self::all().iter().filter(|phrase| phrase.kind == kind).map(|phrase| phrase.words).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_tables_name_only_what_the_others_hold() {
        let products: BTreeSet<_> = Product::all().iter().map(|p| p.code).collect();
        let calendars: BTreeSet<_> = Hours::all().iter().map(|h| h.code).collect();
        let regions: BTreeSet<_> = Region::all().iter().map(|r| r.code).collect();
        assert!(Need::all().iter().all(|need| products.contains(need.product) && need.from < need.to));
        for partner in PartnerSheet::all() {
            assert!(Habit::of(partner.habit).is_some() && calendars.contains(partner.calendar), "{}", partner.name);
            assert!(partner.certificates.iter().all(|code| products.contains(code)), "{}", partner.name);
            assert!(!partner.territories.is_empty() && partner.territories.iter().all(|code| regions.contains(code)));
        }
    }

    #[test]
    fn the_network_is_as_large_and_as_mixed_as_it_is_promised() {
        let partners = PartnerSheet::all();
        let count =
            |field: fn(&PartnerSheet) -> &'static str| partners.iter().map(field).collect::<BTreeSet<_>>().len();
        assert_eq!((partners.len(), Region::all().len()), (60, 12));
        assert_eq!((count(|p| p.size_class), count(|p| p.habit)), (4, Habit::all().len()));
        assert_eq!(count(|p| p.domain), 60, "domains are unique");
        let first = partners.iter().take(12).map(|p| p.habit).collect::<BTreeSet<_>>();
        assert_eq!(first.len(), Habit::all().len(), "a small network has every habit, too");
    }
}
