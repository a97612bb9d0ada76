//! The file of the demo: found, built beside, replaced. A file that is no demo is never touched.

use std::path::{Path, PathBuf};

use db::{Db, Place};

use crate::{
    demo::{self, Made},
    marks,
};

/// How the demo in a file was made; none if there is no file. A file that holds something else is an error.
pub async fn found(path: &Path) -> Result<Option<Made>, String> {
    let foreign = || format!("{} is not a demo, so it stays as it is; name another with --database", path.display());
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{}: {error}", path.display())),
        Ok(_) => {}
    }
    // Looked at without SQLite: opening a foreign database would already change its header.
    if !written_by_artel(path).unwrap_or(false) {
        return Err(foreign());
    }
    let db = Db::open(&Place::Sqlite(path.to_owned())).await.map_err(|_| foreign())?;
    let text = marks::demo(&db).await.ok().flatten().ok_or_else(foreign)?;
    serde_json::from_str(&text)
        .map(Some)
        .map_err(|_| format!("{} was made by another version of Artel; build it again with --fresh", path.display()))
}

/// A `SQLite` file in WAL mode, as all files of Artel are.
fn written_by_artel(path: &Path) -> std::io::Result<bool> {
    use std::io::Read as _;
    let mut head = [0_u8; 20];
    std::fs::File::open(path)?.read_exact(&mut head)?;
    Ok(head.starts_with(b"SQLite format 3\0") && head.ends_with(&[2, 2]))
}

/// A folder beside the file, taken away when it is dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn beside(path: &Path) -> Result<Self, String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.with_file_name(format!(".{name}.{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        Ok(Self(folder))
    }

    /// Where it is built.
    pub fn file(&self) -> PathBuf {
        self.0.join("built.db")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// Puts what was built in the place of the file.
pub async fn replace(scratch: &Scratch, path: &Path) -> Result<(), String> {
    let ready = scratch.0.join("ready.db");
    demo::keep(&scratch.file(), &ready).await.map_err(|e| e.to_string())?;
    // A copy is not in WAL mode; opened once, it is, and is known again for a file of Artel.
    drop(Db::open(&Place::Sqlite(ready.clone())).await.map_err(|e| e.to_string())?);
    let wrong = |error: std::io::Error| format!("{}: {error}", path.display());
    for old in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(old);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(wrong(error)),
            _ => {}
        }
    }
    std::fs::rename(&ready, path).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_is_no_demo_is_refused_and_stays_as_it_is() {
        let folder = std::env::temp_dir().join(format!("artel-demo-file-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert!(found(&folder.join("none.db")).await.unwrap().is_none());
        let text = folder.join("notes.txt");
        std::fs::write(&text, "not a database, but somebody's notes").unwrap();
        let real = folder.join("artel.db");
        let db = Db::open(&Place::Sqlite(real.clone())).await.unwrap();
        db.migrate(kit::Instant::from_micros(0)).await.unwrap();
        for file in [&text, &real] {
            let before = std::fs::read(file).unwrap();
            assert!(found(file).await.unwrap_err().contains("is not a demo"));
            assert_eq!(std::fs::read(file).unwrap(), before);
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn what_was_built_is_found_again() {
        let path = std::env::temp_dir().join(format!("artel-built-{}.db", std::process::id()));
        let from = kit::Instant::from_micros(0);
        let made = Made { seed: 7, from, until: from, logins: Vec::new(), tally: std::collections::BTreeMap::new() };
        let scratch = Scratch::beside(&path).unwrap();
        let db = Db::open_scratch(&scratch.file()).unwrap();
        db.migrate(from).await.unwrap();
        marks::mark_as_demo(&db, serde_json::to_string(&made).unwrap()).await.unwrap();
        replace(&scratch, &path).await.unwrap();
        assert_eq!(found(&path).await.unwrap(), Some(made));
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn what_was_half_built_is_taken_away() {
        let path = std::env::temp_dir().join(format!("artel-scratch-{}.db", std::process::id()));
        let scratch = Scratch::beside(&path).unwrap();
        let file = scratch.file();
        std::fs::write(&file, "half").unwrap();
        drop(scratch);
        assert!(!file.exists() && !path.exists());
    }
}
