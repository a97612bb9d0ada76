#![doc = include_str!("README.md")]

mod snapshots;
mod store;

use db::{Tx, Version};
use kit::id::{Event, ProgramId};
use platform::{Capability, Cx, Fail};

pub use snapshots::{Directory, Rules, directory, rules, unchanged};

/// What the last changes of a program left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// Of the program, its policies, calendars and products.
    pub rules: Version,
    /// Of its partners, their certificates, pauses and numbers; changes with the rules, too.
    pub partners: Version,
    /// Of the ledgers and overrides of reciprocity.
    pub ledgers: Version,
}

#[derive(Debug, Clone, Copy)]
struct Noted(ProgramId, Versions);

/// The versions of a program, read once in a transaction.
pub async fn of(tx: &mut Tx, program: ProgramId) -> Result<Versions, Fail> {
    if let Some(Noted(of, versions)) = tx.noted::<Noted>()
        && *of == program
    {
        return Ok(*versions);
    }
    let versions = fresh(tx, program).await?;
    tx.note(Noted(program, versions));
    Ok(versions)
}

/// The versions as they stand in the database at this moment.
async fn fresh(tx: &mut Tx, program: ProgramId) -> Result<Versions, Fail> {
    let never = Versions { rules: [0; 16], partners: [0; 16], ledgers: [0; 16] };
    Ok(store::get(tx, program).await?.unwrap_or(never))
}

/// Nobody changes rules or partners from here to the end of the act: what it decides is right when it is committed.
pub async fn hold_still(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    tx.hold_still(cx.program().bytes()).await?;
    // Somebody may have changed them since this act read the versions.
    let now = fresh(tx, cx.program()).await?;
    tx.note(Noted(cx.program(), now));
    Ok(())
}

/// The program, a policy, a calendar or a product has changed.
pub async fn rules_changed(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    tx.hold_alone(cx.program().bytes()).await?;
    change(cx, tx, &store::RULES_CHANGED).await
}

/// A partner, a certificate, a pause or the numbers of the network have changed.
pub async fn partners_changed(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    tx.hold_alone(cx.program().bytes()).await?;
    change(cx, tx, &store::PARTNERS_CHANGED).await
}

/// A pause that the rules set by themselves, in an act that decides about partners and holds them still: two such acts
/// would wait for each other. A decision that did not see it finds out before its end, by [`stand_still`].
pub async fn paused_by_rules(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    change(cx, tx, &store::PARTNERS_CHANGED).await
}

/// Called when a decision is written and the tallies of those it chose are locked: if the rules have paused somebody
/// meanwhile, the act runs again.
pub async fn stand_still(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    let before = of(tx, cx.program()).await?;
    if fresh(tx, cx.program()).await?.partners == before.partners { Ok(()) } else { Err(tx.run_again().into()) }
}

/// A ledger or an override of reciprocity has changed.
pub async fn ledgers_changed(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    change(cx, tx, &store::LEDGERS_CHANGED).await
}

async fn change(cx: &Cx, tx: &mut Tx, sql: &'static db::Sql) -> Result<(), Fail> {
    let version = cx.new_id::<Event>();
    store::change(tx, sql, cx.program(), *version.bytes()).await?;
    let now = fresh(tx, cx.program()).await?;
    tx.note(Noted(cx.program(), now));
    Ok(())
}

/// What versions add to the server.
pub fn capability() -> Capability {
    Capability { name: "versions", statements: vec![store::STATEMENTS], ..Default::default() }
}
