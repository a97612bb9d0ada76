#![doc = include_str!("README.md")]

mod api;
pub mod domain;
mod hears;
mod service;
mod store;
mod texts;
mod web;

use kit::Instant;
use platform::{Capability, react::Consumer, telegram::Hears};
use schemars::JsonSchema;
use serde::Serialize;

pub use domain::Sends;
pub use service::{Goes, of_user};

/// Understands what people write to the bot and press there.
pub const HEARS: Hears = Hears { hear: hears::hear, refuse: hears::refuse };

/// How the caller stands with the bot.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TelegramShown {
    /// The server has a bot.
    pub on: bool,
    /// Its user name, once Telegram has told it.
    pub bot: Option<String>,
    /// The chat of the caller, as Telegram names it; none as long as there is none.
    pub chat: Option<String>,
    /// Since when.
    pub linked_at: Option<Instant>,
    /// Since when the caller blocks the bot; mail has taken over.
    pub blocked_at: Option<Instant>,
    /// How news reach the caller: `mail` as long as there is no chat.
    pub sends: Sends,
}

/// A link that says whose chat it is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Link {
    /// To be opened on the device with Telegram, once.
    pub url: String,
    /// First moment at which it does nothing.
    pub expires_at: Instant,
}

/// What chats add to the server.
pub fn capability() -> Capability {
    Capability {
        name: "telegram",
        operations: [api::operations(), web::operations()].concat(),
        consumers: vec![Consumer { name: "telegram_blocks", run: service::on_failures }],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
