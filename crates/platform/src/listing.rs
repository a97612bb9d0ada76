//! Pages of lists over the API: a cursor that belongs to no page is told as such.

use kit::paging::{
    Cursor, Page,
    whole::{self, Listed, Row},
};

use crate::{Fail, edge::problem::texts};

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
