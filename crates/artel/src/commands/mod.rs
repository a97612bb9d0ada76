//! The command line.

mod bench;
mod bounce;
mod check;
mod demo;
mod import;
mod outcome;
mod progress;
mod serve;
mod show;
mod store;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
pub use outcome::Stop;

use crate::settings::{InForce, Origin, Settings};

/// Artel: partner relationship management. Leads reach several partners at once; everybody sees who started and who
/// ignored; who takes must bring.
#[derive(Parser)]
#[command(
    name = "artel",
    version,
    max_term_width = 110,
    after_help = "Settings come from artel.toml, then ARTEL_… of the environment, then flags; `artel config` shows what is in force \
    and from where.\n\nExit codes: 0 done · 1 failed, or faults were found · 2 wrong command or settings · 3 the database is locked, \
    full or gone: nothing was written, come again.\n\nBegin with `artel demo` to look around, or with `artel serve` on an empty database; \
    the guide for operators is docs/operators.en.md."
)]
pub struct Cli {
    /// Settings file; artel.toml in the working folder if it is there.
    #[arg(long, global = true, value_name = "FILE", env = "ARTEL_CONFIG")]
    config: Option<PathBuf>,
    /// Database: a file, or <postgres://user:password@host/name>.
    #[arg(long, global = true, value_name = "PLACE")]
    database: Option<String>,
    /// Answer as JSON on standard output; failures as JSON on standard error.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and API. Brings the schema up to date first.
    #[command(after_help = "Examples:\n  \
        artel serve                                            # artel.db here, http://127.0.0.1:7700\n  \
        artel serve --listen 0.0.0.0:7700 --base-url https://partners.example.com\n  \
        ARTEL_OPERATOR_TOKEN=… artel serve --database postgres://artel@db/artel?sslmode=verify-full\n\n\
        SIGTERM and Ctrl-C stop it gracefully: what was acknowledged is finished, open requests get their answers.")]
    Serve(serve::Serve),
    /// Build a network with months of history and serve it: the quickest way to see Artel.
    Demo(demo::Demo),
    /// Bring the schema of the database up to date, or show where it stands.
    #[command(
        after_help = "`artel serve` does this by itself. Use it before starting several servers on one PostgreSQL, \
        or to see with --show whether an upgrade will change the schema.\n\nExamples:\n  \
        artel migrate --show\n  artel migrate --database postgres://artel@db/artel"
    )]
    Migrate {
        /// Only show.
        #[arg(long)]
        show: bool,
    },
    /// Check the database: its own integrity, and what must hold in every Artel. Exit code 1 if something does not.
    #[command(
        after_help = "Looks only. Use it after a crash of the machine, after a restore, before an upgrade, and by night from cron; \
        it may run while the server works.\n\nExamples:\n  artel check\n  artel check --json --database postgres://artel@db/artel"
    )]
    Check,
    /// Write a backup into a new file while the server works. PostgreSQL is written in the same form.
    #[command(
        after_help = "The file is a SQLite database with every table, of one moment, checked after it was written. For a large \
        PostgreSQL pg_dump and its log shipping are the better tools; this backup is the portable one.\n\nExamples:\n  \
        artel backup /backup/artel-$(date +%F).db\n  artel backup --database postgres://artel@db/artel artel.db"
    )]
    Backup(store::Backup),
    /// Bring a backup back, into a file or into `PostgreSQL`.
    #[command(
        after_help = "Stop the server first. The backup is checked before anything is touched; the change is made in one step. \
        A file that is replaced is kept beside it.\n\nExamples:\n  artel restore /backup/artel-2026-11-25.db\n  \
        artel restore --force --database postgres://artel@db/artel artel.db"
    )]
    Restore(store::Restore),
    /// Move to another database: SQLite to `PostgreSQL`, or back.
    #[command(
        after_help = "Copies one snapshot in one transaction: all or nothing. Each table is counted and hashed in both databases \
        before the copy is committed. Stop the server first, or what it writes meanwhile is missing (and the command says so).\n\n\
        Examples:\n  artel copy postgres://artel@db/artel                   # from artel.db or the database of the settings\n  \
        artel copy --database postgres://artel@db/artel back.db"
    )]
    Copy(store::Copy),
    /// Take leads or partners in from a CSV or XLSX file: look first, then write.
    #[command(subcommand, after_help = import::EXAMPLES)]
    Import(import::ImportCommand),
    /// Measure this machine: every figure beside its target and beside what the machine itself gives in the same run.
    #[command(
        after_help = "It works on databases of its own in the temporary folder and leaves nothing behind. The figures of a release \
        stand in docs/performance.md.\n\nExamples:\n  artel bench --quick\n  artel bench --leads 200000 --scale 10\n  \
        artel bench --json --clients 256 --seconds 10 > figures.json"
    )]
    Bench(bench::Bench),
    /// Read a message that came back undelivered from standard input, and mark its letter and address.
    #[command(
        after_help = "Let the mail server pipe what comes to the address of `mail_bounces` into it. In /etc/aliases of Postfix:\n  \
        bounces: \"|artel --config /etc/artel.toml bounce || exit 75\"\n\nHTTP instead of a pipe: POST /api/v1/bounces. What is no report of a \
        letter of ours is passed over, with exit code 0.\n\nExamples:\n  artel bounce < returned.eml"
    )]
    Bounce,
    /// Show the settings in force and where each came from, secrets covered.
    #[command(
        after_help = "Use it when a setting seems to be ignored: it names the file, variable or flag that won.\n\nExamples:\n  \
        artel config\n  ARTEL_LISTEN=0.0.0.0:80 artel config --json"
    )]
    Config,
    /// Print the `OpenAPI` document of this version.
    #[command(
        after_help = "A running server has the same document at /api/v1/openapi.json.\n\nExample:\n  artel openapi > artel.json"
    )]
    Openapi,
}

