//! `artel migrate`, `artel backup`, `artel restore`, `artel copy`.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use db::{Db, Onto, Place, TableSum};
use platform::Clock;
use serde_json::json;

use super::{Stop, progress};
use crate::settings::Settings;

/// What `artel backup` takes.
#[derive(Args)]
pub struct Backup {
    /// The new file; it must not exist.
    file: PathBuf,
}

/// What `artel restore` takes.
#[derive(Args)]
pub struct Restore {
    /// The file that `artel backup` wrote.
    file: PathBuf,
    /// Replace what stands in the database. A SQLite file that is replaced is kept beside it.
    #[arg(long)]
    force: bool,
}

/// What `artel copy` takes.
#[derive(Args)]
pub struct Copy {
    /// Where to: a new file, or `postgres://user:password@host/name` of an empty database.
    target: String,
    /// Replace what stands in a PostgreSQL target, in the transaction that brings the copy.
    #[arg(long)]
    force: bool,
}

/// Opens the database of the settings to look at it: nothing is created, nothing changes.
pub(super) async fn look(settings: &Settings) -> Result<Db, Stop> {
    Ok(Db::open_to_read(&Place::parse(&settings.database)).await?)
}

pub(super) async fn migrate(settings: &Settings, show: bool, as_json: bool) -> Result<(), Stop> {
    let place = Place::parse(&settings.database);
    let db = if show { look(settings).await? } else { Db::open(&place).await? };
    if !show {
        let done = db.migrate(Clock::System.now()).await?;
        tracing::info!(applied = done.len(), "the schema is up to date");
    }
    let states = db.migration_states().await?;
    if as_json {
        let list: Vec<_> =
            states.iter().map(|s| json!({ "number": s.number, "name": s.name, "applied_at": s.applied_at })).collect();
        println!("{}", serde_json::Value::from(list));
        return Ok(());
    }
    for state in states {
        let at = state.applied_at.map_or_else(|| "not applied".to_owned(), |at| at.to_string());
        println!("{:04}  {:<24} {at}", state.number, state.name);
    }
    Ok(())
}

pub(super) async fn backup(settings: &Settings, backup: &Backup, as_json: bool) -> Result<(), Stop> {
    let file = &backup.file;
    let db = look(settings).await?;
    match Place::parse(&settings.database) {
        Place::Sqlite(_) => {
            let line = progress::named(as_json);
            line.set_message(format!("writing {}", file.display()));
            db.backup(file).await?;
            line.finish_and_clear();
        }
        // A file of SQLite holds every table of Artel, so it is the portable form of PostgreSQL's, too.
        Place::Postgres(_) => drop(into_file(&db, file, as_json).await?),
    }
    sound(file).await?;
    let bytes = std::fs::metadata(file).map_err(|e| e.to_string())?.len();
    if as_json {
        println!("{}", json!({ "file": file, "bytes": bytes }));
    } else {
        println!("{} ({bytes} bytes)", file.display());
    }
    Ok(())
}

/// Opens a backup and fails if it is damaged or not of this program.
async fn sound(file: &Path) -> Result<Db, Stop> {
    let db = Db::open_to_read(&Place::Sqlite(file.to_owned())).await?;
    if let Some(fault) = db.integrity_faults().await?.first() {
        return Err(Stop::Failed(format!("{} is damaged: {fault}", file.display())));
    }
    if db.migration_states().await?.iter().all(|state| state.applied_at.is_none()) {
        return Err(Stop::Failed(format!("{} holds no database of Artel", file.display())));
    }
    Ok(db)
}

pub(super) async fn restore(settings: &Settings, restore: &Restore, as_json: bool) -> Result<(), Stop> {
    let backup = sound(&restore.file).await?;
    match Place::parse(&settings.database) {
        Place::Sqlite(path) => {
            let kept = db::files::replace(&restore.file, &path, restore.force, Clock::System.now())?;
            tell_restored(&path.display().to_string(), kept.as_deref(), as_json);
            Ok(())
        }
        Place::Postgres(url) => {
            let target = Db::open(&Place::Postgres(url)).await?;
            let onto = if restore.force { Onto::Replaced } else { Onto::Empty };
            let sums = carry(&backup, &target, onto, as_json).await?;
            tell(&sums, as_json);
            Ok(())
        }
    }
}

fn tell_restored(database: &str, kept: Option<&Path>, as_json: bool) {
    if as_json {
        println!("{}", json!({ "database": database, "replaced": kept }));
        return;
    }
    println!("{database} is restored");
    if let Some(kept) = kept {
        println!("what stood there before is kept in {}", kept.display());
    }
}

pub(super) async fn copy(settings: &Settings, copy: &Copy, as_json: bool) -> Result<(), Stop> {
    let source = look(settings).await?;
    let sums = match Place::parse(&copy.target) {
        Place::Sqlite(file) => into_file(&source, &file, as_json).await?,
        Place::Postgres(url) => {
            let target = Db::open(&Place::Postgres(url)).await?;
            let onto = if copy.force { Onto::Replaced } else { Onto::Empty };
            carry(&source, &target, onto, as_json).await?
        }
    };
    tell(&sums, as_json);
    let changed = source.events_since(&sums).await?;
    if changed > 0 {
        return Err(Stop::Failed(format!(
            "the copy stands, but {changed} events came to the source while it was made: stop the server and copy again with --force"
        )));
    }
    Ok(())
}

/// Copies into a new file, which stands under its name only when it is whole.
async fn into_file(source: &Db, file: &Path, as_json: bool) -> Result<Vec<TableSum>, Stop> {
    let new = db::files::NewFile::beside(file)?;
    let target = Db::open(&Place::Sqlite(new.path().to_owned())).await?;
    let sums = carry(source, &target, Onto::Empty, as_json).await?;
    // The last handle writes everything into the one file when it goes.
    drop(target);
    new.keep()?;
    Ok(sums)
}

async fn carry(source: &Db, target: &Db, onto: Onto, as_json: bool) -> Result<Vec<TableSum>, Stop> {
    let bar = progress::counted(as_json);
    let shown = bar.clone();
    let done = source.copy_into(
        target,
        Clock::System.now(),
        onto,
        Arc::new(move |step| {
            shown.set_length(step.expected);
            shown.set_position(step.rows);
            shown.set_message(step.table.to_owned());
        }),
    );
    let sums = done.await.map_err(|error| match error {
        db::CopyError::Db(error) => Stop::from(error),
        other => Stop::Failed(other.to_string()),
    })?;
    bar.finish_and_clear();
    Ok(sums)
}

fn tell(sums: &[TableSum], as_json: bool) {
    let rows: u64 = sums.iter().map(|sum| sum.rows).sum();
    if as_json {
        let tables: Vec<_> =
            sums.iter().map(|s| json!({ "table": s.table, "rows": s.rows, "hash": s.hash() })).collect();
        println!("{}", json!({ "rows": rows, "tables": tables }));
        return;
    }
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header(["TABLE", "ROWS", "HASH, THE SAME IN BOTH"]);
    for sum in sums.iter().filter(|sum| sum.rows > 0) {
        table.add_row([sum.table.clone(), sum.rows.to_string(), sum.hash()]);
    }
    println!("{table}\n{rows} rows, each table counted and hashed in both databases");
}
