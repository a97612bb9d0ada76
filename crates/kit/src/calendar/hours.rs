//! Hours of a day, written `09:00-18:00`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A minute of the day, from `00:00` to `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(u16);

impl Minute {
    /// The end of the day.
    pub const MIDNIGHT: Self = Self(24 * 60);

    /// The minute of a number that is at most the end of the day.
    pub(super) const fn of(number: u16) -> Self {
        Self(if number > Self::MIDNIGHT.0 { Self::MIDNIGHT.0 } else { number })
    }

    /// Minutes since the start of the day.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl FromStr for Minute {
    type Err = NotHours;
    fn from_str(text: &str) -> Result<Self, NotHours> {
        let (hour, minute) = text.split_once(':').ok_or(NotHours)?;
        if hour.len() != 2 || minute.len() != 2 {
            return Err(NotHours);
        }
        let hour: u16 = hour.parse().map_err(|_| NotHours)?;
        let minute: u16 = minute.parse().map_err(|_| NotHours)?;
        if minute > 59 || hour * 60 + minute > Self::MIDNIGHT.0 {
            return Err(NotHours);
        }
        Ok(Self(hour * 60 + minute))
    }
}
impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// Working hours: `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Hours {
    /// First minute.
    pub from: Minute,
    /// First minute after them.
    pub until: Minute,
}

impl Hours {
    /// From midnight to midnight.
    pub const WHOLE_DAY: Self = Self { from: Minute(0), until: Minute::MIDNIGHT };
}

/// The text is not hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotHours;

impl fmt::Display for NotHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hours are written 09:00-18:00")
    }
}

impl FromStr for Hours {
    type Err = NotHours;
    fn from_str(text: &str) -> Result<Self, NotHours> {
        let (from, until) = text.split_once(['-', '–']).ok_or(NotHours)?;
        let hours = Self { from: from.trim().parse()?, until: until.trim().parse()? };
        if hours.from < hours.until { Ok(hours) } else { Err(NotHours) }
    }
}
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.until)
    }
}
impl TryFrom<String> for Hours {
    type Error = NotHours;
    fn try_from(text: String) -> Result<Self, NotHours> {
        text.parse()
    }
}
impl From<Hours> for String {
    fn from(hours: Hours) -> Self {
        hours.to_string()
    }
}
