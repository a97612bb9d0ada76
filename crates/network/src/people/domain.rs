//! The rules of people: who may give which role, what a password must be, when tries are too many.

use kit::{Instant, Lang, id::PartnerId, time::Span};
use platform::{Caller, Fail, Role, Rule};

use super::texts;

kit::id_type!(
    /// A human being, in all programs.
    Person, PersonId, "person"
);
kit::id_type!(
    /// A call to join a program.
    Invitation, InvitationId, "invitation"
);

/// A session ends when it was not used for so long …
pub const IDLE: Span = Span::hours(12);
/// … or for so long, while it acts as an admin of the vendor, who may do everything …
pub const IDLE_OF_ADMIN: Span = Span::minutes(30);
/// … and at the latest so long after it was opened.
pub const LONGEST: Span = Span::days(7);
/// How long an invitation can be accepted, in days.
pub const INVITED_DAYS: i64 = 7;

/// Failed tries are counted over so long …
pub const THROTTLED_FOR: Span = Span::minutes(15);
/// … and this many are allowed for an account from one address, so that nobody locks anybody out from elsewhere,
pub const TRIES_OF_ACCOUNT: i64 = 10;
/// this many for an account from wherever they come,
pub const TRIES_OF_ACCOUNT_IN_ALL: i64 = 100;
/// and this many from an address, behind which a whole office may sit.
pub const TRIES_OF_ADDRESS: i64 = 30;

/// The link of a forgotten password works for so long …
pub const RESET_WITHIN: Span = Span::hours(1);
/// … and so many letters go to an account that one address asks for,
pub const RESETS_OF_ACCOUNT: i64 = 3;
/// so many in all,
pub const RESETS_OF_ACCOUNT_IN_ALL: i64 = 12;
/// and so many are asked for from an address, in the time over which tries are counted.
pub const RESETS_OF_ADDRESS: i64 = 10;

/// Least length of a password, in characters.
pub const PASSWORD_LEAST: usize = 10;
/// Greatest length of a password, in characters.
pub const PASSWORD_MOST: usize = 200;
/// Greatest length of names of people and keys, in characters.
pub const NAME_MOST: usize = 200;

/// A rule that forbids it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// E-mail and password do not belong together, or nobody has that e-mail: both look the same.
    WrongCredentials,
    /// A program without an admin could not be repaired.
    LastAdmin,
    /// The invitation was accepted, has expired or never was.
    InvitationEnded,
    /// The link of a forgotten password was used, has expired or never was.
    ResetEnded,
    /// The e-mail belongs to an active user of the same company.
    AlreadyMember(String),
    /// The caller may not manage that role or company.
    MayNotGrant,
    /// A role of a partner was named without its partner.
    RoleNeedsPartner,
    /// A role at the vendor was named with a partner.
    RoleForbidsPartner,
    /// The person is in other programs, too: nobody here changes the name there.
    NameIsTheirs,
    /// A key may do no more than who makes it.
    ScopeIsWider,
}

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::WrongCredentials => "wrong-credentials",
            Self::LastAdmin => "last-admin",
            Self::InvitationEnded => "invitation-ended",
            Self::ResetEnded => "password-link-ended",
            Self::AlreadyMember(_) => "already-member",
            Self::MayNotGrant => "may-not-grant",
            Self::RoleNeedsPartner => "role-needs-partner",
            Self::RoleForbidsPartner => "role-forbids-partner",
            Self::NameIsTheirs => "name-is-theirs",
            Self::ScopeIsWider => "scope-is-wider",
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::WrongCredentials => 401,
            Self::MayNotGrant | Self::ScopeIsWider => 403,
            Self::LastAdmin
            | Self::InvitationEnded
            | Self::ResetEnded
            | Self::AlreadyMember(_)
            | Self::NameIsTheirs => 409,
            Self::RoleNeedsPartner | Self::RoleForbidsPartner => 422,
        }
    }

    fn text(&self, lang: Lang) -> String {
        match self {
            Self::WrongCredentials => texts::wrong_credentials(lang),
            Self::LastAdmin => texts::last_admin(lang),
            Self::InvitationEnded => texts::invitation_ended(lang),
            Self::ResetEnded => texts::reset_ended(lang),
            Self::AlreadyMember(email) => texts::already_member(lang, email),
            Self::MayNotGrant => texts::may_not_grant(lang),
            Self::RoleNeedsPartner => texts::role_needs_partner(lang),
            Self::RoleForbidsPartner => texts::role_forbids_partner(lang),
            Self::NameIsTheirs => texts::name_is_theirs(lang),
            Self::ScopeIsWider => texts::scope_is_wider(lang),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::RoleNeedsPartner | Self::RoleForbidsPartner => Some("partner"),
            _ => None,
        }
    }
}

