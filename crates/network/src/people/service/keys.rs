//! Keys of the API: shown once, kept as a hash.

use db::{Tx, params};
use kit::paging::whole;
use kit::{
    Instant,
    id::{ApiKeyId, PartnerId},
};
use platform::{Cx, Fail, NewEvent, Role, events};
use serde::{Deserialize, Serialize};

use super::hash_of;
use crate::people::{
    domain,
    store::{self, KeyRow},
    texts,
};

/// A key as it is listed.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Key {
    /// The key's id; opens nothing.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// The role in which it acts.
    pub role: Role,
    /// The company, for a role of a partner.
    pub partner: Option<PartnerId>,
    /// What it may do within the role: `leads:read`, `leads:write`, `*`.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends by itself.
    pub expires_at: Option<Instant>,
    /// When it was last used, to five minutes.
    pub last_used_at: Option<Instant>,
}

impl From<KeyRow> for Key {
    fn from(row: KeyRow) -> Self {
        let KeyRow { id, name, role, partner, scopes, created_at, expires_at, last_used_at } = row;
        Self { id, name, role, partner, scopes: scopes.0, created_at, expires_at, last_used_at }
    }
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeysBy {
    /// By name.
    Name,
    /// By when it was made.
    Created,
    /// By when it was last used.
    Used,
}

impl whole::By for KeysBy {
    const KEYS: &'static [(Self, &'static str)] =
        &[(Self::Name, "name"), (Self::Created, "created"), (Self::Used, "used")];
}

impl whole::Row for Key {
    type By = KeysBy;
    const USUAL: whole::Sort<KeysBy> = whole::Sort::rising(KeysBy::Created);
    fn key(&self, by: KeysBy) -> whole::Key {
        match by {
            KeysBy::Name => self.name.as_str().into(),
            KeysBy::Created => self.created_at.into(),
            KeysBy::Used => self.last_used_at.into(),
        }
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        self.name.clone()
    }
}

/// All keys that the caller may see.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Keys {
    /// The keys, oldest first.
    pub items: Vec<Key>,
}

/// What a key is to be.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// What it is for.
    pub name: String,
    /// The role in which it acts.
    pub role: Role,
    /// The company, for a role of a partner. A partner's owner may leave it out.
    #[serde(default)]
    pub partner: Option<PartnerId>,
    /// What it may do within the role: `leads:read`, `leads:write`, `*`.
    pub scopes: Vec<String>,
    /// When it ends by itself.
    #[serde(default)]
    pub expires_at: Option<Instant>,
}

/// A key that was made.
#[derive(Clone, Serialize, schemars::JsonSchema)]
pub struct KeyMade {
    /// The key as it will be listed.
    #[serde(flatten)]
    pub key: Key,
    /// The text for `Authorization: Bearer`. Shown once, kept nowhere.
    pub text: String,
}

/// The keys that the caller may see.
pub async fn list(cx: &Cx, tx: &mut Tx) -> Result<Keys, Fail> {
    let rows: Vec<KeyRow> = tx.all(&store::KEYS, params![cx.program(), cx.caller.view().partner_filter()]).await?;
    Ok(Keys { items: rows.into_iter().map(Key::from).collect() })
}

/// One key that stands.
pub async fn get(cx: &Cx, tx: &mut Tx, id: ApiKeyId) -> Result<Key, Fail> {
    let filter = cx.caller.view().partner_filter();
    let found: Option<KeyRow> = tx.optional(&store::KEY, params![cx.program(), id, filter]).await?;
    found.map(Key::from).ok_or(Fail::NotFound)
}

/// Makes a key that may do no more than the caller.
pub async fn create(cx: &Cx, tx: &mut Tx, new: &NewKey) -> Result<KeyMade, Fail> {
    let name = domain::name(&new.name)?;
    let partner = domain::company_of_grant(&cx.caller, new.role, new.partner)?;
    let scopes = domain::scopes(&cx.caller, &new.scopes)?;
    if new.expires_at.is_some_and(|at| at <= cx.now) {
        return Err(Fail::field("expires_at", texts::expires_in_past));
    }
    let (role, expires_at) = (new.role, new.expires_at);
    issue(
        cx,
        tx,
        Key { id: cx.new_id(), name, role, partner, scopes, created_at: cx.now, expires_at, last_used_at: None },
    )
    .await
}

/// Writes a key in the program of the context and returns its text.
pub(super) async fn issue(cx: &Cx, tx: &mut Tx, key: Key) -> Result<KeyMade, Fail> {
    let random: String = hex::encode(cx.random()).chars().take(40).collect();
    let text = format!("artel_{random}");
    let (hash, scopes) = (hash_of(&text), db::Json(&key.scopes));
    tx.execute(
        &store::ADD_KEY,
        params![cx.program(), key.id, hash, key.name, key.role, key.partner, scopes, key.created_at, key.expires_at],
    )
    .await?;
    let data = serde_json::json!({ "role": key.role, "partner": key.partner, "scopes": key.scopes });
    events::record(cx, tx, NewEvent::new("key.created", key.id).with(data)).await?;
    Ok(KeyMade { key, text })
}

/// Revokes a key at once and for ever.
pub async fn revoke(cx: &Cx, tx: &mut Tx, id: ApiKeyId) -> Result<(), Fail> {
    let filter = cx.caller.view().partner_filter();
    let found: Option<KeyRow> = tx.optional(&store::KEY, params![cx.program(), id, filter]).await?;
    let key = found.ok_or(Fail::NotFound)?;
    domain::company_of_grant(&cx.caller, key.role, key.partner)?;
    if tx.execute(&store::REVOKE_KEY, params![cx.program(), id, cx.now]).await? == 0 {
        return Err(Fail::NotFound);
    }
    events::record(cx, tx, NewEvent::new("key.revoked", id)).await?;
    Ok(())
}
