#![doc = include_str!("README.md")]

mod api;
mod consumer;
mod debts;
pub mod domain;
pub mod figures;
mod lists;
mod service;
mod store;
mod texts;
mod web;
mod words;

use network::policies::{Section, check, defaults};
use platform::{
    Capability,
    react::{Consumer, TimerKind},
};

pub use debts::DebtState;
pub(crate) use debts::zone;
pub use lists::{ClosedDeal, Debtor, Ignorer, ListQuery, OfferLine, Sleeping};
pub use lists::{closed, debtors, ignored, ignorers, sleeping, started};
pub use service::{Measures, measures};

/// What each target means, in the words of people.
const WORDS: &str = include_str!("policy_words.tsv");

/// The targets, as a part of the policy.
pub const SECTION: Section = Section {
    name: "measures",
    defaults: defaults::<domain::MeasurePolicy>,
    check: |value| check(WORDS, "measures", value, domain::MeasurePolicy::validate),
    touches: None,
    words: WORDS,
};

/// What measures add to the server.
pub fn capability() -> Capability {
    let mut operations = api::operations();
    operations.extend(web::operations());
    Capability {
        name: "measures",
        operations,
        places: web::places(),
        timers: vec![
            TimerKind::new(debts::PARTNER, debts::on_partner),
            TimerKind::new(debts::WEEK, debts::on_week),
            TimerKind::new(consumer::ACTIVITY, consumer::on_activity),
        ],
        consumers: vec![Consumer { name: consumer::NAME, run: consumer::on_events }],
        statements: store::STATEMENTS.to_vec(),
        ..Default::default()
    }
}
