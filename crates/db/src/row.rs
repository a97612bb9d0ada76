//! Rows, read from left to right into structs.

use crate::{DbError, FromValue, Value};

/// One row of an answer.
#[derive(Debug)]
pub struct Row {
    cells: Vec<Value>,
    next: usize,
}

impl Row {
    pub(crate) fn new(cells: Vec<Value>) -> Self {
        Self { cells, next: 0 }
    }

    /// A row that is filled again and again, so that an answer of many rows allocates once.
    pub(crate) fn with_capacity(columns: usize) -> Self {
        Self::new(Vec::with_capacity(columns))
    }

    pub(crate) fn refill(&mut self, cells: impl Iterator<Item = Result<Value, DbError>>) -> Result<(), DbError> {
        self.cells.clear();
        self.next = 0;
        for cell in cells {
            self.cells.push(cell?);
        }
        Ok(())
    }

    /// The next cell. Fails when the row has no more cells or the cell has another type.
    pub fn take<T: FromValue>(&mut self) -> Result<T, DbError> {
        let cell = self.cells.get_mut(self.next);
        let cell = cell.ok_or_else(|| DbError::Broken("the row has too few cells".to_owned()))?;
        self.next += 1;
        T::from_value(std::mem::replace(cell, Value::Null))
    }
}

/// A struct that reads itself from a row, in the order of the columns.
pub trait FromRow: Sized {
    /// Reads the cells that belong to it, and leaves the rest.
    fn from_row(row: &mut Row) -> Result<Self, DbError>;
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: FromValue),+> FromRow for ($($name,)+) {
            fn from_row(row: &mut Row) -> Result<Self, DbError> {
                Ok(($(row.take::<$name>()?,)+))
            }
        }
    )*};
}
tuples! {
    A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;
}

/// Declares a struct that is read from a row, field by field.
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $ty:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $ty),* }
        impl $crate::FromRow for $name {
            fn from_row(row: &mut $crate::Row) -> Result<Self, $crate::DbError> {
                Ok(Self { $($field: row.take::<$ty>()?),* })
            }
        }
    };
}
