//! Settings: built-in values, then the file, then `ARTEL_…` of the environment, then flags. Unknown keys are refused.

use std::path::Path;

use config::{Config, Environment, File, FileFormat};
use kit::Lang;
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
    /// The operator's token for making programs over the API; none means that it is off.
    pub operator_token: String,
    /// The language when neither the user nor the browser tells one.
    pub lang: Lang,
    /// What to log, for example `info,artel=debug`.
    pub log: String,
    /// Log as JSON lines.
    pub log_json: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database: "artel.db".to_owned(),
            listen: "127.0.0.1:7700".to_owned(),
            base_url: String::new(),
            operator_token: String::new(),
            lang: Lang::Ru,
            log: "info".to_owned(),
            log_json: false,
        }
    }
}

impl Settings {
    /// Reads all sources. `overrides` are flags that were given.
    pub fn load(file: Option<&Path>, overrides: &[(&str, Option<String>)]) -> Result<Self, String> {
        let defaults = serde_json::to_string(&Self::default()).map_err(|e| e.to_string())?;
        let defaults: std::collections::BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&defaults).map_err(|e| e.to_string())?;
        let mut builder = Config::builder();
        for (key, value) in &defaults {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            builder = builder.set_default(key, text).map_err(|e| e.to_string())?;
        }
        builder = match file {
            Some(path) => builder.add_source(File::from(path).format(FileFormat::Toml)),
            None => builder.add_source(File::new("artel.toml", FileFormat::Toml).required(false)),
        };
        builder = builder.add_source(Environment::with_prefix("ARTEL").prefix_separator("_").try_parsing(true));
        for (key, value) in overrides {
            builder = builder.set_override_option(*key, value.clone()).map_err(|e| e.to_string())?;
        }
        let mut settings: Self =
            builder.build().and_then(Config::try_deserialize).map_err(|e| format!("settings: {e}"))?;
        if settings.base_url.is_empty() {
            settings.base_url = format!("http://{}", settings.listen);
        }
        settings.base_url = settings.base_url.trim_end_matches('/').to_owned();
        Ok(settings)
    }

    /// The settings with secrets covered, for showing.
    #[must_use]
    pub fn covered(&self) -> Self {
        let cover = |text: &str| if text.is_empty() { String::new() } else { "********".to_owned() };
        let database = match self.database.split_once('@') {
            Some((_, place)) => format!("postgres://********@{place}"),
            None => self.database.clone(),
        };
        Self { operator_token: cover(&self.operator_token), database, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_and_unknown_keys_are_refused() {
        let folder = std::env::temp_dir().join(format!("artel-settings-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("one.toml");
        std::fs::write(&file, "listen = \"0.0.0.0:80\"\nlang = \"en\"\n").unwrap();
        let settings = Settings::load(Some(&file), &[("database", Some("x.db".to_owned()))]).unwrap();
        assert_eq!(
            (settings.listen.as_str(), settings.database.as_str(), settings.lang),
            ("0.0.0.0:80", "x.db", Lang::En)
        );
        assert_eq!(settings.base_url, "http://0.0.0.0:80");
        std::fs::write(&file, "listen_on = \"0.0.0.0:80\"\n").unwrap();
        assert!(Settings::load(Some(&file), &[]).unwrap_err().contains("listen_on"));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn secrets_are_covered_when_shown() {
        let settings = Settings {
            operator_token: "hidden".to_owned(),
            database: "postgres://me:hidden@db/artel".to_owned(),
            ..Settings::default()
        };
        let shown = serde_json::to_string(&settings.covered()).unwrap();
        assert!(!shown.contains("hidden") && shown.contains("@db/artel"));
    }
}
