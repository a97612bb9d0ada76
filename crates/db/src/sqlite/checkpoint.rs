//! Carries what the writer has committed from the write-ahead log into the file, beside it.
//!
//! The writer does this, too, when the log has grown to its limit; alone it would copy 50 MB while everybody waits, twice
//! a second under load. Here most of it is done while it goes on writing, and little is left for it to do.

use std::{
    path::Path,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::{self, JoinHandle},
};

use rusqlite::Connection;

use crate::DbError;

/// Acts after which it is worth a flush of the file.
const ACTS: u64 = 1_000;

pub(super) struct Checkpoints {
    /// None once it is to end.
    due: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    pub(super) fn start(path: &Path) -> Result<Self, DbError> {
        let conn = Connection::open(path)?;
        // The log is flushed before the file is written, and the file before the log is used again.
        conn.execute_batch("pragma busy_timeout = 5000; pragma synchronous = full; pragma wal_autocheckpoint = 0;")?;
        let (due, told) = sync_channel(1);
        let thread = thread::Builder::new()
            .name("artel-log".to_owned())
            .spawn(move || carry(&conn, &told))
            .map_err(|error| DbError::Unavailable(error.to_string()))?;
        Ok(Self { due: Some(due), thread: Some(thread) })
    }

    /// So many acts were committed since the last time; returns how many now wait to be carried over.
    pub(super) fn committed(&self, acts: u64) -> u64 {
        if acts < ACTS {
            return acts;
        }
        // If one waits already, that one carries these over as well.
        let _already = self.due.as_ref().map(|due| due.try_send(()));
        0
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        drop(self.due.take());
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

fn carry(conn: &Connection, told: &Receiver<()>) {
    while told.recv().is_ok() {
        // It waits for nobody: what is in use stays for the next time. What fails here the writer tries itself.
        let _for_the_writer = conn.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
    }
}
