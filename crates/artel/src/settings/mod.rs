//! Settings: built-in values, then the file, then `ARTEL_…` of the environment, then flags. Unknown keys are refused.

mod layers;

use std::{ffi::OsString, path::Path};

use kit::Lang;
pub use layers::{Layers, Origin};
use platform::{
    edge::address::Proxies,
    mail::{MailSettings, Security},
    telegram::Telegram,
};
use serde::{Deserialize, Serialize};

/// What the operator sets.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// A file, or `postgres://user:password@host/name`.
    pub database: String,
    /// Address and port to listen on.
    pub listen: String,
    /// The address under which people reach the server; from `listen` if empty.
    pub base_url: String,
    /// Addresses and networks of proxies, apart by commas, whose `X-Forwarded-For` is believed; none if empty.
    pub trusted_proxies: String,
    /// The operator's token for making programs over the API; none means that it is off.
    pub operator_token: String,
    /// The language when neither the user nor the browser tells one.
    pub lang: Lang,
    /// Name or address and port of the mail server, for example `mail.example.com:587`; mail waits as long as there is none.
    pub mail_server: String,
    /// How the conversation with it is protected: `starttls` (port 587), `tls` (port 465), `none` (a server on this machine).
    pub mail_security: Security,
    /// The name under which Artel signs in there; none if it need not.
    pub mail_user: String,
    /// The password that belongs to it.
    pub mail_password: String,
    /// The address from which letters come.
    pub mail_from: String,
    /// The address to which undeliverable letters come back, with an alias that pipes them into `artel bounce`; as `mail_from` if empty.
    pub mail_bounces: String,
    /// The token of the Telegram bot that brings offers, from `@BotFather`; no Telegram if empty.
    pub telegram_token: String,
    /// The server of the Bot API: another one where Telegram runs on your own machine or behind a proxy.
    pub telegram_api: String,
    /// What to log, for example `info,artel=debug`.
    pub log: String,
    /// Log as JSON lines.
    pub log_json: bool,
    /// Days for which a request repeated with its `Idempotency-Key` gets the kept answer.
    pub keep_answers_days: u32,
    /// Days for which mail that was sent is kept.
    pub keep_mail_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database: "artel.db".to_owned(),
            listen: "127.0.0.1:7700".to_owned(),
            base_url: String::new(),
            trusted_proxies: String::new(),
            operator_token: String::new(),
            lang: Lang::Ru,
            mail_server: String::new(),
            mail_security: Security::StartTls,
            mail_user: String::new(),
            mail_password: String::new(),
            mail_from: String::new(),
            mail_bounces: String::new(),
            telegram_token: String::new(),
            telegram_api: "https://api.telegram.org".to_owned(),
            log: "info".to_owned(),
            log_json: false,
            keep_answers_days: 7,
            keep_mail_days: 90,
        }
    }
}

/// The settings in force, and where each came from.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The values.
    pub settings: Settings,
    layers: Layers,
}

impl InForce {
    /// Where the value of a setting came from.
    pub fn origin(&self, key: &str) -> &Origin {
        self.layers.origin(key)
    }
}

impl Settings {
    /// Reads all sources. `flags` are those that were given.
    pub fn load(file: Option<&Path>, flags: &[(&str, Option<String>)]) -> Result<InForce, String> {
        Self::load_from(file, std::env::vars_os(), flags)
    }

    fn load_from(
        file: Option<&Path>,
        environment: impl Iterator<Item = (OsString, OsString)>,
        flags: &[(&str, Option<String>)],
    ) -> Result<InForce, String> {
        let mut layers = Layers::built_in(&Self::default())?;
        layers.file(file)?;
        let readable =
            environment.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        layers.environment(readable)?;
        for (key, value) in flags {
            if let Some(value) = value {
                layers.flag(key, value.clone())?;
            }
        }
        let mut settings: Self = serde_path_to_error::deserialize(layers.merged()).map_err(|error| {
            format!("{} ({}): {}", error.path(), layers.origin(&error.path().to_string()), error.inner())
        })?;
        // A port that is only found when the server listens is written down then.
        if settings.base_url.is_empty() && !settings.listen.ends_with(":0") {
            settings.base_url = format!("http://{}", settings.listen);
        }
        settings.base_url = settings.base_url.trim_end_matches('/').to_owned();
        settings.reachable().map_err(|wrong| format!("base_url ({}): {wrong}", layers.origin("base_url")))?;
        Ok(InForce { settings, layers })
    }

