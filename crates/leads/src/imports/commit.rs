//! Writing: a page of rows at a time, each page once.
//!
//! A step is the work of a timer that is removed in its transaction, with the place in the file moved in the same
//! one. Killed at any moment, it goes on with the first row that was not written.

use db::{DbError, Tx, Work};
use kit::{Id, Instant};
use platform::{Actor, Caller, Cx, Fail, NewEvent, events, react};
use serde_json::json;

use super::{
    Fault, Import, ImportFile, ImportId, ImportState, Kind, STEP, lead_row, partner_row,
    preview::Book,
    sheet::FileRow,
    store::{self, Step},
    texts, undo,
};
use crate::intake;

/// The next step of an import.
pub(super) fn on_step<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let id: ImportId = Id::from_uuid(kit::Uuid::from_bytes(subject));
        let Some(import) = store::get(tx, cx.program(), id).await? else { return Ok(()) };
        let cx = acting(cx, &import);
        match import.state {
            ImportState::Committing => step(&cx, tx, &import).await,
            ImportState::Undoing => undo::step(&cx, tx, &import).await,
            _ => Ok(()),
        }
    })
}

/// Whoever uploaded the file takes its rows in.
fn acting(cx: &Cx, import: &Import) -> Cx {
    let id = import.actor_id.as_deref().and_then(|bytes| kit::Uuid::from_slice(bytes).ok());
    let actor = match (import.actor_kind.as_str(), id) {
        ("user", Some(id)) => Actor::User(Id::from_uuid(id)),
        ("key", Some(id)) => Actor::Key(Id::from_uuid(id)),
        ("operator", _) => Actor::Operator,
        _ => Actor::System,
    };
    let request_id = import.id.to_string();
    Cx { caller: Caller { actor, role: Some(platform::Role::Admin), ..cx.caller.clone() }, request_id, ..cx.clone() }
}

async fn step(cx: &Cx, tx: &mut Tx, import: &Import) -> Result<(), Fail> {
    let page = store::pages(tx, cx.program(), import.id, import.done, 1).await?.into_iter().next();
    let Some((first, rows)) = page else { return finish(cx, tx, import).await };
    let book = Book::open(cx, tx, import).await?;
    let mut step = Step { done: u32::try_from(rows.0.len()).unwrap_or(u32::MAX), ..Step::default() };
    let mut faults = Vec::new();
    for row in &rows.0 {
        match write(cx, tx, import, &book, row).await? {
            Ok(true) => step.added += 1,
            Ok(false) => step.repeated += 1,
            Err(wrong) => {
                step.failed += 1;
                faults.extend(wrong);
            }
        }
    }
    store::set_faults(tx, cx.program(), import.id, first, &faults).await?;
    if !store::advance(tx, cx.program(), import, step).await? {
        return Err(tx.run_again().into());
    }
    react::set_timer(tx, cx.program(), STEP, import.id, cx.now).await?;
    Ok(())
}

/// Writes a row: true for something new, false for something that stands already, or what is wrong with it.
async fn write(
    cx: &Cx,
    tx: &mut Tx,
    import: &Import,
    book: &Book,
    row: &FileRow,
) -> Result<Result<bool, Vec<Fault>>, Fail> {
    let taken = match book.kind {
        Kind::Leads => match lead_row::read(row, &book.reading, &book.products, &book.source) {
            Err(faults) => return Ok(Err(faults)),
            Ok(lead) => {
                let cx = cx.clone();
                tx.attempt(move |tx| {
                    Box::pin(async move {
                        let taken = intake::take(&cx, tx, &lead.new).await?;
                        Ok((!taken.duplicate, *taken.id.bytes()))
                    })
                })
                .await?
            }
        },
        Kind::Partners => match partner_row::read(row, book) {
            Err(faults) => return Ok(Err(faults)),
            Ok(partner) => {
                let cx = cx.clone();
                tx.attempt(move |tx| Box::pin(async move { partner_row::write(&cx, tx, &partner).await })).await?
            }
        },
    };
    match taken {
        Ok((added, subject)) => {
            let outcome = if added { "added" } else { "repeated" };
            store::insert_outcome(tx, cx.program(), import.id, row.line, subject, outcome).await?;
            Ok(Ok(added))
        }
        // The database is not there: the page comes again, nothing is marked.
        Err(Fail::Db(error @ (DbError::Retry(_) | DbError::Unavailable(_) | DbError::Overloaded | DbError::Full))) => {
            Err(error.into())
        }
        Err(refused) => Ok(Err(refusal(book, row, &refused))),
    }
}

/// One bad row never stops the others: it is named with its reason.
fn refusal(book: &Book, row: &FileRow, refused: &Fail) -> Vec<Fault> {
    let fault = |wrong: &platform::FieldError| Fault::new(row, &book.reading, wrong);
    match refused {
        Fail::Invalid(faults) => faults.iter().map(fault).collect(),
        other => {
            tracing::error!(?other, line = row.line, "a row of an import was not written");
            vec![fault(&platform::FieldError::new("", texts::not_written))]
        }
    }
}

async fn finish(cx: &Cx, tx: &mut Tx, import: &Import) -> Result<(), Fail> {
    if !store::move_to(tx, cx.program(), import, ImportState::Done, import.rows, Some(cx.now)).await? {
        return Err(tx.run_again().into());
    }
    let counts = json!({ "added": import.added, "repeated": import.repeated, "failed": import.failed });
    events::record(cx, tx, NewEvent::new::<ImportFile>("import.committed", import.id).with(counts)).await?;
    Ok(())
}
