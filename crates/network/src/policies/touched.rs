//! Whom other numbers touch at this moment, before they are published.

use db::{Tx, Work};
use kit::id::PartnerId;
use platform::{Cx, Fail};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Body, Section};

/// A partner by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named {
    /// Its id.
    pub id: PartnerId,
    /// Its name.
    pub name: String,
}

/// What happens at once when the numbers come into force, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Touch {
    /// What, as a word: `would_pause`.
    pub what: String,
    /// The same as a sentence, in the caller's language.
    pub text: String,
    /// The partners, by name; empty where it is about leads.
    pub partners: Vec<Named>,
}

/// Finds whom other numbers of a section touch: the section before and after.
pub type Touches = for<'t> fn(&'t Cx, &'t mut Tx, &'t Value, &'t Value) -> Work<'t, Vec<Touch>, Fail>;

impl Touch {
    /// These partners, or nothing if there are none. The sentence gets their number.
    pub fn of(what: &str, mut partners: Vec<Named>, say: impl FnOnce(i64) -> String) -> Option<Self> {
        partners.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        let count = i64::try_from(partners.len()).unwrap_or(i64::MAX);
        (count > 0).then(|| Self { what: what.to_owned(), text: say(count), partners })
    }
}

/// The numbers of a section before and after, as its capability reads them.
pub fn read<T: DeserializeOwned + Default>(value: &Value) -> T {
    T::deserialize(value).unwrap_or_default()
}

/// Everything that a new version touches.
pub(super) async fn by(
    cx: &Cx,
    tx: &mut Tx,
    sections: &[Section],
    before: &Body,
    after: &Body,
) -> Result<Vec<Touch>, Fail> {
    let mut found = Vec::new();
    for section in sections {
        let (Some(touches), Some(was), Some(is)) = (section.touches, before.get(section.name), after.get(section.name))
        else {
            continue;
        };
        if was != is {
            found.extend(touches(cx, tx, was, is).await?);
        }
    }
    Ok(found)
}
