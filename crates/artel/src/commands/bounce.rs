//! `artel bounce`: reads a message that came back, as an alias of the mail server pipes it in.

use std::io::Read as _;

use db::{Db, Place};
use platform::{
    App, Clock, Entropy,
    mail::{self, Noted, report},
};
use serde_json::json;

use super::Stop;
use crate::settings::Settings;

/// A report of delivery quotes a letter; more than this is none.
const LARGEST: u64 = 10 << 20;

pub(super) async fn run(settings: &Settings, as_json: bool) -> Result<(), Stop> {
    let mut raw = Vec::new();
    let read = std::io::stdin().take(LARGEST).read_to_end(&mut raw);
    read.map_err(|error| format!("standard input: {error}"))?;
    let Some(found) = report::read(&raw) else {
        // Out-of-office replies and spam come to every address: nothing to do, and nothing to send back.
        return said(as_json, None, "no report of delivery of a letter of ours");
    };
    let db = Db::open(&Place::parse(&settings.database)).await?;
    let parts = platform::app::Settings {
        base_url: settings.base_url.clone(),
        operator_token: None,
        lang: settings.lang,
        mail: None,
        telegram: None,
        trusted_proxies: platform::edge::address::Proxies::default(),
    };
    let app = App::new(db, Clock::System, Entropy::system(), parts, network::authenticate);
    let noted = mail::note(&app, &found).await.map_err(|fail| match fail {
        platform::Fail::Db(error) => Stop::from(error),
        other => Stop::Failed(format!("{other:?}")),
    })?;
    let words = match noted {
        Noted::Marked => "marked as returned",
        Noted::NothingNew => "nothing new",
        Noted::Unknown => "no such letter",
    };
    said(as_json, Some(found.mail), words)
}

fn said(as_json: bool, mail: Option<mail::MailId>, words: &str) -> Result<(), Stop> {
    match (as_json, mail) {
        (true, mail) => println!("{}", json!({ "mail": mail, "result": words })),
        (false, Some(mail)) => println!("{mail}: {words}"),
        (false, None) => println!("{words}"),
    }
    Ok(())
}
