//! What can go wrong in a database, in the words that the layers above need.

use std::fmt;

/// A failure of the database or of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DbError {
    /// Too many acts wait; the caller should come again later.
    Overloaded,
    /// The database is locked, gone or restarting. Nothing was written.
    Unavailable(String),
    /// The database went away while it was asked to commit: all of it was written, or nothing.
    Unknown(String),
    /// The disk is full. Nothing was written.
    Full,
    /// A unique key stands already; the name of the index or its columns.
    Unique(String),
    /// A row that is referred to is absent, or is still referred to.
    ForeignKey(String),
    /// A check of the schema refused a value.
    Check(String),
    /// The database wants the whole transaction to run again.
    Retry(String),
    /// The database cannot be used as it is set up; the words say what to change.
    Setup(String),
    /// A fault of this program: a wrong statement, type or row.
    Broken(String),
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overloaded => f.write_str("the database has too much work waiting"),
            Self::Unavailable(why) => write!(f, "the database is not available: {why}"),
            Self::Unknown(why) => write!(f, "the database went away at the commit, which may have been done: {why}"),
            Self::Full => f.write_str("the disk of the database is full"),
            Self::Unique(what) => write!(f, "this stands already: {what}"),
            Self::ForeignKey(what) => write!(f, "a row is missing or in use: {what}"),
            Self::Check(what) => write!(f, "the schema refuses a value: {what}"),
            Self::Retry(why) => write!(f, "the database asks to try again: {why}"),
            Self::Setup(why) => f.write_str(why),
            Self::Broken(what) => write!(f, "a fault in a statement: {what}"),
        }
    }
}
impl std::error::Error for DbError {}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        let text = error.to_string();
        let Some(code) = error.sqlite_error() else { return Self::Broken(text) };
        match code.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => return Self::Unique(text),
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => return Self::ForeignKey(text),
            ffi::SQLITE_CONSTRAINT_CHECK | ffi::SQLITE_CONSTRAINT_NOTNULL | ffi::SQLITE_CONSTRAINT_DATATYPE => {
                return Self::Check(text);
            }
            _ => {}
        }
        match code.code {
            rusqlite::ErrorCode::DiskFull => Self::Full,
            rusqlite::ErrorCode::DatabaseBusy
            | rusqlite::ErrorCode::DatabaseLocked
            | rusqlite::ErrorCode::CannotOpen
            | rusqlite::ErrorCode::SystemIoFailure
            | rusqlite::ErrorCode::ReadOnly
            | rusqlite::ErrorCode::OutOfMemory => Self::Unavailable(text),
            _ => Self::Broken(text),
        }
    }
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let Some(db) = error.as_db_error() else {
            return if error.is_closed()
                || std::error::Error::source(&error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
            {
                Self::Unavailable(error.to_string())
            } else {
                Self::Broken(format!("{error}: {:?}", std::error::Error::source(&error).map(ToString::to_string)))
            };
        };
        let text = format!("{} ({})", db.message(), db.constraint().unwrap_or_default());
        match db.code() {
            c if *c == SqlState::UNIQUE_VIOLATION => Self::Unique(text),
            c if *c == SqlState::FOREIGN_KEY_VIOLATION => Self::ForeignKey(text),
            c if *c == SqlState::CHECK_VIOLATION || *c == SqlState::NOT_NULL_VIOLATION => Self::Check(text),
            c if *c == SqlState::T_R_SERIALIZATION_FAILURE || *c == SqlState::T_R_DEADLOCK_DETECTED => {
                Self::Retry(text)
            }
            c if *c == SqlState::DISK_FULL => Self::Full,
            c if *c == SqlState::LOCK_NOT_AVAILABLE => Self::Unavailable(text),
            c if matches!(c.code().get(..2), Some("08" | "57" | "53")) || *c == SqlState::READ_ONLY_SQL_TRANSACTION => {
                Self::Unavailable(text)
            }
            _ => Self::Broken(text),
        }
    }
}

impl From<deadpool_postgres::PoolError> for DbError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Timeout(_) => Self::Overloaded,
            deadpool_postgres::PoolError::Backend(error) => Self::Unavailable(error.to_string()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}
