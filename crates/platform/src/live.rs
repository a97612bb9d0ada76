//! What happens, told to the open streams of this server.
//!
//! One read of the log serves all streams: who follows takes from a batch what it may see, and reads the
//! database itself only to catch up. Nobody holds a connection while waiting.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use db::Db;
use kit::id::ProgramId;
use tokio::sync::{broadcast, watch};

use crate::{
    Fail,
    events::{self, Event},
};

/// Streams that one user or key may have open at a time: a person has some tabs and devices.
const MOST: u32 = 10;

/// Events of one program that followed each other.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) program: ProgramId,
    /// The position after which they begin.
    pub(crate) after: i64,
    /// The position of the last of them.
    pub(crate) last: i64,
    /// In order.
    pub(crate) events: Vec<Event>,
}

/// Tells the open streams what happened.
pub struct Live {
    batches: broadcast::Sender<Arc<Batch>>,
    told: Mutex<BTreeMap<ProgramId, i64>>,
    open: Arc<Mutex<BTreeMap<String, u32>>>,
    closing: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            batches: broadcast::channel(64).0,
            told: Mutex::default(),
            open: Arc::default(),
            closing: watch::channel(false).0,
        }
    }
}

impl Live {
    /// Ends all streams: the server stops.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// True while somebody follows.
    pub(crate) fn is_followed(&self) -> bool {
        self.batches.receiver_count() > 0
    }

    /// Tells what was written since the last time. Costs nothing while nobody follows.
    pub(crate) async fn tell(&self, db: &Db) -> Result<(), Fail> {
        if !self.is_followed() {
            return Ok(());
        }
        for (program, last) in db.read(|tx| Box::pin(events::tails(tx))).await? {
            let told = self.told.lock().unwrap_or_else(PoisonError::into_inner).get(&program).copied();
            let after = told.unwrap_or(last);
            if told.is_some() && after >= last {
                continue;
            }
            // The first time, and when much has happened, the streams are told to catch up by themselves.
            let few = last - after <= 200;
            let read = db.read(move |tx| Box::pin(async move { events::after(tx, program, after, 200).await }));
            let events = if few && after < last { read.await? } else { Vec::new() };
            let after = if few { after } else { last };
            let last = events.last().map_or(last, |event| event.position);
            self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(program, last);
            let _nobody_listens = self.batches.send(Arc::new(Batch { program, after, last, events }));
        }
        Ok(())
    }

    pub(crate) fn follow(&self) -> (broadcast::Receiver<Arc<Batch>>, watch::Receiver<bool>) {
        (self.batches.subscribe(), self.closing.subscribe())
    }

    /// A place for one more stream of a caller.
    pub(crate) fn place(&self, caller: String) -> Result<Place, Fail> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(caller.clone()).or_default();
        if *count >= MOST {
            return Err(Fail::TooMany(15));
        }
        *count += 1;
        Ok(Place { caller, open: Arc::clone(&self.open) })
    }
}

/// A place for an open stream; free again when it is dropped.
pub(crate) struct Place {
    caller: String,
    open: Arc<Mutex<BTreeMap<String, u32>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.caller);
            }
        }
    }
}
