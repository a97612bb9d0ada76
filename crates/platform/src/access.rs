//! Who calls, and what the caller may see.

use kit::id::{PartnerId, ProgramId, UserId};

kit::codes! {
    /// What a person or a key is in a program.
    pub enum Role {
        /// Answers for the channel; may override a rule with a reason.
        Director = "director",
        /// Leads partners; decides registrations and appeals.
        ChannelManager = "channel_manager",
        /// Takes leads in and gives by hand what nobody took.
        LeadDesk = "lead_desk",
        /// Answers cases.
        Support = "support",
        /// Inspects the work of partners.
        Quality = "quality",
        /// Runs courses.
        Trainer = "trainer",
        /// Sets the program up: people, keys, rules.
        Admin = "admin",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
        /// Answers for a partner; manages its people.
        PartnerOwner = "partner_owner",
        /// Sells at a partner.
        PartnerSeller = "partner_seller",
        /// Reads a partner's sums.
        PartnerFinance = "partner_finance",
    }
}
db::stored_codes!(Role);

impl Role {
    /// All who work at the vendor.
    pub const VENDOR: &'static [Self] = &[
        Self::Director,
        Self::ChannelManager,
        Self::LeadDesk,
        Self::Support,
        Self::Quality,
        Self::Trainer,
        Self::Admin,
        Self::Auditor,
    ];
    /// All who work at a partner.
    pub const PARTNER: &'static [Self] = &[Self::PartnerOwner, Self::PartnerSeller, Self::PartnerFinance];

    /// True for the roles of a partner's people.
    pub fn is_partner(self) -> bool {
        Self::PARTNER.contains(&self)
    }
}

/// Who did it, as the event log names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    User(UserId),
    /// A program with a key.
    Key(kit::Id<kit::id::ApiKey>),
    /// The operator of the server, by the token of the configuration.
    Operator,
    /// Nobody known: a public form.
    Public,
    /// The rules themselves: a deadline, a consumer.
    System,
}

impl Actor {
    /// The word for the event log.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Key(_) => "key",
            Self::Operator => "operator",
            Self::Public => "public",
            Self::System => "system",
        }
    }

    /// The bytes of the id, if there is one.
    pub fn id_bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::User(id) => Some(id.bytes().to_vec()),
            Self::Key(id) => Some(id.bytes().to_vec()),
            Self::Operator | Self::Public | Self::System => None,
        }
    }
}

/// Who calls an operation.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The program in which the caller acts; nil for the operator and the public.
    pub program: ProgramId,
    /// Who it is.
    pub actor: Actor,
    /// The caller's role; none for the operator and the public.
    pub role: Option<Role>,
    /// The caller's company, for a partner's people and keys.
    pub partner: Option<PartnerId>,
    /// The company has left the network: its people and keys read what is theirs, and change nothing.
    pub left: bool,
    /// What a key may do (`leads:write`, `*`); a person has `*`.
    pub scopes: Vec<String>,
    /// The caller's own language, if it has chosen one.
    pub lang: Option<kit::Lang>,
}

impl Caller {
    /// A caller of whom nothing is known.
    pub fn public() -> Self {
        Self {
            program: ProgramId::from_uuid(uuid::Uuid::nil()),
            actor: Actor::Public,
            role: None,
            partner: None,
            left: false,
            scopes: Vec::new(),
            lang: None,
        }
    }

    /// The rules acting by themselves in a program.
    pub fn system(program: ProgramId) -> Self {
        Self { program, actor: Actor::System, ..Self::public() }
    }

    /// The operator of the server.
    pub fn operator() -> Self {
        Self { actor: Actor::Operator, ..Self::public() }
    }

    /// The rows that the caller may see. A partner's people see their own company; a caller of no role
    /// sees nothing.
    pub fn view(&self) -> View {
        match (self.role, self.partner, self.actor) {
            (_, _, Actor::System) => View::All,
            (Some(role), Some(partner), _) if role.is_partner() => View::Company(partner),
            (Some(role), None, _) if !role.is_partner() => View::All,
            _ => View::Nothing,
        }
    }

    /// The user, if a person calls.
    pub fn user(&self) -> Option<UserId> {
        match self.actor {
            Actor::User(id) => Some(id),
            _ => None,
        }
    }
}

/// Which rows a read may return. Every read of a store takes one; what is not visible is not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// All rows of the program.
    All,
    /// The rows of one partner.
    Company(PartnerId),
    /// No rows.
    Nothing,
}

impl View {
    /// True if a row that belongs to `partner` is visible; rows of no partner are for the vendor alone.
    pub fn shows(self, partner: Option<PartnerId>) -> bool {
        match self {
            Self::All => true,
            Self::Company(own) => partner == Some(own),
            Self::Nothing => false,
        }
    }

    /// The partner to filter by in SQL: none means all. `Nothing` filters by an id that no partner has.
    pub fn partner_filter(self) -> Option<PartnerId> {
        match self {
            Self::All => None,
            Self::Company(own) => Some(own),
            Self::Nothing => Some(PartnerId::from_uuid(uuid::Uuid::max())),
        }
    }
}
