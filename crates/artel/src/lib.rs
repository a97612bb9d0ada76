//! The server as a library: what the binary runs and what the tests drive. It lists the capabilities
//! and holds no rule.

pub mod commands;
pub mod demo;
pub mod housekeeping;
pub mod invariants;
pub mod metrics;
pub mod server;
pub mod settings;
pub mod test_clock;

mod health;
mod layers;
mod marks;
mod serving;

use std::sync::LazyLock;

use platform::Capability;

/// The parts of the policy that the capabilities own.
static SECTIONS: LazyLock<Vec<network::policies::Section>> = LazyLock::new(|| {
    let below = leads::SECTIONS.iter().chain([&network::policy_section::SECTION]);
    below.chain(insight::SECTIONS).copied().collect()
});

/// Every capability of this Artel.
pub fn capabilities() -> Vec<Capability> {
    let mut all = network::capabilities(&SECTIONS);
    all.extend(leads::capabilities());
    all.extend(selling::capabilities());
    all.extend(insight::capabilities());
    all.push(platform::event_stream::capability());
    all.push(platform::web::look::capability());
    all.push(platform::mail::capability());
    all.push(platform::telegram::capability());
    all.push(Capability {
        name: "platform",
        statements: vec![
            db::STATEMENTS,
            platform::react::STATEMENTS,
            platform::react::trouble::STATEMENTS,
            platform::edge::once::STATEMENTS,
            marks::STATEMENTS,
            housekeeping::store::STATEMENTS,
            invariants::store::STATEMENTS,
            metrics::store::STATEMENTS,
            test_clock::STATEMENTS,
        ],
        ..Default::default()
    });
    all
}

/// Every statement that this Artel runs.
pub fn statements() -> Vec<&'static db::Sql> {
    capabilities().iter().flat_map(|c| c.statements.iter().flat_map(|list| list.iter().copied())).collect()
}
