//! Typed identifiers: a `UUIDv7` that knows what it names, written as `lead_0192f0c1…` outside.
//!
//! Ids are made by the context only (`platform::Context::new_id`), so that tests can seed them.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// What an id names. The prefix stands before the hexadecimal text: `lead_`, `partner_`.
pub trait Kind: 'static {
    /// Lower-case word without underscore at its end, for example `lead`.
    const PREFIX: &'static str;
}

/// The id of one `K`. 16 bytes in the database, `prefix_32hex` in text.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// Wraps a UUID that the context made or the database returned.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
    /// The bare UUID, as it is stored.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
    /// The 16 bytes, as they are stored.
    pub const fn bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.0.simple())
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an id of the kind that was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnId {
    /// The prefix that was expected.
    pub expected: &'static str,
}
impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected an id that begins with {}_", self.expected)
    }
}
impl std::error::Error for NotAnId {}

impl<K: Kind> FromStr for Id<K> {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let bad = NotAnId { expected: K::PREFIX };
        let hex = text.strip_prefix(K::PREFIX).and_then(|rest| rest.strip_prefix('_')).ok_or_else(|| bad.clone())?;
        if hex.len() != 32 || hex.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(bad);
        }
        Uuid::try_parse(hex).map(Self::from_uuid).map_err(|_| bad)
    }
}
impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
impl<K: Kind> schemars::JsonSchema for Id<K> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}_id", K::PREFIX).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": format!("^{}_[0-9a-f]{{32}}$", K::PREFIX),
        })
    }
}

/// Declares the kind and the id type of something: `id_type!(Lead, LeadId, "lead");`.
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $kind:ident, $id:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind {}
        impl $crate::id::Kind for $kind {
            const PREFIX: &'static str = $prefix;
        }
        #[doc = concat!("The id of a ", $prefix, ", written `", $prefix, "_…`.")]
        pub type $id = $crate::Id<$kind>;
    };
}

id_type!(
    /// One vendor's network: the tenant.
    Program, ProgramId, "program"
);
id_type!(
    /// A company that sells for the vendor.
    Partner, PartnerId, "partner"
);
id_type!(
    /// A person's membership in one program (vendor staff or a partner's user).
    User, UserId, "user"
);
id_type!(
    /// A client's interest that came to the vendor.
    Lead, LeadId, "lead"
);
id_type!(
    /// One lead × one partner.
    Offer, OfferId, "offer"
);
id_type!(
    /// A sale in work at one partner.
    Deal, DealId, "deal"
);
id_type!(
    /// The end customer's company.
    Client, ClientId, "client"
);
id_type!(
    /// Something that the vendor sells through partners.
    Product, ProductId, "product"
);
id_type!(
    /// Working hours of a partner or of the program.
    Calendar, CalendarId, "calendar"
);
id_type!(
    /// One version of the program's numbers.
    Policy, PolicyId, "policy"
);
id_type!(
    /// A program's key to the API.
    ApiKey, ApiKeyId, "key"
);
id_type!(
    /// A change that happened, as the event log keeps it.
    Event, EventId, "event"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_from_its_text_and_only_with_its_own_prefix() {
        let id = LeadId::from_uuid(Uuid::from_u128(0x0192_f0c1_0000_7000_8000_0000_0000_0001));
        let text = id.to_string();
        assert_eq!(text, "lead_0192f0c1000070008000000000000001");
        assert_eq!(text.parse::<LeadId>(), Ok(id));
        assert!(text.parse::<OfferId>().is_err());
        assert!("lead_0192F0C1000070008000000000000001".parse::<LeadId>().is_err());
    }
}
