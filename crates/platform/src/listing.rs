//! Pages of lists over the API: a cursor that belongs to no page is told as such.

use kit::paging::{
    Cursor, Page,
    whole::{self, Listed, Row},
};

use crate::{Fail, edge::problem::texts};

kit::codes! {
    /// In which order a list of what happens is read.
    pub enum ByAge {
        /// The newest first.
        Newest = "newest",
        /// The oldest first.
        Oldest = "oldest",
    }
}

impl ByAge {
    /// Where a page begins: after the row of the cursor, or at the first row.
    pub fn start(self, after: Option<Cursor>) -> (i64, [u8; 16]) {
        let first = match self {
            Self::Newest => (i64::MAX, [0xff; 16]),
            Self::Oldest => (i64::MIN, [0; 16]),
        };
        after.map_or(first, |cursor| (cursor.key, *cursor.id.as_bytes()))
    }
}

/// Where to read on, as the caller gave it.
pub fn cursor(after: Option<&str>) -> Result<Option<Cursor>, Fail> {
    after.map(|text| Cursor::decode(text).ok_or_else(wrong)).transpose()
}

/// A page of a small list that was read whole.
pub fn page<R: Row>(rows: Vec<R>, asked: &Listed<R::By>) -> Result<Page<R>, Fail> {
    whole::page(rows, asked).map_err(|_| wrong())
}

fn wrong() -> Fail {
    Fail::field("after", texts::no_such_page)
}
