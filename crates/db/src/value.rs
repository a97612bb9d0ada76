//! What goes into a statement and comes out of a row: nothing, whole numbers, text, bytes.

use std::borrow::Cow;

use kit::{Id, Instant, Lang, time::Span};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::DbError;

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// SQL `null`.
    Null,
    /// `bigint`; truth is 0 or 1.
    Int(i64),
    /// `text`.
    Text(String),
    /// `blob` or `bytea` of 16 bytes: an id, read without an allocation.
    Id([u8; 16]),
    /// Any other `blob` or `bytea`.
    Blob(Vec<u8>),
}

impl Value {
    /// Bytes as they stand in a cell.
    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        <[u8; 16]>::try_from(bytes).map_or_else(|_| Self::Blob(bytes.to_vec()), Self::Id)
    }
}

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueRef<'a> {
    /// SQL `null`.
    Null,
    /// `bigint`; truth is 0 or 1.
    Int(i64),
    /// `text`.
    Text(Cow<'a, str>),
    /// `blob` or `bytea`.
    Blob(&'a [u8]),
}

/// A value that can be a parameter.
pub trait Bind {
    /// The value as the database takes it.
    fn bind(&self) -> ValueRef<'_>;
}

/// A value that can be read from a cell.
pub trait FromValue: Sized {
    /// Reads the cell; the error says what stood there.
    fn from_value(value: Value) -> Result<Self, DbError>;
}

fn wrong<T>(expected: &str, found: &Value) -> Result<T, DbError> {
    let kind = match found {
        Value::Null => "null",
        Value::Int(_) => "a number",
        Value::Text(_) => "text",
        Value::Id(_) | Value::Blob(_) => "bytes",
    };
    Err(DbError::Broken(format!("a cell holds {kind} where {expected} was expected")))
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Bind for $number {
            fn bind(&self) -> ValueRef<'_> {
                i64::try_from(*self).map_or(ValueRef::Int(i64::MAX), ValueRef::Int)
            }
        }
        impl FromValue for $number {
            fn from_value(value: Value) -> Result<Self, DbError> {
                match value {
                    Value::Int(n) => Self::try_from(n)
                        .map_err(|_| DbError::Broken(format!("{n} does not fit {}", stringify!($number)))),
                    other => wrong("a number", &other),
                }
            }
        }
    )*};
}
numbers!(i64, i32, u32, u64, u16, u8, usize);

impl Bind for bool {
    fn bind(&self) -> ValueRef<'_> {
        ValueRef::Int(i64::from(*self))
    }
}
impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self, DbError> {
        i64::from_value(value).map(|n| n != 0)
    }
}
impl Bind for str {
    fn bind(&self) -> ValueRef<'_> {
        ValueRef::Text(Cow::Borrowed(self))
    }
}
impl Bind for String {
    fn bind(&self) -> ValueRef<'_> {
        self.as_str().bind()
    }
}
impl FromValue for String {
    fn from_value(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Text(text) => Ok(text),
            other => wrong("text", &other),
        }
    }
}
impl Bind for [u8] {
    fn bind(&self) -> ValueRef<'_> {
        ValueRef::Blob(self)
    }
}
impl Bind for Vec<u8> {
    fn bind(&self) -> ValueRef<'_> {
        ValueRef::Blob(self)
    }
}
impl<const N: usize> Bind for [u8; N] {
    fn bind(&self) -> ValueRef<'_> {
        ValueRef::Blob(self)
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self, DbError> {
        match value {
            Value::Blob(bytes) => Ok(bytes),
            Value::Id(bytes) => Ok(bytes.to_vec()),
            other => wrong("bytes", &other),
        }
    }
}
impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value) -> Result<Self, DbError> {
        let read = |bytes: &[u8]| {
            let expected = |_| DbError::Broken(format!("{} bytes where {N} were expected", bytes.len()));
            Self::try_from(bytes).map_err(expected)
        };
        match &value {
            Value::Id(bytes) => read(bytes),
            Value::Blob(bytes) => read(bytes),
            other => wrong("bytes", other),
        }
    }
}
impl<K> Bind for Id<K> {
    fn bind(&self) -> ValueRef<'_> {
        ValueRef::Blob(self.bytes())
    }
}
impl<K> FromValue for Id<K> {
    fn from_value(value: Value) -> Result<Self, DbError> {
        <[u8; 16]>::from_value(value).map(|bytes| Self::from_uuid(Uuid::from_bytes(bytes)))
    }
}
impl Bind for Instant {
    fn bind(&self) -> ValueRef<'_> {
        ValueRef::Int(self.micros())
    }
}
impl FromValue for Instant {
    fn from_value(value: Value) -> Result<Self, DbError> {
        i64::from_value(value).map(Self::from_micros)
    }
}
impl Bind for Span {
    fn bind(&self) -> ValueRef<'_> {
        ValueRef::Int(self.0)
    }
}
impl FromValue for Span {
    fn from_value(value: Value) -> Result<Self, DbError> {
        i64::from_value(value).map(Self)
    }
}
impl Bind for Lang {
    fn bind(&self) -> ValueRef<'_> {
        self.code().bind()
    }
}
impl FromValue for Lang {
    fn from_value(value: Value) -> Result<Self, DbError> {
        String::from_value(value).map(|code| Self::from_code(&code).unwrap_or_default())
    }
}
impl<T: Bind> Bind for Option<T> {
    fn bind(&self) -> ValueRef<'_> {
        self.as_ref().map_or(ValueRef::Null, Bind::bind)
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, DbError> {
        if value == Value::Null { Ok(None) } else { T::from_value(value).map(Some) }
    }
}
impl<T: Bind + ?Sized> Bind for &T {
    fn bind(&self) -> ValueRef<'_> {
        (**self).bind()
    }
}

/// A value kept as JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Json<T>(pub T);

impl<T: Serialize> Bind for Json<T> {
    fn bind(&self) -> ValueRef<'_> {
        // Our own types always serialise; a type that does not shows itself as null in its first test.
        serde_json::to_string(&self.0).map_or(ValueRef::Null, |text| ValueRef::Text(Cow::Owned(text)))
    }
}
impl<T: DeserializeOwned> FromValue for Json<T> {
    fn from_value(value: Value) -> Result<Self, DbError> {
        let text = String::from_value(value)?;
        serde_json::from_str(&text).map(Self).map_err(|e| DbError::Broken(format!("stored JSON: {e}")))
    }
}

/// Lets an enum with `code()` and `from_code()` (see `kit::codes!`) be a parameter and a cell.
#[macro_export]
macro_rules! stored_codes {
    ($($name:ty),* $(,)?) => {$(
        impl $crate::Bind for $name {
            fn bind(&self) -> $crate::ValueRef<'_> {
                $crate::ValueRef::Text(::std::borrow::Cow::Borrowed(self.code()))
            }
        }
        impl $crate::FromValue for $name {
            fn from_value(value: $crate::Value) -> Result<Self, $crate::DbError> {
                let code = <String as $crate::FromValue>::from_value(value)?;
                Self::from_code(&code).ok_or_else(|| {
                    $crate::DbError::Broken(format!("{code} is no {}", stringify!($name)))
                })
            }
        }
    )*};
}
