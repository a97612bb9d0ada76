#![doc = include_str!("README.md")]

mod acts;
mod board;
mod bulk;
mod client;
mod export;
mod found;
mod list;
mod sentences;
mod step;
pub(crate) mod texts;
mod why;

use platform::{
    Capability, Role,
    web::{Group, Place},
};

/// Who may act on leads.
pub(crate) const DESK: &[Role] = &[Role::LeadDesk, Role::ChannelManager, Role::Director];

/// What the pages of leads add to the server.
pub fn capability() -> Capability {
    let mut operations = list::operations();
    operations.extend(bulk::operations());
    operations.extend(export::operations());
    operations.extend(board::operations());
    operations.extend(why::operations());
    operations.extend(acts::operations());
    operations.extend(client::operations());
    Capability {
        name: "console",
        operations,
        searchables: vec![found::LEADS],
        steps: vec![step::STEP],
        places: vec![Place {
            path: "/leads",
            roles: Role::VENDOR,
            icon: "inbox",
            text: texts::leads,
            group: Group::Main,
            order: 10,
            count: None,
        }],
        ..Default::default()
    }
}
