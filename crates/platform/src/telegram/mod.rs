#![doc = include_str!("README.md")]

mod bot;
mod face;
mod receiver;
mod sender;
mod store;
mod updates;

use db::{Tx, Work};
use kit::{
    Id, Instant, Lang, Uuid,
    id::{EventId, Kind, ProgramId, UserId},
};
use serde_json::Value;

pub use bot::Telegram;
pub use face::{Face, Key, Press};
pub use updates::{Heard, What};

use crate::{Caller, Capability, Cx, Fail, react::TimerKind, react::Worker};

kit::id_type!(
    /// A message that is sent by the bot, or was.
    ChatMessage, ChatMessageId, "message"
);

kit::codes! {
    /// Where a message stands.
    pub enum MessageState {
        /// It will be sent, or tried again.
        Waiting = "waiting",
        /// Telegram has taken it.
        Sent = "sent",
        /// It was refused for good, or its tries are over.
        Failed = "failed",
        /// It came too late to matter.
        Expired = "expired",
    }
}
db::stored_codes!(MessageState);

/// A message to one chat.
#[derive(Debug, Clone)]
pub struct Message {
    /// What it is, for example `offer_made`; `reply` for what answers a key.
    pub kind: &'static str,
    /// Where it goes.
    pub chat: i64,
    /// The user whose chat it is.
    pub user: Option<UserId>,
    /// What it is about, as prefix and id.
    pub subject_of: Option<(String, Uuid)>,
    /// The event that it tells of.
    pub event: Option<EventId>,
    /// First moment at which it is worth nothing.
    pub until: Option<Instant>,
    /// No letter tells the same: mail takes over when it fails.
    pub take_over: bool,
    /// The message that it replaces.
    pub edits: Option<i64>,
    /// What it says.
    pub face: Face,
}

/// The kind of a message that answers a key.
pub const REPLY: &str = "reply";

/// What a capability does when one of its keys is pressed. `callers` are those as whom the person may act.
pub type Act = for<'t> fn(&'t Cx, &'t mut Tx, &'t [Caller], &'t str) -> Work<'t, Shown, Fail>;

/// What keys of a word do.
#[derive(Clone, Copy)]
pub struct Deed {
    /// The first word of what its keys carry, for example `offer`.
    pub word: &'static str,
    /// Does it.
    pub act: Act,
    /// Shows how it stands, after a refusal; changes nothing.
    pub look: Act,
}

/// How a message looks after a key was pressed.
#[derive(Debug, Clone)]
pub struct Shown {
    /// As whom the person acted.
    pub program: ProgramId,
    /// The user of that program.
    pub user: UserId,
    /// What the message says now.
    pub face: Face,
    /// A word over the chat, gone after a moment.
    pub toast: Option<String>,
}

/// What is said at once to whoever pressed or wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heed {
    /// A word over the chat.
    pub toast: Option<String>,
    /// It waits until it was read.
    pub loud: bool,
    /// A message to somebody whom no program knows.
    pub say: Option<String>,
}

/// Understands what was heard.
pub type Hear = for<'t> fn(&'t Cx, &'t mut Tx, &'t Heard) -> Work<'t, Heed, Fail>;
/// Says why what was heard was not done.
pub type Refuse = for<'t> fn(&'t Cx, &'t mut Tx, &'t Heard, &'t Fail) -> Work<'t, Heed, Fail>;

/// Who understands what people write and press; `network::telegram` provides it.
#[derive(Clone, Copy)]
pub struct Hears {
    /// Does it.
    pub hear: Hear,
    /// Says why not, in a transaction of its own.
    pub refuse: Refuse,
}

/// Queues a message in the program of the context; it is sent after the commit.
pub async fn queue(cx: &Cx, tx: &mut Tx, message: &Message) -> Result<ChatMessageId, Fail> {
    let id: ChatMessageId = cx.new_id();
    if let Some(edits) = message.edits {
        // What was to be shown there before and is still on its way would only come after it.
        store::drop_earlier(tx, cx.program(), message.chat, edits, cx.now).await?;
    }
    let (text, keys): (String, Value) = message.face.rendered(&cx.app.settings.base_url);
    store::add(tx, cx.program(), id, message, &text, &keys, cx.now).await?;
    cx.app.nudge();
    Ok(id)
}

/// The users whose messages about something were sent, or still will be.
pub async fn on_their_way<K: Kind>(
    tx: &mut Tx,
    program: ProgramId,
    about: Id<K>,
) -> Result<Vec<Option<UserId>>, db::DbError> {
    store::on_their_way(tx, program, about.bytes()).await
}

/// The language of whoever writes, as the app of Telegram names it.
pub(crate) fn lang_of(code: Option<&str>) -> Lang {
    let russian = code.is_some_and(|code| ["ru", "be", "kk"].iter().any(|one| code.starts_with(one)));
    if russian { Lang::Ru } else { Lang::En }
}

/// What the bot adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "telegram_bot",
        timers: vec![TimerKind::new(sender::TRY_AGAIN, sender::on_timer)],
        workers: vec![
            Worker { name: "telegram", run: sender::deliver_due },
            Worker { name: "telegram_updates", run: receiver::listen },
        ],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
