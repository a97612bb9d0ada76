//! Where settings come from: built-in values, the file, the environment, flags; the later wins.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use config::{FileFormat, Source as _, ValueKind};
use serde::Serialize;
use serde_json::Value;

/// The file that is read when none is named.
const FILE: &str = "artel.toml";
/// What stands before the name of a setting in the environment.
const PREFIX: &str = "ARTEL_";
/// Names the settings file itself, see `--config`.
const NAMES_THE_FILE: &str = "ARTEL_CONFIG";

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "from", content = "name")]
pub enum Origin {
    /// Nobody set it.
    BuiltIn,
    /// This file.
    File(PathBuf),
    /// This variable of the environment.
    Environment(String),
    /// This flag of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built in"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Every setting with its value and where that came from.
#[derive(Debug, Clone)]
pub struct Layers {
    values: BTreeMap<String, (Value, Origin)>,
}

impl Layers {
    /// The built-in values: what may be set at all, and its type.
    pub fn built_in(defaults: &impl Serialize) -> Result<Self, String> {
        let Ok(Value::Object(defaults)) = serde_json::to_value(defaults) else {
            return Err("the built-in settings cannot be written down".to_owned());
        };
        let values = defaults.into_iter().map(|(key, value)| (key, (value, Origin::BuiltIn))).collect();
        Ok(Self { values })
    }

    /// Adds the file: the named one, or `artel.toml` of the working folder if it is there.
    pub fn file(&mut self, named: Option<&Path>) -> Result<(), String> {
        let path = named.unwrap_or_else(|| Path::new(FILE));
        if named.is_none() && !path.exists() {
            return Ok(());
        }
        let found = config::File::from(path).format(FileFormat::Toml).collect();
        for (key, value) in found.map_err(|error| format!("{}: {error}", path.display()))? {
            let value = match value.kind {
                ValueKind::Boolean(yes) => Value::from(yes),
                ValueKind::I64(number) => Value::from(number),
                ValueKind::String(text) => Value::from(text),
                ValueKind::Array(list) => {
                    let texts: Result<Vec<String>, _> = list.into_iter().map(config::Value::into_string).collect();
                    Value::from(texts.map_err(|error| format!("{}: `{key}`: {error}", path.display()))?.join(", "))
                }
                _ => return Err(format!("{}: `{key}` must be text, a whole number, true or false", path.display())),
            };
            let origin = Origin::File(path.to_owned());
            self.set(&key, value, &format!("{}: `{key}`", path.display()), origin)?;
        }
        Ok(())
    }

    /// Adds what the environment says in `ARTEL_…`.
    pub fn environment(&mut self, variables: impl Iterator<Item = (String, String)>) -> Result<(), String> {
        for (name, text) in variables {
            let Some(key) = name.strip_prefix(PREFIX).filter(|_| name != NAMES_THE_FILE) else { continue };
            let key = key.to_ascii_lowercase();
            let value = self.typed(&key, text);
            self.set(&key, value, &name, Origin::Environment(name.clone()))?;
        }
        Ok(())
    }

    /// Adds a flag.
    pub fn flag(&mut self, key: &str, text: String) -> Result<(), String> {
        let name = format!("--{}", key.replace('_', "-"));
        let value = self.typed(key, text);
        self.set(key, value, &name, Origin::Flag(name.clone()))
    }

    /// Text, read as what the setting holds; left alone if it cannot be.
    fn typed(&self, key: &str, text: String) -> Value {
        match self.values.get(key).map(|(value, _)| value) {
            Some(Value::Bool(_)) => text.parse().map(Value::Bool).unwrap_or(Value::String(text)),
            Some(Value::Number(_)) => text.parse().map(|n: i64| Value::from(n)).unwrap_or(Value::String(text)),
            _ => Value::String(text),
        }
    }

    fn set(&mut self, key: &str, value: Value, place: &str, origin: Origin) -> Result<(), String> {
        let Some(slot) = self.values.get_mut(key) else {
            return Err(self.unknown(key, place));
        };
        let wanted = match &slot.0 {
            Value::Bool(_) if !value.is_boolean() => "true or false",
            Value::Number(_) if !value.is_u64() => "a whole number",
            Value::String(_) if !value.is_string() => "text",
            _ => {
                *slot = (value, origin);
                return Ok(());
            }
        };
        Err(format!("{place}: {value} is not {wanted}"))
    }

    fn unknown(&self, key: &str, place: &str) -> String {
        let near = self.values.keys().map(|known| (strsim::damerau_levenshtein(key, known), known)).min();
        match near {
            Some((distance, known)) if distance <= 3 => {
                format!("{place}: there is no such setting; did you mean `{known}`?")
            }
            _ => {
                let known: Vec<&str> = self.values.keys().map(String::as_str).collect();
                format!("{place}: there is no such setting; there are {}", known.join(", "))
            }
        }
    }

    /// The values alone.
    pub fn merged(&self) -> Value {
        self.values.iter().map(|(key, (value, _))| (key.clone(), value.clone())).collect()
    }

    /// Where the value of a setting came from.
    pub fn origin(&self, key: &str) -> &Origin {
        self.values.get(key).map_or(&Origin::BuiltIn, |(_, origin)| origin)
    }
}
