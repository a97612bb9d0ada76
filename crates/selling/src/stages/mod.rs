#![doc = include_str!("README.md")]

mod api;
mod board;
mod gate;
mod guidance;
mod news;
mod own;
mod refusals;
mod report;
mod service;
mod store;
mod texts;
mod web;

use kit::{
    Instant,
    id::{DealId, PartnerId},
};
use platform::{Capability, react::TimerKind};

use crate::playbook::{ProcessId, TermId};

pub(crate) use api::SELLERS;
pub(crate) use own::{Column, OwnProcess, keep as keep_columns, own_columns};
pub(crate) use service::{begin, ended, may_win};
pub(crate) use web::{board_words, on_deal};

/// The norm of a deal's stage runs out.
pub(crate) const NORM: &str = "deal_stage_norm";

db::record! {
    /// Where a deal stands in its process.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Way {
        /// The deal.
        pub deal: DealId,
        /// Its partner.
        pub partner: PartnerId,
        /// The process.
        pub process: ProcessId,
        /// The version that it keeps.
        pub number: i64,
        /// The stage.
        pub stage: String,
        /// Since when.
        pub stage_at: Instant,
        /// When the norm runs out.
        pub due_at: Instant,
        /// The deal is open.
        pub live: bool,
        /// What the client is.
        pub client_type: Option<TermId>,
        /// What it buys.
        pub category: Option<TermId>,
        /// How the seller came in.
        pub entry_point: Option<TermId>,
        /// For which work of the client.
        pub business_process: Option<TermId>,
        /// Grows with every change.
        pub version: i64,
    }
}

impl Way {
    /// The combination of the typology that it is about.
    pub const fn sides(&self) -> [Option<TermId>; 4] {
        [self.client_type, self.category, self.entry_point, self.business_process]
    }
}

/// What the way of deals adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "stages",
        operations: [api::operations(), web::operations()].concat(),
        places: web::places(),
        parts: web::parts(),
        timers: vec![TimerKind::new(NORM, service::on_norm)],
        notices: news::kinds(),
        statements: vec![store::STATEMENTS, store::report::STATEMENTS],
        ..Default::default()
    }
}
