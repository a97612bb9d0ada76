//! Lists that are read page by page, each going on after the last row of the one before.

pub mod whole;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Rows of a page at most.
pub const LARGEST: u32 = 200;
/// Rows of a page when nobody says how many.
pub const USUAL: u32 = 50;

/// Where the next page begins: after the row with this sort key and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last row, for example microseconds.
    pub key: i64,
    /// The id of the last row.
    pub id: Uuid,
}

impl Cursor {
    /// The text in which it travels; callers must not look inside.
    pub fn encode(&self) -> String {
        let key = u64::from_be_bytes(self.key.to_be_bytes());
        format!("1{key:016x}{}", self.id.simple())
    }

    /// Reads it back; none for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        let (version, rest) = text.split_at_checked(1)?;
        let (key, id) = rest.split_at_checked(16)?;
        if version != "1" || id.len() != 32 {
            return None;
        }
        let key = u64::from_str_radix(key, 16).ok()?;
        Some(Self { key: i64::from_be_bytes(key.to_be_bytes()), id: Uuid::try_parse(id).ok()? })
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Page<T> {
    /// Its rows.
    pub items: Vec<T>,
    /// Give it as `after` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// All rows of a list that is never longer than a page.
    pub const fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// A page of `limit` rows from a list that was read one row further, to see whether it goes on.
    pub fn of(mut rows: Vec<T>, limit: u32, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|last| cursor(last).encode());
        Self { items: rows, next }
    }
}

/// The rows that a caller wants, within what is allowed.
pub fn limit(wanted: Option<u32>) -> u32 {
    wanted.unwrap_or(USUAL).clamp(1, LARGEST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_is_read_back(key: i64, id: u128) {
            let cursor = Cursor { key, id: Uuid::from_u128(id) };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }

        #[test]
        fn anything_else_is_no_cursor(text in ".{0,60}") {
            prop_assert!(Cursor::decode(&text).is_none_or(|c| c.encode() == text.to_lowercase()));
        }
    }
}
