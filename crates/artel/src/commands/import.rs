//! `artel import`: leads and partners from a file, without a browser.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use db::{Db, Place};
use indicatif::{ProgressBar, ProgressStyle};
use kit::{Lang, id::ProgramId};
use leads::imports::{self, Encoding, Import, ImportId, ImportState, Kind, Mapping, NewImport, Preview};
use network::programs::{self, Program};
use platform::{Actor, App, Caller, Clock, Cx, Entropy, Fail, Role, edge::problem::Problem};
use serde_json::json;

use super::Stop;
use crate::{capabilities, settings::Settings};

/// What `artel import` takes.
#[derive(Subcommand)]
pub(super) enum ImportCommand {
    /// Leads: each becomes a lead as if it had come by the API, with identity, grade, consent and distribution.
    #[command(after_help = EXAMPLES)]
    Leads(FileArgs),
    /// Partners, with territories, products, calendar, owner and the people to invite.
    #[command(after_help = EXAMPLES)]
    Partners(FileArgs),
}

pub(super) const EXAMPLES: &str = "Without --commit it only looks and says what each row would become.\n\nExamples:\n  \
    artel import leads fair.csv --source fair\n  \
    artel import leads fair.csv --source fair --set size=medium --column need=Комментарий --commit\n  \
    artel import partners partners.xlsx --commit --errors errors.csv\n\n\
    A commit that was killed goes on when the same command runs again: each row is written once.";

/// A file and how to read it.
#[derive(Args)]
pub(super) struct FileArgs {
    /// CSV or XLSX.
    file: PathBuf,
    /// Name or id of the program; not needed where there is one.
    #[arg(long, value_name = "PROGRAM")]
    program: Option<String>,
    /// Where the leads came from; the mapping is remembered for it.
    #[arg(long, value_name = "WORD", default_value = "import")]
    source: String,
    /// Write what the preview shows.
    #[arg(long)]
    commit: bool,
    /// Fill a field from a column: `need=Комментарий`. May be given several times.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair)]
    column: Vec<(String, String)>,
    /// A value for the rows that have none: `size=medium`. May be given several times.
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// Write what is wrong into a CSV file.
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// The encoding, where the bytes do not tell: utf-8, windows-1251, utf-16le, utf-16be.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (field, value) = text.split_once('=').ok_or("write FIELD=VALUE")?;
    Ok((field.trim().to_owned(), value.trim().to_owned()))
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::from_code(text).ok_or_else(|| "utf-8, windows-1251, utf-16le or utf-16be".to_owned())
}

pub(super) async fn run(command: ImportCommand, settings: &Settings, as_json: bool) -> Result<(), Stop> {
    let (kind, args) = match command {
        ImportCommand::Leads(args) => (Kind::Leads, args),
        ImportCommand::Partners(args) => (Kind::Partners, args),
    };
    let bytes = std::fs::read(&args.file).map_err(|e| Stop::Usage(format!("{}: {e}", args.file.display())))?;
    let cx = context(settings, args.program.as_deref()).await?;
    let file_name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let new = NewImport { kind, source: args.source.clone(), file_name, encoding: args.encoding, bytes: bytes.into() };
    let uploaded = imports::upload(&cx, new).await.map_err(|fail| stop(&cx, &fail))?;
    let before = uploaded.import;
    if matches!(before.state, ImportState::Done | ImportState::Committing) {
        let done = finish(&cx, before.id, as_json).await?;
        return ended(&cx, &args, &done, None, as_json).await;
    }
    let preview = look(&cx, &args, &before).await?;
    if !args.commit {
        let shown = ended(&cx, &args, &preview.import, Some(&preview), as_json).await;
        acted(&cx, before.id, |cx, tx, id| Box::pin(async move { imports::cancel(cx, tx, id).await })).await?;
        return shown;
    }
    acted(&cx, before.id, |cx, tx, id| Box::pin(async move { imports::commit(cx, tx, id).await })).await?;
    let done = finish(&cx, before.id, as_json).await?;
    ended(&cx, &args, &done, None, as_json).await
}

/// The database with everything that a row needs; the operator of the machine acts as an admin.
async fn context(settings: &Settings, wanted: Option<&str>) -> Result<Cx, Stop> {
    let db = Db::open(&Place::parse(&settings.database)).await?;
    db.migrate(Clock::System.now()).await?;
    let all: Vec<Program> =
        db.read(|tx| Box::pin(async move { programs::all(tx).await })).await.map_err(|fail| refused(&fail))?;
    let program = chosen(all, wanted)?;
    let parts = platform::app::Settings {
        base_url: settings.base_url.clone(),
        operator_token: None,
        lang: settings.lang,
        mail: None,
        telegram: None,
        trusted_proxies: platform::edge::address::Proxies::default(),
    };
    let app = App::new(db, Clock::System, Entropy::system(), parts, network::authenticate);
    let _set_once = app.kinds.set(platform::Kinds::of(&capabilities()));
    let caller = Caller {
        program,
        actor: Actor::Operator,
        role: Some(Role::Admin),
        scopes: vec!["*".to_owned()],
        ..Caller::public()
    };
    Ok(app.cx(caller, "artel import", settings.lang))
}

fn chosen(all: Vec<Program>, wanted: Option<&str>) -> Result<ProgramId, Stop> {
    let names = || all.iter().map(|program| program.name.as_str()).collect::<Vec<_>>().join(", ");
    match (wanted, all.as_slice()) {
        (None, [only]) => Ok(only.id),
        (None, []) => Err(Stop::Usage("there is no program yet: begin one first".to_owned())),
        (None, _) => Err(Stop::Usage(format!("say which program with --program: {}", names()))),
        (Some(wanted), _) => {
            let found = all.iter().find(|program| program.id.to_string() == wanted || program.name == wanted);
            found
                .map(|program| program.id)
                .ok_or_else(|| Stop::Usage(format!("no such program; there are: {}", names())))
        }
    }
}

