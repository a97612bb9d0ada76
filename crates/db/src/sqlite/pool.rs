//! Connections that read, kept for the next reader.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use rusqlite::Connection;

use super::open_reader;
use crate::DbError;

/// As many are kept as threads can read at once; more are opened and closed when needed.
const KEPT: usize = 8;

pub(super) struct Readers {
    path: PathBuf,
    free: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), free: Mutex::new(Vec::new()) }
    }

    pub(super) fn take(&self) -> Result<Connection, DbError> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        free.map_or_else(|| open_reader(&self.path), Ok)
    }

    pub(super) fn put_back(&self, conn: Connection) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT {
            free.push(conn);
        }
    }
}
