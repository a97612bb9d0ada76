//! Taking back what an import has added and nobody has touched.

use db::Tx;
use kit::{Id, id::LeadId};
use network::partners;
use platform::{Cx, Fail, NewEvent, View, events, react};
use serde_json::json;

use super::{Import, ImportFile, ImportState, Kind, STEP, store};
use crate::{intake, locks, offers};

/// Leads that one step judges.
const STEP_SIZE: u32 = 25;

pub(super) async fn step(cx: &Cx, tx: &mut Tx, import: &Import) -> Result<(), Fail> {
    let added = store::added(tx, cx.program(), import.id, STEP_SIZE).await?;
    if added.is_empty() {
        return finish(cx, tx, import).await;
    }
    if import.kind == Kind::Leads {
        let leads = added.iter().map(|(_, subject)| Id::from_uuid(kit::Uuid::from_bytes(*subject)));
        locks::leads(cx, tx, leads.collect::<Vec<LeadId>>()).await?;
    }
    let (mut removed, mut kept) = (0, 0);
    for (line, subject) in added {
        let gone = match import.kind {
            Kind::Leads => remove_lead(cx, tx, import, Id::from_uuid(kit::Uuid::from_bytes(subject))).await?,
            Kind::Partners => {
                let id = Id::from_uuid(kit::Uuid::from_bytes(subject));
                !store::was_offered(tx, cx.program(), id).await? && partners::remove_unused(cx, tx, id).await?
            }
        };
        let outcome = if gone { "removed" } else { "kept" };
        store::set_outcome(tx, cx.program(), import.id, line, outcome).await?;
        removed += u32::from(gone);
        kept += u32::from(!gone);
    }
    if !store::advance_undo(tx, cx.program(), import, removed, kept).await? {
        return Err(tx.run_again().into());
    }
    react::set_timer(tx, cx.program(), STEP, import.id, cx.now).await?;
    Ok(())
}

/// Removes a lead; false if somebody has touched it or something hangs on it.
async fn remove_lead(cx: &Cx, tx: &mut Tx, import: &Import, lead: LeadId) -> Result<bool, Fail> {
    if store::is_touched(tx, cx.program(), import.id, lead).await? {
        return Ok(false);
    }
    let (owned, id) = (cx.clone(), import.id);
    let removed = tx.attempt(move |tx| {
        Box::pin(async move {
            let cx = owned;
            let Some(found) = intake::stored(&cx, tx, View::All, lead).await? else { return Ok(false) };
            // Offers are taken back first: places in queues and counts of partners go with them.
            offers::forget(&cx, tx, lead).await?;
            intake::clocks::over(&cx, tx, lead).await?;
            store::remove_lead(tx, cx.program(), lead, found.client).await?;
            let event = NewEvent::new::<kit::id::Lead>("lead.removed", lead).with(json!({ "import": id }));
            events::record(&cx, tx, event).await?;
            Ok::<bool, Fail>(true)
        })
    });
    match removed.await? {
        Ok(removed) => Ok(removed),
        Err(Fail::Db(db::DbError::ForeignKey(what))) => {
            tracing::info!(what, "a lead of an undone import stays: something hangs on it");
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

async fn finish(cx: &Cx, tx: &mut Tx, import: &Import) -> Result<(), Fail> {
    if !store::move_to(tx, cx.program(), import, ImportState::Undone, import.added, Some(cx.now)).await? {
        return Err(tx.run_again().into());
    }
    let counts = json!({ "removed": import.removed, "kept": import.kept });
    events::record(cx, tx, NewEvent::new::<ImportFile>("import.undone", import.id).with(counts)).await?;
    Ok(())
}
