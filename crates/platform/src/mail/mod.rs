#![doc = include_str!("README.md")]

mod api;
mod bounces;
mod compose;
mod message;
pub mod outbox;
pub mod report;
mod sender;
mod smtp;
mod step;
mod store;
mod texts;
mod web;

use db::Tx;
use kit::{
    Id, Instant, Lang, Uuid,
    id::{Kind, ProgramId, UserId},
};

pub use bounces::{Noted, note};
pub use compose::{Button, Content};
pub(crate) use sender::{about, back_off};
pub use smtp::{MailSettings, Post, Security};

use crate::{Capability, Cx, Fail, react::TimerKind, react::Worker};

kit::id_type!(
    /// A letter that is sent, or was.
    Mail, MailId, "mail"
);

kit::codes! {
    /// Where a letter stands.
    pub enum MailState {
        /// It will be sent, or tried again.
        Waiting = "waiting",
        /// The mail server has taken it.
        Sent = "sent",
        /// Ten tries failed.
        Dead = "dead",
        /// It was refused for good, or came back.
        Bounced = "bounced",
        /// It came too late to matter.
        Expired = "expired",
    }
}
db::stored_codes!(MailState);

/// A letter to one person.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it is, for example `invitation`, `offer_made`.
    pub kind: &'static str,
    /// Where it goes.
    pub to: String,
    /// Its language.
    pub lang: Lang,
    /// The user whose address it is.
    pub user: Option<UserId>,
    /// What it is about, see [`Letter::about`].
    pub subject_of: Option<(String, Uuid)>,
    /// First moment at which it is worth nothing.
    pub until: Option<Instant>,
    /// Where the reader may switch letters of this kind off; an address of this server.
    pub switch_off: Option<String>,
    /// What it says.
    pub content: Content,
}

impl Letter {
    /// A letter of a kind.
    pub fn new(kind: &'static str, to: impl Into<String>, lang: Lang, content: Content) -> Self {
        Self { kind, to: to.into(), lang, user: None, subject_of: None, until: None, switch_off: None, content }
    }

    /// Says what it is about, so that others can react when it arrives or comes back.
    #[must_use]
    pub fn about<K: Kind>(mut self, id: Id<K>) -> Self {
        self.subject_of = Some((K::PREFIX.to_owned(), id.uuid()));
        self
    }
}

/// Queues a letter in the program of the context; it is sent after the commit.
pub async fn queue(cx: &Cx, tx: &mut Tx, letter: &Letter) -> Result<MailId, Fail> {
    let id: MailId = cx.new_id();
    let sender = store::sender(tx, cx.program()).await?;
    let dress = compose::Dress::of(&sender, &cx.app.settings.base_url);
    let rendered = compose::render(&letter.content, letter.lang, &dress, letter.switch_off.as_deref());
    store::add(tx, cx.program(), id, letter, &rendered, cx.now).await?;
    cx.app.nudge();
    Ok(id)
}

/// The users whose letters about something were sent, or still will be; not those whose letters came back.
pub async fn on_their_way<K: Kind>(
    tx: &mut Tx,
    program: ProgramId,
    about: Id<K>,
) -> Result<Vec<Option<UserId>>, db::DbError> {
    store::on_their_way(tx, program, about.bytes()).await
}

/// What mail adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "mail",
        operations: [api::operations(), web::operations()].concat(),
        places: web::places(),
        timers: vec![TimerKind::new(sender::TRY_AGAIN, sender::on_timer)],
        workers: vec![Worker { name: "mail", run: sender::deliver_due }],
        steps: vec![step::STEP],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