    /// Links in letters begin with the address: a wrong one would make all of them dead.
    fn reachable(&self) -> Result<(), String> {
        if self.base_url.is_empty() {
            return Ok(());
        }
        let wrong = || format!("{:?} is no address such as https://partners.example.com", self.base_url);
        let uri: axum::http::Uri = self.base_url.parse().map_err(|_| wrong())?;
        let known = matches!(uri.scheme_str(), Some("http" | "https"));
        let host = uri.host().is_some_and(|host| !host.is_empty());
        (known && host && uri.query().is_none()).then_some(()).ok_or_else(wrong)
    }

    /// The settings with secrets covered, for showing.
    #[must_use]
    pub fn covered(&self) -> Self {
        let cover = |text: &str| if text.is_empty() { String::new() } else { "********".to_owned() };
        let database = match self.database.rsplit_once('@') {
            Some((_, place)) => format!("postgres://********@{place}"),
            None => self.database.clone(),
        };
        let (operator_token, mail_password) = (cover(&self.operator_token), cover(&self.mail_password));
        let telegram_token = cover(&self.telegram_token);
        Self { operator_token, mail_password, telegram_token, database, ..self.clone() }
    }

    /// The proxies whose word is taken for the address of a caller.
    pub fn proxies(&self) -> Result<Proxies, String> {
        self.trusted_proxies.parse().map_err(|wrong| format!("trusted_proxies: {wrong}"))
    }

    /// The bot of the vendor; none as long as no token is set.
    pub fn telegram(&self) -> Result<Option<Telegram>, String> {
        let token = Some(self.telegram_token.trim()).filter(|token| !token.is_empty());
        token.map(|token| Telegram::new(&self.telegram_api, token)).transpose()
    }

