//! `artel migrate`, `artel backup`.

use std::path::Path;

use db::{Db, Place};
use platform::Clock;
use serde_json::json;

use super::Stop;
use crate::settings::Settings;

pub(super) async fn migrate(settings: &Settings, show: bool, as_json: bool) -> Result<(), Stop> {
    let db = open(settings).await?;
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

pub(super) async fn backup(settings: &Settings, file: &Path, as_json: bool) -> Result<(), Stop> {
    let db = open(settings).await?;
    db.backup(file).await?;
    let bytes = std::fs::metadata(file).map_err(|e| e.to_string())?.len();
    if as_json {
        println!("{}", json!({ "file": file, "bytes": bytes }));
    } else {
        println!("{} ({bytes} bytes)", file.display());
    }
    Ok(())
}

async fn open(settings: &Settings) -> Result<Db, Stop> {
    Ok(Db::open(&Place::parse(&settings.database)).await?)
}
