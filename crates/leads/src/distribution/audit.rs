//! Queues worked out again. The last decision of a segment holds its queue as it stood, and what it charged; events after it
//! say how far places moved since. What comes out must be the queue that is stored.

use std::collections::BTreeMap;

use db::{DbError, Tx};
use kit::id::{LeadId, ProgramId};
use serde::Deserialize;

use super::{
    service::Moved,
    store::{self, Told},
};

/// What the log says of a queue.
#[derive(Default)]
struct Stand {
    /// The last decision about it.
    decided: Option<(LeadId, u32)>,
    moves: Vec<Moved>,
}

#[derive(Deserialize)]
struct Sent {
    wave: u32,
    segment: Option<String>,
}

#[derive(Deserialize)]
struct Answered {
    moved: Option<Moved>,
}

/// The queues that do not stand where the log puts them. A segment whose last decision is older than such a log, or was
/// removed with its lead, proves nothing and is left out.
pub async fn wrong_queues(tx: &mut Tx) -> Result<Vec<(ProgramId, String)>, DbError> {
    let mut wrong = Vec::new();
    for program in store::with_queues(tx).await? {
        let mut stands = read(tx, program).await?;
        for segment in store::segments(tx, program).await? {
            let stand = stands.remove(&segment).unwrap_or_default();
            if !holds(tx, program, &segment, stand).await? {
                wrong.push((program, segment));
            }
        }
    }
    Ok(wrong)
}

async fn read(tx: &mut Tx, program: ProgramId) -> Result<BTreeMap<String, Stand>, DbError> {
    let (mut stands, mut after) = (BTreeMap::new(), 0);
    loop {
        let stretch = store::moves(tx, program, after).await?;
        let Some(last) = stretch.last() else { break };
        after = last.position;
        stretch.iter().for_each(|told| hear(&mut stands, told));
    }
    // On PostgreSQL some may wait for their place.
    store::moves_that_wait(tx, program).await?.iter().for_each(|told| hear(&mut stands, told));
    Ok(stands)
}

fn hear(stands: &mut BTreeMap<String, Stand>, told: &Told) {
    if told.name == "lead.wave_sent" {
        if let Ok(Sent { wave, segment: Some(segment) }) = Sent::deserialize(&told.data.0) {
            stands.insert(segment, Stand { decided: Some((told.subject, wave)), moves: Vec::new() });
        }
    } else if let Ok(Answered { moved: Some(moved) }) = Answered::deserialize(&told.data.0) {
        stands.entry(moved.segment.clone()).or_default().moves.push(moved);
    }
}

async fn holds(tx: &mut Tx, program: ProgramId, segment: &str, stand: Stand) -> Result<bool, DbError> {
    let Some((lead, wave)) = stand.decided else { return Ok(true) };
    let record = store::decisions(tx, program, lead).await?.into_iter().find(|(number, _)| *number == wave);
    let Some((_, record)) = record else { return Ok(true) };
    let mut queue = record.inputs.queue;
    queue.settle(&record.decision.selection);
    for moved in stand.moves {
        if let Ok(turn) = moved.turn.parse() {
            queue.shift(turn, moved.by);
        }
    }
    Ok(store::queue(tx, program, segment).await?.0 == queue)
}