    /// How mail is sent; none as long as no server is set.
    pub fn mail(&self) -> Result<Option<MailSettings>, String> {
        if self.mail_server.is_empty() {
            return Ok(None);
        }
        let port = match self.mail_security {
            Security::Tls => 465,
            Security::StartTls => 587,
            Security::Plain => 25,
        };
        let (host, port) = match self.mail_server.rsplit_once(':') {
            None => (self.mail_server.as_str(), port),
            Some((host, port)) => (host, port.parse().map_err(|_| format!("mail_server: `{port}` is no port"))?),
        };
        if !self.mail_from.contains('@') {
            return Err("mail_from: with mail_server an address is needed from which letters come".to_owned());
        }
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        Ok(Some(MailSettings {
            host: host.to_owned(),
            port,
            security: self.mail_security,
            credentials: given(&self.mail_user).map(|user| (user, self.mail_password.clone())),
            from: self.mail_from.clone(),
            bounces: given(&self.mail_bounces),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Settings of a file and an environment.
    fn load(file: &str, environment: &[(&str, &str)], flags: &[(&str, Option<String>)]) -> Result<InForce, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.toml");
        std::fs::write(&path, file).unwrap();
        let environment = environment.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
        Settings::load_from(Some(&path), environment, flags)
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file() {
        let file = "listen = \"0.0.0.0:80\"\nlang = \"en\"\nlog = \"debug\"\n";
        let environment = [("ARTEL_LOG", "warn"), ("ARTEL_DATABASE", "y.db"), ("HOME", "/root")];
        let found = load(file, &environment, &[("database", Some("x.db".to_owned())), ("listen", None)]).unwrap();
        let settings = &found.settings;
        assert_eq!(
            (settings.listen.as_str(), settings.database.as_str(), settings.lang, settings.log.as_str()),
            ("0.0.0.0:80", "x.db", Lang::En, "warn")
        );
        assert_eq!(settings.base_url, "http://0.0.0.0:80");
        assert_eq!(*found.origin("database"), Origin::Flag("--database".to_owned()));
        assert_eq!(*found.origin("log"), Origin::Environment("ARTEL_LOG".to_owned()));
        assert!(matches!(found.origin("listen"), Origin::File(_)));
        assert_eq!(*found.origin("log_json"), Origin::BuiltIn);
    }

    #[test]
    fn an_unknown_setting_is_refused_wherever_it_stands() {
        let wrong = load("listen_on = \"0.0.0.0:80\"\n", &[], &[]).unwrap_err();
        assert!(wrong.contains("listen_on") && wrong.contains("did you mean `listen`"), "{wrong}");
        let wrong = load("", &[("ARTEL_DATABSE", "x.db")], &[]).unwrap_err();
        assert!(wrong.contains("ARTEL_DATABSE") && wrong.contains("did you mean `database`"), "{wrong}");
        let wrong = load("", &[("ARTEL_COLOUR_OF_MOON", "red")], &[]).unwrap_err();
        assert!(wrong.contains("there are") && wrong.contains("base_url"), "{wrong}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused_and_named() {
        let wrong = load("", &[("ARTEL_LOG_JSON", "yes")], &[]).unwrap_err();
        assert!(wrong.contains("ARTEL_LOG_JSON") && wrong.contains("true or false"), "{wrong}");
        let wrong = load("lang = \"de\"\n", &[], &[]).unwrap_err();
        assert!(wrong.contains("lang") && wrong.contains("one.toml"), "{wrong}");
        let wrong = load("listen = 80\n", &[], &[]).unwrap_err();
        assert!(wrong.contains("listen") && wrong.contains("not text"), "{wrong}");
        assert!(load("listen = \n", &[], &[]).unwrap_err().contains("one.toml"));
    }

    #[test]
    fn an_address_that_no_link_can_begin_with_is_refused() {
        for wrong in ["not a url", "partners.example.com", "ftp://partners.example.com", "https://"] {
            let said = load("", &[("ARTEL_BASE_URL", wrong)], &[]).unwrap_err();
            assert!(said.contains("base_url") && said.contains("https://partners.example.com"), "{said}");
        }
        let found = load("", &[("ARTEL_BASE_URL", "https://partners.example.com/")], &[]).unwrap();
        assert_eq!(found.settings.base_url, "https://partners.example.com");
    }

    #[test]
    fn proxies_are_a_list_in_the_file_and_a_text_elsewhere() {
        let found = load("trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\n", &[], &[]).unwrap();
        assert_eq!(found.settings.proxies(), "127.0.0.1 10.0.0.0/8".parse().map_err(|_| String::new()));
        let found =
            load("", &[("ARTEL_TRUSTED_PROXIES", "::1")], &[("trusted_proxies", Some("::2".to_owned()))]).unwrap();
        assert_eq!(found.settings.trusted_proxies, "::2");
        let wrong = load("trusted_proxies = \"nginx\"\n", &[], &[]).unwrap().settings.proxies().unwrap_err();
        assert!(wrong.contains("trusted_proxies") && wrong.contains("`nginx`"), "{wrong}");
    }

    #[test]
    fn mail_is_sent_when_a_server_and_a_sender_are_set() {
        let with = |server: &str, from: &str| {
            let settings =
                Settings { mail_server: server.to_owned(), mail_from: from.to_owned(), ..Settings::default() };
            settings.mail().map(|mail| mail.map(|mail| (mail.host, mail.port)))
        };
        assert_eq!(with("", ""), Ok(None));
        assert_eq!(with("mail.example.com", "a@example.com"), Ok(Some(("mail.example.com".to_owned(), 587))));
        assert_eq!(with("127.0.0.1:25", "a@example.com"), Ok(Some(("127.0.0.1".to_owned(), 25))));
        assert!(with("mail.example.com:smtp", "a@example.com").is_err());
        assert!(with("mail.example.com", "").unwrap_err().contains("mail_from"));
    }

    #[test]
    fn secrets_are_covered_when_shown() {
        let settings = Settings {
            operator_token: "hidden".to_owned(),
            mail_password: "hidden".to_owned(),
            telegram_token: "42:hidden".to_owned(),
            // A password may hold the sign that ends it.
            database: "postgres://me:hid@hidden@db/artel".to_owned(),
            ..Settings::default()
        };
        let shown = serde_json::to_string(&settings.covered()).unwrap();
        assert!(!shown.contains("hid") && shown.contains("@db/artel"));
    }
}