/// Says which columns are which, and what each row would become.
async fn look(cx: &Cx, args: &FileArgs, before: &Import) -> Result<Preview, Stop> {
    if !args.column.is_empty() || !args.set.is_empty() {
        let mut mapping = before.mapping.clone();
        mapping.columns.extend(args.column.iter().cloned());
        mapping.defaults.extend(args.set.iter().cloned());
        remap(cx, before.id, mapping).await?;
    }
    imports::preview(cx, before.id).await.map_err(|fail| stop(cx, &fail))
}

async fn remap(cx: &Cx, id: ImportId, mapping: Mapping) -> Result<(), Stop> {
    let shared = (cx.clone(), mapping);
    let done = cx.app.db.act(move |tx| {
        let (cx, mapping) = shared.clone();
        Box::pin(async move {
            let before = imports::get(&cx, tx, id).await?;
            imports::set_mapping(&cx, tx, &before, &mapping).await
        })
    });
    done.await.map(drop).map_err(|fail| stop(cx, &fail))
}

type Act = for<'t> fn(&'t Cx, &'t mut db::Tx, ImportId) -> db::Work<'t, Import, Fail>;

async fn acted(cx: &Cx, id: ImportId, act: Act) -> Result<Import, Stop> {
    let cx = cx.at_present();
    let own = cx.clone();
    let done = cx.app.db.act(move |tx| {
        let cx = own.clone();
        Box::pin(async move { act(&cx, tx, id).await })
    });
    done.await.map_err(|fail| stop(&cx, &fail))
}

/// Writes page after page until there is none; a server that runs beside helps, each row is written once.
async fn finish(cx: &Cx, id: ImportId, as_json: bool) -> Result<Import, Stop> {
    let bar = if as_json { ProgressBar::hidden() } else { ProgressBar::new(0) };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} {eta}") {
        bar.set_style(style);
    }
    loop {
        let import = acted(cx, id, |cx, tx, id| Box::pin(async move { imports::work(cx, tx, id).await })).await?;
        bar.set_length(import.rows.into());
        bar.set_position(import.done.into());
        if import.state != ImportState::Committing {
            bar.finish_and_clear();
            cx.app.db.sequence_events().await?;
            return Ok(import);
        }
    }
}

/// Shows what came of it. Rows with faults are named; they make the exit code 1.
async fn ended(
    cx: &Cx,
    args: &FileArgs,
    import: &Import,
    preview: Option<&Preview>,
    as_json: bool,
) -> Result<(), Stop> {
    if let Some(path) = &args.errors {
        write_errors(cx, import.id, path).await?;
    }
    let progress = import.progress_in(cx.lang);
    if as_json {
        let mut shown = serde_json::to_value(import).map_err(|e| e.to_string())?;
        if let (Some(preview), Some(object)) = (preview, shown.as_object_mut()) {
            object.insert("sample".to_owned(), json!(preview.sample));
        }
        println!("{shown}");
    } else {
        show(cx.lang, import, preview);
        println!("{}", progress.message);
    }
    let broken = import.counts.map_or(0, |counts| counts.broken).max(import.failed);
    if broken > 0 { Err(Stop::Faults) } else { Ok(()) }
}

fn show(lang: Lang, import: &Import, preview: Option<&Preview>) {
    let Some(preview) = preview else { return };
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    for (field, column) in &import.mapping.columns {
        table.add_row([field.clone(), format!("← {column}")]);
    }
    for (field, value) in &import.mapping.defaults {
        table.add_row([field.clone(), format!("= {value}")]);
    }
    println!("{table}");
    let broken = preview.sample.iter().filter(|row| !row.faults.is_empty());
    for row in broken.take(20) {
        for fault in &row.faults {
            let line = match lang {
                Lang::Ru => "строка",
                Lang::En => "line",
            };
            println!("{line} {}: {}: {}", row.line, fault.column, fault.text);
        }
    }
}

async fn write_errors(cx: &Cx, id: ImportId, path: &Path) -> Result<(), Stop> {
    let own = cx.clone();
    let bytes: Result<Vec<u8>, Fail> = cx
        .app
        .db
        .scan(move |tx| {
            let cx = own.clone();
            Box::pin(async move { imports::error_file(&cx, tx, id).await })
        })
        .await;
    let bytes = bytes.map_err(|fail| stop(cx, &fail))?;
    let mut file = std::fs::File::create(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(file.write_all(&bytes).map_err(|e| e.to_string())?)
}

fn stop(cx: &Cx, fail: &Fail) -> Stop {
    said(fail, cx.lang)
}

fn refused(fail: &Fail) -> Stop {
    said(fail, Lang::En)
}

fn said(fail: &Fail, lang: Lang) -> Stop {
    let problem = Problem::of(fail, lang);
    let faults: BTreeMap<&str, &str> = problem.errors.iter().map(|f| (f.field.as_str(), f.text.as_str())).collect();
    let faults: Vec<String> = faults.into_iter().map(|(field, text)| format!("{field}: {text}")).collect();
    let words = if faults.is_empty() { problem.title } else { faults.join("; ") };
    match problem.status {
        503 => Stop::Unavailable(words),
        400..=499 => Stop::Failed(words),
        _ => Stop::Failed(format!("{words} ({fail:?})")),
    }
}
