//! The command line.

mod bench;
mod serve;
mod store;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::settings::Settings;

/// Artel: partner relationship management. Leads reach several partners at once; everybody sees who started and who
/// ignored; who takes must bring.
#[derive(Parser)]
#[command(
    name = "artel",
    version,
    after_help = "Settings come from artel.toml, then ARTEL_… of the environment, then flags.\n\
    `artel config` shows what is in force. Exit codes: 0 done, 1 failed, 2 wrong usage."
)]
pub struct Cli {
    /// Settings file; artel.toml in the working folder if it is there.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Database: a file, or <postgres://user:password@host/name>.
    #[arg(long, global = true, value_name = "PLACE")]
    database: Option<String>,
    /// Answer as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and API. Brings the schema up to date first.
    Serve(serve::Serve),
    /// Bring the schema of the database up to date, or show where it stands.
    Migrate {
        /// Only show.
        #[arg(long)]
        show: bool,
    },
    /// Copy a `SQLite` database into a new file while the server works.
    Backup {
        /// The new file; it must not exist.
        file: PathBuf,
    },
    /// Measure this machine: the selection, intake with distribution, acceptance, pages of the API, beside an empty answer.
    Bench(bench::Bench),
    /// Show the settings in force, secrets covered.
    Config,
    /// Print the `OpenAPI` document of this version.
    Openapi,
}

/// Runs the command and says how it ended.
pub fn run(cli: Cli) -> ExitCode {
    let flags = match &cli.command {
        Command::Serve(serve) => serve.flags(),
        _ => Vec::new(),
    };
    let overrides: Vec<_> = [("database", cli.database.clone())].into_iter().chain(flags).collect();
    let done = Settings::load(cli.config.as_deref(), &overrides).and_then(|settings| {
        log_to_stderr(&settings);
        let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
        runtime.block_on(dispatch(cli.command, settings, cli.json))
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("artel: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command, settings: Settings, json: bool) -> Result<(), String> {
    match command {
        Command::Serve(serve) => serve::run(serve, settings).await,
        Command::Migrate { show } => store::migrate(&settings, show, json).await,
        Command::Backup { file } => store::backup(&settings, &file, json).await,
        Command::Bench(bench) => bench::run(&bench, json).await,
        Command::Config => {
            let shown = serde_json::to_string_pretty(&settings.covered()).map_err(|e| e.to_string())?;
            println!("{shown}");
            Ok(())
        }
        Command::Openapi => {
            let operations = crate::server::operations(&crate::server::reactors(), false);
            let document = platform::edge::openapi::document(&operations, "");
            println!("{}", serde_json::to_string_pretty(&document).map_err(|e| e.to_string())?);
            Ok(())
        }
    }
}

fn log_to_stderr(settings: &Settings) {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log).unwrap_or_default();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first log.
    let _already = if settings.log_json { log.json().try_init() } else { log.compact().try_init() };
}