/// True if `own` may give `role` to somebody, or take it away.
pub fn may_grant(own: Role, role: Role) -> bool {
    match own {
        Role::Admin => true,
        Role::Director => role != Role::Admin,
        Role::PartnerOwner | Role::ChannelManager => role.is_partner(),
        _ => false,
    }
}

/// The company in which a role will stand that the caller gives. A partner's owner gives roles in the
/// own company alone, and need not name it.
pub fn company_of_grant(caller: &Caller, role: Role, partner: Option<PartnerId>) -> Result<Option<PartnerId>, Broken> {
    let own = caller.role.ok_or(Broken::MayNotGrant)?;
    if !may_grant(own, role) || own.is_partner() && partner.is_some() && partner != caller.partner {
        return Err(Broken::MayNotGrant);
    }
    let company = if own.is_partner() { caller.partner } else { partner };
    match (role.is_partner(), company) {
        (true, None) => Err(Broken::RoleNeedsPartner),
        (false, Some(_)) => Err(Broken::RoleForbidsPartner),
        _ => Ok(company),
    }
}

/// The tries of one account or address since the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// How many, with the present one.
    pub count: i64,
    /// When the first of them was.
    pub since: Instant,
}

impl Tries {
    /// Seconds until another try is allowed; none if the present one is.
    pub fn wait(self, allowed: i64, now: Instant) -> Option<u32> {
        let left = (self.since + THROTTLED_FOR).since(now).0;
        let seconds = u32::try_from(left.saturating_add(999_999) / 1_000_000).unwrap_or(u32::MAX);
        (self.count > allowed && left > 0).then_some(seconds)
    }
}

/// Checks that a password is hard to guess, also for somebody who knows the person.
pub fn strong(password: &str, known: &[&str]) -> Result<(), Fail> {
    let length = password.chars().count();
    if length < PASSWORD_LEAST {
        return Err(Fail::field("password", |lang| texts::too_short(lang, PASSWORD_LEAST)));
    }
    if length > PASSWORD_MOST {
        return Err(Fail::field("password", |lang| texts::too_long(lang, PASSWORD_MOST)));
    }
    // The estimate takes a time that grows with the square of the length; its head decides.
    let head: String = password.chars().take(64).collect();
    let known: Vec<String> = known.iter().map(|text| text.to_lowercase()).collect();
    let mut words: Vec<&str> = known.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).collect();
    words.retain(|word| word.chars().count() > 2);
    if zxcvbn::zxcvbn(&head, &words).score() < zxcvbn::Score::Three {
        return Err(Fail::field("password", texts::easy_to_guess));
    }
    Ok(())
}

/// An e-mail address as it is kept: trimmed, in lower case.
pub fn email(given: &str) -> Result<String, Fail> {
    let email = given.trim().to_lowercase();
    let wrong = || Fail::field("email", texts::not_an_email);
    let (local, domain) = email.split_once('@').ok_or_else(wrong)?;
    let dotted = domain.split('.').count() > 1 && domain.split('.').all(|label| !label.is_empty());
    let clean = !email.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'));
    if local.is_empty() || domain.contains('@') || !dotted || !clean || email.len() > 254 {
        return Err(wrong());
    }
    Ok(email)
}

/// A name as it is kept: trimmed, not empty, in one line.
pub fn name(given: &str) -> Result<String, Fail> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(Fail::field("name", texts::no_name));
    }
    if name.chars().count() > NAME_MOST {
        return Err(Fail::field("name", |lang| texts::too_long(lang, NAME_MOST)));
    }
    Ok(name)
}

/// The scopes of a key that the caller makes: well formed, and none that the caller has not.
pub fn scopes(caller: &Caller, given: &[String]) -> Result<Vec<String>, Fail> {
    if given.is_empty() {
        return Err(Fail::field("scopes", texts::no_scopes));
    }
    for (index, scope) in given.iter().enumerate() {
        if !is_scope(scope) {
            let scope = scope.clone();
            return Err(Fail::field(&format!("scopes[{index}]"), move |lang| texts::not_a_scope(lang, &scope)));
        }
        if !caller.scopes.iter().any(|own| own == "*" || own == scope) {
            return Err(Broken::ScopeIsWider.into());
        }
    }
    let mut scopes = given.to_vec();
    scopes.sort();
    scopes.dedup();
    Ok(scopes)
}

