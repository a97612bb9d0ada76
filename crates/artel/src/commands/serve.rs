//! `artel serve`.

use clap::Args;
use db::Place;
use platform::mail::Post;

use super::Stop;
use crate::{
    housekeeping::{self, Keep},
    server::{self, Start, StartError},
    settings::Settings,
};

/// What `artel serve` takes.
#[derive(Args)]
pub struct Serve {
    /// Address and port, for example 0.0.0.0:7700.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// The address under which people reach the server, for example `https://partners.example.com`.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Addresses and networks of proxies whose X-Forwarded-For is believed, for example 127.0.0.1,10.0.0.0/8.
    #[arg(long, value_name = "LIST")]
    trusted_proxies: Option<String>,
    /// Let a test set the time (PUT /api/v1/test-clock). Refused on a database that was not made for tests.
    #[arg(long, value_name = "MOMENT", num_args = 0..=1, default_missing_value = "2026-06-15T07:00:00Z")]
    test_clock: Option<kit::Instant>,
    /// Believe the machine's clock at once. Otherwise a clock that is behind the last known time, or far ahead of it after
    /// the machine was switched off, is first watched for a quarter of an hour.
    #[arg(long)]
    trust_clock: bool,
    /// Take chance and ids from a seed: for tests.
    #[arg(long, value_name = "NUMBER", requires = "test_clock")]
    seed: Option<u64>,
    /// Count what every statement and stage takes, and show it on /metrics.
    #[arg(long)]
    profile: bool,
}

impl Serve {
    pub(super) fn flags(&self) -> Vec<(&'static str, Option<String>)> {
        vec![
            ("listen", self.listen.clone()),
            ("base_url", self.base_url.clone()),
            ("trusted_proxies", self.trusted_proxies.clone()),
        ]
    }
}

pub(super) async fn run(serve: Serve, settings: Settings, as_json: bool) -> Result<(), Stop> {
    let keep = Keep { answers_days: settings.keep_answers_days, mail_days: settings.keep_mail_days };
    let (mail, telegram) = (settings.mail()?, settings.telegram()?);
    if serve.profile {
        db::profile::start();
    }
    let trusted_proxies = settings.proxies()?;
    let start = Start {
        place: Place::parse(&settings.database),
        listen: settings.listen,
        base_url: settings.base_url,
        operator_token: Some(settings.operator_token).filter(|t| !t.is_empty()),
        mail: mail.map(Post::Server),
        telegram,
        trusted_proxies,
        lang: settings.lang,
        test_clock: serve.test_clock,
        clock: platform::Clock::System,
        trust_clock: serve.trust_clock,
        seed: serve.seed,
    };
    let running = server::start(start).await.map_err(why)?;
    let address = format!("http://{}", running.address);
    let begin = network::setup::open_begin(&running.app).await.map_err(|fail| Stop::Failed(format!("{fail:?}")))?;
    say(&if as_json {
        serde_json::json!({ "serves": address, "begin": begin }).to_string()
    } else {
        let link = begin.map(|link| format!("\nThere is no program yet. Begin one in the browser: {link}"));
        format!("Artel serves on {address}{}", link.unwrap_or_default())
    });
    if serve.test_clock.is_none() {
        tokio::spawn(housekeeping::run(running.app.clone(), keep));
    }
    ended().await;
    running.stop().await;
    Ok(())
}

/// Says it to whoever started the server; a reader that has gone away stops no server.
fn say(text: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout();
    let _gone = writeln!(out, "{text}").and_then(|()| out.flush());
}

fn why(error: StartError) -> Stop {
    match error {
        StartError::Db(error) => error.into(),
        StartError::NotForTests => Stop::Usage(error.to_string()),
        StartError::Listen(_) => Stop::Failed(error.to_string()),
    }
}

/// Ctrl-C, or SIGTERM of a supervisor.
pub(super) async fn ended() {
    let mut terminated = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(error) => {
            tracing::error!(%error, "cannot listen for SIGTERM");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
