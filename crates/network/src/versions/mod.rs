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

/// The program, a policy, a calendar or a product has changed.
pub async fn rules_changed(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    change(cx, tx, &store::RULES_CHANGED).await
}

/// A partner, a certificate, a pause or the numbers of the network have changed.
pub async fn partners_changed(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    change(cx, tx, &store::PARTNERS_CHANGED).await
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