/// Runs the command and says how it ended.
pub fn run(cli: Cli) -> ExitCode {
    match load_and_run(cli.command, cli.config, cli.database, cli.json) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => stop.tell(cli.json),
    }
}

fn load_and_run(command: Command, file: Option<PathBuf>, database: Option<String>, as_json: bool) -> Result<(), Stop> {
    let flags = match &command {
        Command::Serve(serve) => serve.flags(),
        _ => Vec::new(),
    };
    // The demo has a file of its own: whatever the settings name is real work.
    let database = match &command {
        Command::Demo(_) => database.or_else(|| Some(demo::Demo::FILE.to_owned())),
        _ => database,
    };
    let flags: Vec<_> = [("database", database)].into_iter().chain(flags).collect();
    let in_force = Settings::load(file.as_deref(), &flags).map_err(Stop::Usage)?;
    log_to_stderr(&in_force.settings);
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(dispatch(command, in_force, as_json))
}

async fn dispatch(command: Command, in_force: InForce, json: bool) -> Result<(), Stop> {
    let settings = &in_force.settings;
    match command {
        Command::Serve(serve) => serve::run(serve, in_force.settings, json).await,
        Command::Demo(demo) => {
            let told = !matches!(in_force.origin("lang"), Origin::BuiltIn);
            demo::run(demo, in_force.settings, told, json).await
        }
        Command::Migrate { show } => store::migrate(settings, show, json).await,
        Command::Check => check::run(settings, json).await,
        Command::Backup(backup) => store::backup(settings, &backup, json).await,
        Command::Restore(restore) => store::restore(settings, &restore, json).await,
        Command::Copy(copy) => store::copy(settings, &copy, json).await,
        Command::Import(command) => import::run(command, settings, json).await,
        Command::Bench(bench) => Ok(bench::run(&bench, json).await?),
        Command::Bounce => bounce::run(settings, json).await,
        Command::Config => Ok(show::config(&in_force, json)?),
        Command::Openapi => Ok(show::openapi()?),
    }
}

fn log_to_stderr(settings: &Settings) {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log).unwrap_or_default();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first log.
    let _already = if settings.log_json { log.json().try_init() } else { log.compact().try_init() };
}