fn is_scope(text: &str) -> bool {
    let is_area = |area: &str| !area.is_empty() && area.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text == "*" || text.split_once(':').is_some_and(|(area, act)| is_area(area) && matches!(act, "read" | "write"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn caller(role: Role, partner: Option<PartnerId>) -> Caller {
        Caller { role: Some(role), partner, scopes: vec!["leads:read".to_owned()], ..Caller::public() }
    }

    fn partner(n: u128) -> PartnerId {
        PartnerId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn any_role() -> impl Strategy<Value = Role> {
        proptest::sample::select(Role::ALL)
    }

    proptest! {
        #[test]
        fn a_granted_role_stands_at_a_partner_exactly_if_it_is_a_partners(own in any_role(), role in any_role(), to in 0_u128..3) {
            let company = own.is_partner().then(|| partner(1));
            let granted = company_of_grant(&caller(own, company), role, (to > 0).then(|| partner(to)));
            if let Ok(place) = granted {
                prop_assert!(may_grant(own, role));
                prop_assert_eq!(place.is_some(), role.is_partner());
                prop_assert!(!own.is_partner() || place == company);
            }
        }

        #[test]
        fn rights_never_grow_along_a_chain_of_grants(first in any_role(), second in any_role(), third in any_role()) {
            if may_grant(first, second) && may_grant(second, third) {
                prop_assert!(may_grant(first, third));
            }
        }

        #[test]
        fn a_try_is_refused_only_while_the_window_is_open(count in 0_i64..40, allowed in 1_i64..30, later in 0_i64..1_800) {
            let since = Instant::from_micros(1_800_000_000_000_000);
            let wait = Tries { count, since }.wait(allowed, since + Span::seconds(later));
            prop_assert_eq!(wait.is_some(), count > allowed && later < 900);
            prop_assert!(wait.is_none_or(|s| i64::from(s) == 900 - later));
        }
    }

    #[test]
    fn a_password_is_long_enough_and_not_made_of_what_everybody_knows() {
        assert!(strong("tundra-violin-orbit", &[]).is_ok());
        for weak in ["Tr0ub4d", "password1234", "qwertyuiop12", "aaaaaaaaaaaaaaa"] {
            assert!(strong(weak, &[]).is_err(), "{weak}");
        }
        assert!(strong("kuznetsova.anna", &["kuznetsova.anna@vendor.ru", "Anna Kuznetsova"]).is_err());
        assert!(strong("sergeysergey", &["s@partner.ru", "Sergey"]).is_err());
        assert!(strong(&"tundra-violin-".repeat(20), &[]).is_err());
    }

    #[test]
    fn an_email_is_kept_in_lower_case_and_must_be_one() {
        assert_eq!(email(" Anna@Vendor.RU ").unwrap(), "anna@vendor.ru");
        assert_eq!(email("анна@почта.рф").unwrap(), "анна@почта.рф");
        for wrong in ["", "anna", "@vendor.ru", "a@b", "a@b..ru", "a b@c.ru", "a@b@c.ru", "a@b.ru, c@d.ru", "<a@b.ru>"]
        {
            assert!(email(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_scope_must_be_well_formed_and_the_callers_own() {
        let caller = caller(Role::Admin, None);
        assert_eq!(scopes(&caller, &["leads:read".to_owned()]).unwrap(), ["leads:read"]);
        for wrong in ["leads", "leads:delete", ":read", "Leads:read", "leads:write", "*", ""] {
            assert!(scopes(&caller, &[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_broken_rule_has_its_own_slug_and_both_texts() {
        use Broken as B;
        let all = [
            B::WrongCredentials,
            B::LastAdmin,
            B::InvitationEnded,
            B::AlreadyMember("a@b.ru".to_owned()),
            B::MayNotGrant,
        ]
        .into_iter()
        .chain([B::RoleNeedsPartner, B::RoleForbidsPartner, B::NameIsTheirs, B::ScopeIsWider]);
        let mut slugs = std::collections::BTreeSet::new();
        for broken in all {
            assert!(slugs.insert(broken.slug()));
            assert_ne!(broken.text(Lang::Ru), broken.text(Lang::En));
        }
    }
}
