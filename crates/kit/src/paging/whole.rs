//! Lists that are small by nature: read whole, then sorted, searched and cut into pages in memory.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use super::{Page, limit};
use crate::Instant;

/// What a list may be sorted by, each with its word.
pub trait By: Copy + PartialEq + 'static {
    /// Every key, in order.
    const KEYS: &'static [(Self, &'static str)];
}

/// In which order a list is read: `name` rises, `-name` falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<K> {
    /// The key.
    pub by: K,
    /// The largest first.
    pub falls: bool,
}

impl<K> Sort<K> {
    /// The smallest first.
    pub const fn rising(by: K) -> Self {
        Self { by, falls: false }
    }
    /// The largest first.
    pub const fn falling(by: K) -> Self {
        Self { by, falls: true }
    }
}

fn words<K: By>() -> Vec<String> {
    K::KEYS.iter().flat_map(|(_, word)| [(*word).to_owned(), format!("-{word}")]).collect()
}

impl<'de, K: By> Deserialize<'de> for Sort<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (word, falls) = text.strip_prefix('-').map_or((text.as_str(), false), |word| (word, true));
        let found = K::KEYS.iter().find(|(_, known)| *known == word);
        let allowed = || words::<K>().iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let (by, _) = found
            .ok_or_else(|| de::Error::custom(format!("unknown variant `{text}`, expected one of {}", allowed())))?;
        Ok(Self { by: *by, falls })
    }
}

impl<K: By> JsonSchema for Sort<K> {
    fn schema_name() -> Cow<'static, str> {
        format!("SortBy_{}", K::KEYS.iter().map(|(_, word)| *word).collect::<Vec<_>>().join("_")).into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": words::<K>() })
    }
}

/// Which rows of a small list, in which order.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound(deserialize = "K: By"))]
#[schemars(bound = "K: By")]
pub struct Listed<K> {
    /// Only rows with these words in them.
    #[serde(default)]
    pub q: Option<String>,
    /// By what: a minus before it turns the order round.
    #[serde(default)]
    pub sort: Option<Sort<K>>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Where to read on.
    #[serde(default)]
    pub after: Option<String>,
}

/// What a row is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A number or a moment.
    Number(i64),
    /// A text, whatever the case of its letters.
    Text(String),
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<Instant> for Key {
    fn from(at: Instant) -> Self {
        Self::Number(at.micros())
    }
}
impl From<Option<Instant>> for Key {
    fn from(at: Option<Instant>) -> Self {
        Self::Number(at.map_or(i64::MIN, Instant::micros))
    }
}
impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }
}

/// A row of a small list.
pub trait Row {
    /// What it may be sorted by.
    type By: By;
    /// The order when nobody names one.
    const USUAL: Sort<Self::By>;
    /// Its key.
    fn key(&self, by: Self::By) -> Key;
    /// What tells it from rows with the same key.
    fn id(&self) -> String;
    /// The words in which it is found.
    fn words(&self) -> String;
}

/// The cursor belongs to no page of this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongCursor;

type Place = (Key, String);

fn encode((key, id): &Place) -> String {
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (kind, key) = match key {
        Key::Number(number) => ('n', number.to_string()),
        Key::Text(text) => ('t', text.clone()),
    };
    format!("2{kind}{}_{}", hex(&key), hex(id))
}

fn decode(text: &str) -> Option<Place> {
    let read = |hex: &str| {
        let pairs = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok());
        String::from_utf8(pairs.collect::<Option<Vec<u8>>>()?).ok()
    };
    let (key, id) = text.strip_prefix('2')?.split_once('_')?;
    let key = match key.split_at_checked(1)? {
        ("n", number) => Key::Number(read(number)?.parse().ok()?),
        ("t", text) => Key::Text(read(text)?),
        _ => return None,
    };
    Some((key, read(id)?))
}

/// The page of a list that was asked for.
pub fn page<R: Row>(rows: Vec<R>, asked: &Listed<R::By>) -> Result<Page<R>, WrongCursor> {
    let Sort { by, falls } = asked.sort.unwrap_or(R::USUAL);
    let after = asked.after.as_deref().map(|text| decode(text).ok_or(WrongCursor)).transpose()?;
    let wanted = asked.q.as_deref().unwrap_or_default().to_lowercase();
    let found = |row: &R| wanted.split_whitespace().all(|word| row.words().to_lowercase().contains(word));
    let mut placed: Vec<(Place, R)> =
        rows.into_iter().filter(found).map(|row| ((row.key(by), row.id()), row)).collect();
    placed.sort_by(|(one, _), (other, _)| if falls { other.cmp(one) } else { one.cmp(other) });
    let limit = usize::try_from(limit(asked.limit)).unwrap_or(usize::MAX);
    let beyond = |place: &Place| after.as_ref().is_none_or(|after| if falls { place < after } else { place > after });
    let mut rest = placed.into_iter().filter(|(place, _)| beyond(place));
    let mut items = Vec::new();
    let mut last = None;
    for (place, row) in rest.by_ref().take(limit) {
        items.push(row);
        last = Some(place);
    }
    let next = last.filter(|_| rest.next().is_some()).map(|place| encode(&place));
    Ok(Page { items, next })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Named(String, i64);
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Field {
        Name,
        Number,
    }
    impl By for Field {
        const KEYS: &'static [(Self, &'static str)] = &[(Self::Name, "name"), (Self::Number, "number")];
    }
    impl Row for Named {
        type By = Field;
        const USUAL: Sort<Field> = Sort::rising(Field::Name);
        fn key(&self, by: Field) -> Key {
            match by {
                Field::Name => self.0.as_str().into(),
                Field::Number => (self.1 % 3).into(),
            }
        }
        fn id(&self) -> String {
            self.1.to_string()
        }
        fn words(&self) -> String {
            self.0.clone()
        }
    }

    fn asked(sort: Option<Sort<Field>>, after: Option<String>) -> Listed<Field> {
        Listed { q: None, sort, limit: Some(3), after }
    }

    proptest! {
        #[test]
        fn page_by_page_every_row_comes_once_and_in_order(
            names in prop::collection::vec("[a-dА-Г]{0,3}", 0..20), falls: bool, by_name: bool,
        ) {
            let rows: Vec<_> = names.into_iter().zip(0..).map(|(name, n)| Named(name, n)).collect();
            let sort = Sort { by: if by_name { Field::Name } else { Field::Number }, falls };
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = page(rows.clone(), &asked(Some(sort), after)).unwrap();
                seen.extend(page.items);
                after = page.next;
                if after.is_none() { break }
            }
            prop_assert_eq!(seen.len(), rows.len());
            let keys: Vec<_> = seen.iter().map(|row| row.key(sort.by)).collect();
            let sorted = keys.is_sorted_by(|one, other| if falls { one >= other } else { one <= other });
            prop_assert!(sorted);
        }

        #[test]
        fn what_is_no_cursor_is_refused(text in "[^2].{0,40}") {
            prop_assert_eq!(page(Vec::<Named>::new(), &asked(None, Some(text))), Err(WrongCursor));
        }
    }

    #[test]
    fn a_row_is_found_by_its_words() {
        let rows = vec![Named("Насосы дренажные".to_owned(), 1), Named("Задвижки".to_owned(), 2)];
        let found = page(rows, &Listed { q: Some("НАСОС дрен".to_owned()), ..asked(None, None) }).unwrap();
        assert_eq!((found.items.len(), found.next), (1, None));
    }
}
