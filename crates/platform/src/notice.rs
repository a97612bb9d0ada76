//! What people are told of what happened: kinds that the capabilities contribute.

use db::{Tx, Work};
use kit::{
    Instant, Lang, Uuid,
    id::{PartnerId, UserId},
};

use crate::{Cx, Fail, Role, events::Event, mail::Button, mail::Content, telegram::Key};

kit::codes! {
    /// Whether news of a kind goes by mail, too.
    pub enum ByMail {
        /// Nobody switches it off: who does not hear of it loses something.
        Always = "always",
        /// Unless the reader has switched it off.
        Usually = "usually",
        /// Only if the reader has switched it on.
        OnWish = "on_wish",
    }
}

/// Writes what an event means for people; none if nobody needs to know.
pub type Write = for<'t> fn(&'t Cx, &'t mut Tx, &'t Event) -> Work<'t, Option<News>, Fail>;

/// What follows when a reader has seen the news of a subject.
pub type OnShown = for<'t> fn(&'t Cx, &'t mut Tx, Uuid) -> Work<'t, (), Fail>;

/// What one reader can do from the letter itself, by links of its own.
pub type Buttons = for<'t> fn(&'t Cx, &'t mut Tx, &'t Event, UserId, Lang) -> Work<'t, Vec<Button>, Fail>;

/// What one reader can do from the message of the bot.
pub type Keys = fn(&Event, Lang) -> Vec<Vec<Key>>;

/// A kind of news.
#[derive(Clone, Copy)]
pub struct NoticeKind {
    /// The word in the table, for example `offer_made`.
    pub code: &'static str,
    /// The event that it follows.
    pub event: &'static str,
    /// Who may be told, and may choose.
    pub readers: &'static [Role],
    /// Whom an event concerns; asked first, so that nothing is written for nobody.
    pub to: fn(&Event) -> Option<Audience>,
    /// Whether it goes by mail, too.
    pub by_mail: ByMail,
    /// What it is called where readers choose.
    pub title: fn(Lang) -> String,
    /// What it says.
    pub write: Write,
    /// What follows when a reader has seen it.
    pub on_shown: Option<OnShown>,
    /// What the letter offers to do; a link to the page if none.
    pub buttons: Option<Buttons>,
    /// What the message of the bot offers to do; the page alone if none.
    pub keys: Option<Keys>,
}

/// Whom news are for; always within the readers of their kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The people of a partner.
    Partner(PartnerId),
    /// The people of the vendor.
    Vendor,
    /// Those of the vendor with one role.
    Role(Role),
    /// One user.
    User(UserId),
}

impl Audience {
    /// The partner that may see the event.
    pub fn of_partner(event: &Event) -> Option<Self> {
        event.partner.map(Self::Partner)
    }
    /// The people of the vendor, whatever the event.
    pub const fn of_vendor(_: &Event) -> Option<Self> {
        Some(Self::Vendor)
    }
}

/// What an event means for people.
pub struct News {
    /// The page that shows more.
    pub path: String,
    /// First moment at which a letter of it is worth nothing.
    pub until: Option<Instant>,
    /// What it says: the heading and the sentences stand in the app, the whole in the letter.
    pub say: Box<dyn Fn(Lang) -> Content + Send + Sync>,
}
