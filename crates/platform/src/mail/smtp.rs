//! One conversation with the mail server, step by step, so that it is known what was refused.

use std::{fmt, time::Duration};

use lettre::{
    Address, Message,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail as From, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};

/// How long a step of the conversation may take.
const PATIENCE: Duration = Duration::from_secs(30);

kit::codes! {
    /// How the conversation with the mail server is protected.
    pub enum Security {
        /// Encrypted from the beginning, usually port 465.
        Tls = "tls",
        /// Encrypted before anything is said, usually port 587; refused if the server cannot.
        StartTls = "starttls",
        /// In the clear: for a server on the same machine.
        Plain = "none",
    }
}

/// How mail is sent.
#[derive(Clone)]
pub struct MailSettings {
    /// Name or address of the mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the conversation is protected.
    pub security: Security,
    /// Name and password, if it wants them.
    pub credentials: Option<(String, String)>,
    /// The address from which letters come.
    pub from: String,
    /// The address to which letters come back; each letter gets its own form of it (`name+mail_…@domain`).
    pub bounces: Option<String>,
}

/// Where letters go.
#[derive(Debug, Clone)]
pub enum Post {
    /// To a mail server.
    Server(MailSettings),
    /// Nowhere: they stay in the database with what they say, to be looked at. For the demo.
    Kept,
}

impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {} from {}", self.host, self.port, self.security, self.from)
    }
}

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The server has taken it.
    Taken,
    /// The server refuses it for good.
    Refused(String),
    /// It may go another time.
    NotNow(String),
}

/// An open conversation.
pub(super) struct Line(AsyncSmtpConnection);

impl Line {
    /// Connects and signs in; the error says what went wrong.
    pub(super) async fn open(settings: &MailSettings) -> Result<Self, String> {
        let place = (settings.host.as_str(), settings.port);
        let me = ClientId::default();
        let tls = || TlsParameters::new_rustls(settings.host.clone()).map_err(said);
        let whole = if settings.security == Security::Tls { Some(tls()?) } else { None };
        let connecting = AsyncSmtpConnection::connect_tokio1(place, Some(PATIENCE), &me, whole, None);
        let mut conn = in_time(connecting).await?;
        if settings.security == Security::StartTls {
            in_time(conn.starttls(tls()?, &me)).await?;
        }
        if let Some((name, password)) = &settings.credentials {
            let credentials = Credentials::new(name.clone(), password.clone());
            in_time(conn.auth(DEFAULT_MECHANISMS, &credentials)).await?;
        }
        Ok(Self(conn))
    }

    /// True if nothing more can be said on it.
    pub(super) fn is_broken(&self) -> bool {
        self.0.has_broken()
    }

    /// Gives one letter to the server. Whoever refuses the recipient or the letter itself refuses it for good; who
    /// refuses the sender refuses us.
    pub(super) async fn give(&mut self, message: &Message) -> Outcome {
        let (Some(from), Some(to)) = (message.envelope().from(), message.envelope().to().first()) else {
            return Outcome::Refused("the letter has no address".to_owned());
        };
        let bytes = message.formatted();
        let parameters = match self.parameters(&[from, to], &bytes) {
            Ok(parameters) => parameters,
            Err(why) => return Outcome::Refused(why.to_owned()),
        };
        let begun = in_time(self.0.command(From::new(Some(from.clone()), parameters))).await;
        if let Err(why) = begun {
            self.0.abort().await;
            return Outcome::NotNow(why);
        }
        let conn = &mut self.0;
        let done = tokio::time::timeout(PATIENCE * 4, async {
            conn.command(Rcpt::new(to.clone(), Vec::new())).await?;
            conn.command(Data).await?;
            conn.message(&bytes).await
        });
        match done.await {
            Ok(Ok(_)) => Outcome::Taken,
            Ok(Err(error)) => {
                self.0.abort().await;
                if error.is_permanent() { Outcome::Refused(said(error)) } else { Outcome::NotNow(said(error)) }
            }
            Err(_) => {
                self.0.abort().await;
                Outcome::NotNow("the mail server did not answer in time".to_owned())
            }
        }
    }

    fn parameters(&self, addresses: &[&Address], bytes: &[u8]) -> Result<Vec<MailParameter>, &'static str> {
        let mut parameters = Vec::new();
        let can = |extension| self.0.server_info().supports_feature(extension);
        if addresses.iter().any(|address| !address.to_string().is_ascii()) {
            if !can(Extension::SmtpUtfEight) {
                return Err("the mail server takes no addresses in other letters");
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() && can(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }

    /// Says goodbye.
    pub(super) async fn close(mut self) {
        let _gone_already = tokio::time::timeout(Duration::from_secs(5), self.0.quit()).await;
    }
}

async fn in_time<T>(step: impl Future<Output = Result<T, Error>>) -> Result<T, String> {
    match tokio::time::timeout(PATIENCE, step).await {
        Ok(done) => done.map_err(said),
        Err(_) => Err("the mail server did not answer in time".to_owned()),
    }
}

/// What the server said, with the cause.
#[expect(clippy::needless_pass_by_value, reason = "called by map_err")]
fn said(error: Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text.chars().take(500).collect()
}
