//! Files of `SQLite` databases: written beside their place, flushed, and put there in one step.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use kit::Instant;
use rusqlite::Connection;

use crate::DbError;

fn fault(path: &Path, error: &io::Error) -> DbError {
    match error.kind() {
        io::ErrorKind::StorageFull => DbError::Full,
        _ => DbError::Setup(format!("{}: {error}", path.display())),
    }
}

/// A file that gets its name only when it is whole. Dropped before that, it goes.
pub struct NewFile {
    working: PathBuf,
    named: PathBuf,
}

impl NewFile {
    /// A new file that shall be called `path`; fails if that stands already.
    pub fn beside(path: &Path) -> Result<Self, DbError> {
        if path.exists() {
            return Err(DbError::Setup(format!("{} exists already; nothing was written", path.display())));
        }
        Ok(Self::over(path))
    }

    fn over(path: &Path) -> Self {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.unfinished", std::process::id()));
        Self { working: path.with_file_name(name), named: path.to_owned() }
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        &self.working
    }

    /// Flushes the file and gives it its name; fails if something has that name by now.
    pub fn keep(self) -> Result<(), DbError> {
        flush(&self.working)?;
        // A hard link never replaces what stands; some file systems have none.
        match fs::hard_link(&self.working, &self.named) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !self.named.exists() => {
                fs::rename(&self.working, &self.named).map_err(|error| fault(&self.named, &error))?;
            }
            done => done.map_err(|error| fault(&self.named, &error))?,
        }
        flush_folder(&self.named)
    }

    fn keep_instead(self) -> Result<(), DbError> {
        flush(&self.working)?;
        fs::rename(&self.working, &self.named).map_err(|error| fault(&self.named, &error))?;
        flush_folder(&self.named)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        for tail in ["", "-wal", "-shm", "-journal"] {
            let _absent = fs::remove_file(with_tail(&self.working, tail));
        }
    }
}

fn with_tail(path: &Path, tail: &str) -> PathBuf {
    let mut text = path.as_os_str().to_owned();
    text.push(tail);
    PathBuf::from(text)
}

fn flush(path: &Path) -> Result<(), DbError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|error| fault(path, &error))
}

fn flush_folder(path: &Path) -> Result<(), DbError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    flush(folder)
}

/// Puts a backup in the place of a database. What stands there is refused, or with `force` kept beside
/// under the name that is returned. Fails if a server has it open.
pub fn replace(backup: &Path, database: &Path, force: bool, now: Instant) -> Result<Option<PathBuf>, DbError> {
    if database.exists() && !force {
        return Err(DbError::Setup(format!(
            "{} exists already; --force puts the backup in its place and keeps it beside",
            database.display()
        )));
    }
    let new = NewFile::over(database);
    fs::copy(backup, new.path()).map_err(|error| fault(new.path(), &error))?;
    if !database.exists() {
        new.keep()?;
        return Ok(None);
    }
    end_log(database)?;
    let kept = with_tail(database, &format!(".replaced-{}", now.micros() / 1_000_000));
    fs::hard_link(database, &kept)
        .or_else(|_| fs::copy(database, &kept).map(drop))
        .map_err(|error| fault(&kept, &error))?;
    new.keep_instead()?;
    Ok(Some(kept))
}

/// Brings what the write-ahead log holds into the file and takes the log away. Only who is alone can do it.
fn end_log(database: &Path) -> Result<(), DbError> {
    let conn = Connection::open(database)?;
    let alone =
        conn.execute_batch("pragma busy_timeout = 500; pragma locking_mode = exclusive; begin exclusive; commit;");
    let alone = alone.and_then(|()| conn.query_row("pragma journal_mode = delete", [], |row| row.get::<_, String>(0)));
    match alone.map_err(DbError::from) {
        Ok(mode) if mode == "delete" => Ok(()),
        Ok(_) | Err(DbError::Unavailable(_)) => {
            Err(DbError::Setup(format!("{} is in use: stop the server first", database.display())))
        }
        // It is damaged: that may be why a backup is put in its place.
        Err(DbError::Broken(_)) => Ok(()),
        Err(other) => Err(other),
    }
}
