//! What a person may choose.

use kit::{Lang, time::Span};
use platform::Rule;

use super::texts;

/// So long a link works.
pub const LINK_LASTS: Span = Span::minutes(15);

kit::codes! {
    /// How news reach a person.
    pub enum Sends {
        /// By mail and by Telegram.
        Both = "both",
        /// By Telegram alone.
        Telegram = "telegram",
        /// By mail alone.
        Mail = "mail",
    }
}
db::stored_codes!(Sends);

impl Sends {
    /// True if news go by Telegram.
    pub const fn by_telegram(self) -> bool {
        matches!(self, Self::Both | Self::Telegram)
    }
    /// True if news go by mail, too.
    pub const fn by_mail(self) -> bool {
        matches!(self, Self::Both | Self::Mail)
    }
}

/// Why a chat is not linked or chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The server has no bot.
    Off,
    /// Telegram has not answered yet.
    Unreachable,
    /// There is no chat.
    NotLinked,
    /// The person blocks the bot.
    Blocked,
}

/// Whether news may go this way: Telegram alone needs a chat that works. `blocked` is none as long as there is no chat.
pub fn may_send(sends: Sends, blocked: Option<bool>) -> Result<(), Broken> {
    match (sends, blocked) {
        (Sends::Mail, _) | (_, Some(false)) | (Sends::Both, Some(true)) => Ok(()),
        (_, None) => Err(Broken::NotLinked),
        (Sends::Telegram, Some(true)) => Err(Broken::Blocked),
    }
}

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::Off => "telegram-off",
            Self::Unreachable => "telegram-unreachable",
            Self::NotLinked => "telegram-not-linked",
            Self::Blocked => "telegram-blocked",
        }
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Off => texts::off(lang),
            Self::Unreachable => texts::unreachable(lang),
            Self::NotLinked => texts::not_linked(lang),
            Self::Blocked => texts::blocked_choice(lang),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_way_always_stays() {
        for sends in Sends::ALL {
            assert!(sends.by_mail() || sends.by_telegram());
        }
        assert_eq!(may_send(Sends::Telegram, None), Err(Broken::NotLinked));
        assert_eq!(may_send(Sends::Both, None), Err(Broken::NotLinked));
        assert_eq!(may_send(Sends::Telegram, Some(true)), Err(Broken::Blocked));
        assert_eq!((may_send(Sends::Both, Some(true)), may_send(Sends::Telegram, Some(false))), (Ok(()), Ok(())));
        assert_eq!((may_send(Sends::Mail, None), may_send(Sends::Mail, Some(true))), (Ok(()), Ok(())));
    }
}
