#![doc = include_str!("README.md")]

mod web;

use kit::paging::whole;
use std::{collections::BTreeMap, sync::LazyLock};

use db::Tx;
use kit::Lang;
use platform::{Answer, Call, Capability, Cx, Fail, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::Serialize;

use crate::versions;

/// A region, a district or a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Territory {
    /// Its code.
    pub code: &'static str,
    /// Its name in Russian.
    pub name_ru: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// The territory in which it lies; absent for a country.
    pub parent: Option<&'static str>,
}

impl Territory {
    /// Its name in one language.
    pub const fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ru => self.name_ru,
            Lang::En => self.name_en,
        }
    }
}

static ALL: LazyLock<Vec<Territory>> = LazyLock::new(|| include_str!("regions.tsv").lines().filter_map(read).collect());
static BY_CODE: LazyLock<BTreeMap<&'static str, &'static Territory>> =
    LazyLock::new(|| ALL.iter().map(|territory| (territory.code, territory)).collect());

fn read(line: &'static str) -> Option<Territory> {
    let mut cells = line.split('\t');
    let (code, name_ru, name_en) = (cells.next()?, cells.next()?, cells.next()?);
    let parent = cells.next().filter(|parent| !parent.is_empty());
    Some(Territory { code, name_ru, name_en, parent })
}

/// All territories, countries first.
pub fn all() -> &'static [Territory] {
    &ALL
}

/// The territory of a code.
pub fn get(code: &str) -> Option<&'static Territory> {
    BY_CODE.get(code).copied()
}

/// The territories around one, nearest first, without itself.
pub fn around(code: &str) -> Vec<&'static str> {
    std::iter::successors(get(code).and_then(|t| t.parent), |code| get(code).and_then(|t| t.parent)).collect()
}

/// The name of a code in one language; the code itself if nobody knows it.
pub fn name(lang: impl Into<Lang>, code: &str) -> String {
    get(code).map_or_else(|| code.to_owned(), |territory| territory.name(lang.into()).to_owned())
}

/// The territories that others lie in, each with those directly inside it: for choosing by name.
pub fn nested() -> Vec<(&'static Territory, Vec<&'static Territory>)> {
    let inside = |code: &str| all().iter().filter(|t| t.parent == Some(code)).collect::<Vec<_>>();
    let heads = all().iter().filter(|t| t.parent.is_none() || all().iter().any(|other| other.parent == Some(t.code)));
    let leaf = |t: &Territory| all().iter().all(|other| other.parent != Some(t.code));
    heads.map(|head| (head, inside(head.code).into_iter().filter(|t| leaf(t)).collect())).collect()
}

/// The regions and countries that a client may be in, for choosing by name: those of the program's home first.
pub fn choices(lang: Lang, home: Option<&str>) -> Vec<(&'static str, &'static str)> {
    let ranked = all().iter().filter(|territory| around(territory.code).len() != 1).map(|territory| {
        let country = around(territory.code).last().copied().unwrap_or(territory.code);
        let abroad = home.is_some_and(|home| home != country);
        ((abroad, territory.parent.is_none(), territory.name(lang)), territory.code)
    });
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|((.., name), code)| (code, name)).collect()
}

/// The country in which a program is at home: where its partners cover most, else where its money is spent.
pub async fn home(cx: &Cx, tx: &mut Tx) -> Result<Option<&'static str>, Fail> {
    let partners = versions::directory(tx, cx.program(), cx.now).await?;
    let mut covered: BTreeMap<&'static str, usize> = BTreeMap::new();
    for code in partners.partners.iter().flat_map(|partner| &partner.territories) {
        if let Some(territory) = get(code) {
            let country = around(territory.code).last().copied().unwrap_or(territory.code);
            *covered.entry(country).or_default() += 1;
        }
    }
    if let Some((country, _)) = covered.into_iter().max_by_key(|(country, count)| (*count, std::cmp::Reverse(*country)))
    {
        return Ok(Some(country));
    }
    let rules = versions::rules(tx, cx.program()).await?;
    let money = [("RUB", "RU"), ("BYN", "BY"), ("KZT", "KZ"), ("AMD", "AM"), ("KGS", "KG"), ("UZS", "UZ")];
    Ok(money.iter().find(|(currency, _)| *currency == rules.program.currency).map(|(_, country)| *country))
}

/// The regions for choosing, in the caller's language.
pub async fn choices_in(cx: &Cx, tx: &mut Tx) -> Result<Vec<(&'static str, &'static str)>, Fail> {
    let home = home(cx, tx).await?;
    Ok(choices(cx.lang, home))
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TerritoriesBy {
    /// By code.
    Code,
    /// By name in Russian.
    Name,
}

impl whole::By for TerritoriesBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Code, "code"), (Self::Name, "name")];
}

impl whole::Row for Territory {
    type By = TerritoriesBy;
    const USUAL: whole::Sort<TerritoriesBy> = whole::Sort::rising(TerritoriesBy::Code);
    fn key(&self, by: TerritoriesBy) -> whole::Key {
        match by {
            TerritoriesBy::Code => self.code.into(),
            TerritoriesBy::Name => self.name_ru.into(),
        }
    }
    fn id(&self) -> String {
        self.code.to_owned()
    }
    fn words(&self) -> String {
        format!("{} {} {}", self.code, self.name_ru, self.name_en)
    }
}

/// What territories add to the server.
pub fn capability() -> Capability {
    let list = Operation::get("/api/v1/territories", "territories.list", "Regions and countries, nested")
        .roles(EVERYBODY)
        .run(|_, _, call: &Call<Nothing, whole::Listed<TerritoriesBy>, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(all().to_vec(), &call.query)?)) })
        });
    Capability {
        name: "territories",
        operations: [vec![list], web::operations()].concat(),
        places: web::places(),
        ..Default::default()
    }
}

/// Every role of the vendor and of partners.
pub(crate) const EVERYBODY: &[Role] = Role::ALL;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_territory_lies_in_one_that_exists_and_ends_in_a_country() {
        assert_eq!(all().len(), BY_CODE.len(), "no code stands twice");
        for territory in all() {
            let around = around(territory.code);
            assert!(around.iter().all(|code| get(code).is_some()), "{}", territory.code);
            assert!(around.last().copied().unwrap_or(territory.code).len() == 2, "{}", territory.code);
        }
        assert_eq!(around("RU-TA"), ["RU-VFD", "RU"]);
        assert!(all().iter().all(|t| !t.name_ru.is_empty() && !t.name_en.is_empty()));
    }

    #[test]
    fn every_country_of_the_world_can_be_named() {
        let countries: Vec<_> = all().iter().filter(|territory| territory.parent.is_none()).collect();
        assert_eq!(countries.len(), 249, "as many as ISO 3166-1 has");
        let named = |code| get(code).map(|country| (country.name_ru, country.name_en));
        assert_eq!(named("DE"), Some(("Германия", "Germany")));
        assert_eq!(named("TJ"), Some(("Таджикистан", "Tajikistan")));
        assert_eq!(named("RS"), Some(("Сербия", "Serbia")));
    }
}
