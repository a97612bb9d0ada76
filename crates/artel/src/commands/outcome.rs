//! How a command ends: its exit code and its words.

use std::process::ExitCode;

use db::DbError;
use serde_json::json;

/// Why a command did not do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// It failed. Exit code 1.
    Failed(String),
    /// It found faults and has shown them. Exit code 1.
    Faults,
    /// The command or the settings are wrong. Exit code 2, as for a wrong flag.
    Usage(String),
    /// The database is locked, full or gone; nothing was written. Exit code 3: come again.
    Unavailable(String),
}

impl Stop {
    /// The exit code.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Failed(_) | Self::Faults => 1,
            Self::Usage(_) => 2,
            Self::Unavailable(_) => 3,
        }
    }

    /// Says on standard error why it ended, and returns the exit code.
    pub fn tell(&self, as_json: bool) -> ExitCode {
        if let Self::Failed(why) | Self::Usage(why) | Self::Unavailable(why) = self {
            if as_json {
                eprintln!("{}", json!({ "error": why, "exit_code": self.code() }));
            } else {
                eprintln!("artel: {why}");
            }
        }
        ExitCode::from(self.code())
    }
}

impl From<String> for Stop {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Overloaded | DbError::Unavailable(_) | DbError::Unknown(_) | DbError::Full | DbError::Retry(_) => {
                Self::Unavailable(error.to_string())
            }
            DbError::Setup(why) => Self::Usage(why),
            DbError::Unique(_) | DbError::ForeignKey(_) | DbError::Check(_) | DbError::Broken(_) => {
                Self::Failed(error.to_string())
            }
        }
    }
}
