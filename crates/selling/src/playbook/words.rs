//! What a playbook is written in: texts of two languages, roles at the client, what a stage asks.

use kit::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text in both languages. Where one has none, the other is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Both {
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

impl Both {
    /// The text for a reader.
    pub fn said(&self, lang: impl Into<Lang>) -> &str {
        let (own, other) = match lang.into() {
            Lang::Ru => (&self.ru, &self.en),
            Lang::En => (&self.en, &self.ru),
        };
        if own.trim().is_empty() { other } else { own }
    }
    /// Nothing is said in either language.
    pub fn is_empty(&self) -> bool {
        self.ru.trim().is_empty() && self.en.trim().is_empty()
    }
}

/// What is sent to the client or read by the seller.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// What it is.
    pub title: Both,
    /// Where it is: an address that begins with `https://` or `http://`; none for what is asked of the vendor.
    #[serde(default)]
    pub link: String,
}

/// What a client says against it, and what is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Objection {
    /// What the client says.
    pub objection: Both,
    /// What the seller answers.
    pub answer: Both,
}

/// Who decides at the client, and the way to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What this person is in the purchase.
    pub role: BuyerRole,
    /// The post that it usually is.
    pub title: Both,
    /// How to reach them.
    pub way: Both,
}

kit::codes! {
    /// What somebody at the client is in a purchase.
    pub enum BuyerRole {
        /// Says yes or no (ЛПР).
        DecisionMaker = "decision_maker",
        /// Is heard by whoever decides.
        Influencer = "influencer",
        /// Judges whether it fits.
        Technical = "technical",
        /// Holds the money.
        Finance = "finance",
        /// Runs the purchase.
        Buyer = "buyer",
        /// Works with it.
        User = "user",
    }
}
kit::codes! {
    /// What must be known of a deal.
    pub enum DealField {
        /// What the client is.
        ClientType = "client_type",
        /// What it buys.
        Category = "category",
        /// How one comes in.
        EntryPoint = "entry_point",
        /// For which work of the client.
        BusinessProcess = "business_process",
        /// The expected sum.
        Value = "value",
    }
}
kit::codes! {
    /// Which deals a process leads.
    pub enum Motion {
        /// All deals of the product that have none of their own.
        Any = "any",
        /// Deals from the vendor's leads.
        Lead = "lead",
        /// Deals that partners brought.
        Own = "own",
    }
}
db::stored_codes!(BuyerRole, DealField, Motion);

/// Something that the seller confirms with a tick.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its lasting word in the stage: ticks hang on it.
    pub key: String,
    /// What is confirmed.
    pub text: Both,
}

/// What must be there to enter or to leave a stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Criteria {
    /// What must be known.
    pub fields: Vec<DealField>,
    /// Who must have been reached.
    pub roles: Vec<BuyerRole>,
    /// What must be confirmed.
    pub checks: Vec<Check>,
}

impl Criteria {
    /// It asks nothing.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.roles.is_empty() && self.checks.is_empty()
    }
}

/// A hint for a partner of each size.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Hints {
    /// For one person.
    pub solo: Both,
    /// For a small company.
    pub small: Both,
    /// For a medium company.
    pub medium: Both,
    /// For a large company.
    pub large: Both,
}

/// A stage of a process.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its lasting word: deals and partners' own columns hang on it through all versions.
    pub key: String,
    /// What it is called.
    pub name: Both,
    /// What is reached when it is done.
    #[serde(default)]
    pub goal: Both,
    /// Days that a deal stands here at most before it is stalled.
    pub norm_days: u32,
    /// What must be there before a deal comes here.
    #[serde(default)]
    pub entry: Criteria,
    /// What must be there before a deal goes on.
    #[serde(default)]
    pub exit: Criteria,
    /// Whom to reach here.
    #[serde(default)]
    pub roles: Vec<BuyerRole>,
    /// What to do now.
    #[serde(default)]
    pub actions: Vec<Both>,
    /// What to ask.
    #[serde(default)]
    pub questions: Vec<Both>,
    /// What to send.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// What a partner of each size should mind.
    #[serde(default)]
    pub hints: Hints,
    /// A deal may be won from here: an exit of the process.
    #[serde(default)]
    pub wins: bool,
}

/// What a version of a process says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its stages, in order.
    pub stages: Vec<Stage>,
}

impl Content {
    /// A stage and its place.
    pub fn stage(&self, key: &str) -> Option<(usize, &Stage)> {
        self.stages.iter().enumerate().find(|(_, stage)| stage.key == key)
    }
}
