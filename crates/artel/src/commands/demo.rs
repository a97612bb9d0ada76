//! `artel demo`: a network with months of history, built through the real acts, and served.

mod file;
mod print;

use std::{io::IsTerminal, path::PathBuf, time::Instant as Stopwatch};

use clap::Args;
use db::Place;
use kit::Lang;
use platform::{Clock, Entropy};

use super::{Stop, serve};
use crate::{
    demo::{self, Made, Order},
    server::{self, Running, Start, StartError},
    settings::Settings,
};

/// What `artel demo` takes.
#[derive(Args)]
#[command(
    after_help = "The demo is a file of its own, demo.db unless --database names another. A file that is no demo is\n\
    never touched. Everybody's password is the same and is printed; no mail leaves the machine.\n\n\
    artel demo                 build on the first start, serve, print address and logins\n\
    artel demo --live          the partners go on acting while you watch\n\
    artel demo --fresh         build it again, up to the present moment\n\
    artel demo --build --json  build only, and print what was made\n\n\
    It speaks the language of ARTEL_LANG (ru, en), else that of the terminal. Letters are shown on /outbox."
)]
pub struct Demo {
    /// The same number gives the same network.
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    seed: u64,
    /// Months of history.
    #[arg(long, value_name = "NUMBER", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=12))]
    months: u8,
    /// Let partners and clients go on acting, faster than in life.
    #[arg(long)]
    live: bool,
    /// How many times faster, with --live.
    #[arg(long, value_name = "TIMES", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    speed: u32,
    /// Address and port; a port that is taken gives way to the next that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7700")]
    listen: String,
    /// Build the network again, even if the file holds a demo.
    #[arg(long)]
    fresh: bool,
    /// Build and stop, do not serve.
    #[arg(long)]
    build: bool,
}

impl Demo {
    /// The file, unless another is named: never that of real work.
    pub(super) const FILE: &'static str = "demo.db";
}

pub(super) async fn run(demo: Demo, settings: Settings, lang_is_set: bool, as_json: bool) -> Result<(), Stop> {
    let lang = if lang_is_set { settings.lang } else { print::lang_of(&locale(), settings.lang) };
    let Place::Sqlite(path) = Place::parse(&settings.database) else {
        return Err(Stop::Usage("the demo lives in a file of its own: --database demo.db".to_owned()));
    };
    let (host, port) = address(&demo.listen)?;
    let made = match file::found(&path).await? {
        Some(made) if !demo.fresh => made,
        _ => build(&demo, &path, lang, as_json).await?,
    };
    if demo.build {
        print::made(&made, as_json);
        return Ok(());
    }
    let operator = hex(&Entropy::system().bytes());
    let running = listen(host, port, &path, &operator, lang).await?;
    print::served(&made, &running.address.to_string(), &operator, lang, as_json);
    let player =
        demo.live.then(|| tokio::spawn(demo::live(running.app.clone(), running.reactors.clone(), made, demo.speed)));
    serve::ended().await;
    if let Some(player) = player {
        player.abort();
    }
    running.stop().await;
    Ok(())
}

/// What the terminal speaks, as programs are told it.
fn locale() -> String {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    set.into_iter().find(|value| !value.is_empty()).unwrap_or_default()
}

/// Builds beside the file and takes its place when it is complete, so that a build that breaks off leaves nothing behind.
async fn build(demo: &Demo, path: &std::path::Path, lang: Lang, as_json: bool) -> Result<Made, String> {
    let began = Stopwatch::now();
    let scratch = file::Scratch::beside(path)?;
    let until = Clock::System.now();
    let order = Order { days: i64::from(demo.months) * 30 + 3, lang, ..Order::new(scratch.file(), demo.seed, until) };
    let shown = std::io::stderr().is_terminal() && !as_json;
    if !as_json {
        eprintln!("Building {}: {} months of a network, lived through", path.display(), demo.months);
    }
    let made = demo::build(&order, |percent| {
        if shown {
            eprint!("\r{percent} %");
        }
    })
    .await
    .map_err(|trouble| format!("the demo could not be built: {trouble}"))?;
    file::replace(&scratch, path).await?;
    if !as_json {
        let back = if shown { "\r" } else { "" };
        eprintln!("{back}Built in {:.0} s                              ", began.elapsed().as_secs_f32());
    }
    Ok(made)
}

/// Host and port of an address; looked at before anything is built.
fn address(listen: &str) -> Result<(&str, u16), Stop> {
    let parts = listen.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
    parts.ok_or_else(|| Stop::Usage("--listen is written 127.0.0.1:7700".to_owned()))
}

/// Starts the server on the first free port from the wanted one on.
async fn listen(host: &str, port: u16, path: &std::path::Path, operator: &str, lang: Lang) -> Result<Running, Stop> {
    for next in port..=port.saturating_add(20) {
        let start = Start {
            place: Place::Sqlite(PathBuf::from(path)),
            listen: format!("{host}:{next}"),
            base_url: String::new(),
            operator_token: Some(operator.to_owned()),
            lang,
            mail: Some(platform::mail::Post::Kept),
            telegram: None,
            trusted_proxies: platform::edge::address::Proxies::default(),
            test_clock: None,
            clock: Clock::System,
            trust_clock: true,
            seed: None,
        };
        match server::start(start).await {
            Ok(running) => {
                if next != port {
                    eprintln!("port {port} is taken, so the demo listens on {next}");
                }
                return Ok(running);
            }
            Err(StartError::Listen(_)) if port != 0 => {}
            Err(error) => return Err(Stop::Failed(error.to_string())),
        }
    }
    Err(Stop::Failed(format!("no free port from {port} on")))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().take(16).fold(String::new(), |mut text, byte| {
        let _never_fails = write!(text, "{byte:02x}");
        text
    })
}
