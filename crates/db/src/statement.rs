//! Statements, declared once by `statements!`, so that a test can prepare and run each on both databases.

use std::sync::OnceLock;

use crate::profile::Spent;

/// The two kinds of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `SQLite`.
    Sqlite,
    /// `PostgreSQL` and what speaks its protocol.
    Postgres,
}

/// One statement, written with `$1`, `$2` … and portable types.
#[derive(Debug)]
pub struct Sql {
    /// Where it stands: module and constant.
    pub name: &'static str,
    /// The text as written.
    pub text: &'static str,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
    /// How often it ran and how long that took, while a profile is taken.
    pub spent: Spent,
}

impl Sql {
    /// For `statements!` only.
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text, sqlite: OnceLock::new(), postgres: OnceLock::new(), spent: Spent::new() }
    }

    /// The text for one database.
    pub fn rendered(&self, dialect: Dialect) -> &str {
        let cell = match dialect {
            Dialect::Sqlite => &self.sqlite,
            Dialect::Postgres => &self.postgres,
        };
        cell.get_or_init(|| match dialect {
            // SQLite numbers `$1` by first appearance, `?1` by its digit; its one writer needs no locks of rows.
            Dialect::Sqlite => self.text.replace('$', "?").replace(" for update", ""),
            Dialect::Postgres => self.text.replace(" as blob)", " as bytea)"),
        })
    }
}

/// Declares the statements of a store: `NAME: "select …";` and the list `STATEMENTS` of them all.
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident: $text:expr;)*) => {
        $($(#[$meta])* pub(super) static $name: $crate::Sql =
            $crate::Sql::new(concat!(module_path!(), "::", stringify!($name)), $text);)*
        /// Every statement of this store.
        pub static STATEMENTS: &[&$crate::Sql] = &[$(&$name),*];
    };
}

/// Parameters of a statement: `params![program, id, &name]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$(&$value as &(dyn $crate::Bind + Sync)),*] as &[&(dyn $crate::Bind + Sync)]
    };
}
