//! The SQL of people.

use db::{DbError, Json, Tx, params};
use kit::{
    Instant, Lang,
    id::{ApiKeyId, PartnerId, ProgramId, UserId},
};
use platform::{Role, View};

use super::domain::{InvitationId, PersonId, Tries};

db::statements! {
    PERSON_BY_EMAIL: "select id, email, name, lang, password_hash from person where email = $1";
    PERSON: "select id, email, name, lang, password_hash from person where id = $1";
    ADD_PERSON: "insert into person (id, email, name, password_hash, lang, created_at, search_text) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    CHANGE_PASSWORD: "update person set password_hash = $3 where id = $1 and password_hash = $2";
    STILL_PROVED: "update person set password_hash = password_hash where id = $1 and password_hash = $2";
    CHANGE_PERSON: "update person set name = $2, lang = $3, search_text = $4 where id = $1";
    MEMBERSHIPS: "select u.program_id, g.name, u.id, u.role, u.partner_id from app_user u \
        join program g on g.id = u.program_id where u.person_id = $1 and u.disabled_at is null \
        order by u.created_at, u.program_id, u.id";
    ELSEWHERE: "select count(*) from app_user where person_id = $1 and program_id <> $2";
    PROGRAM_NAME: "select name from program where id = $1";
    LOOK_OF_PROGRAM: "select name, zone, currency from program where id = $1";
    PERSON_OF_USER: "select p.name, p.id from app_user u join person p on p.id = u.person_id \
        where u.program_id = $1 and u.id = $2";
    COUNT_MEMBERSHIPS: "select count(*) from app_user where person_id = $1 and disabled_at is null";
    COMPANY: "select name, calendar_id from partner where program_id = $1 and id = $2";
    NAME_OF_KEY: "select name from api_key where program_id = $1 and id = $2";
    CAME_BACK: "update person set mail_bounced_at = $3 where mail_bounced_at is null \
        and id = (select person_id from app_user where program_id = $1 and id = $2)";
    WORKS_AGAIN: "update person set mail_bounced_at = null where id = $1";

    USERS: "select u.id, u.person_id, p.name, p.email, p.lang, u.role, u.partner_id, u.disabled_at, u.created_at, \
        p.mail_bounced_at \
        from app_user u join person p on p.id = u.person_id \
        where u.program_id = $1 and (cast($2 as blob) is null or u.partner_id = $2) and u.id > $3 \
        and (cast($5 as text) is null or p.search_text like '%' || $5 || '%' escape '~') order by u.id limit $4";
    USER: "select u.id, u.person_id, p.name, p.email, p.lang, u.role, u.partner_id, u.disabled_at, u.created_at, \
        p.mail_bounced_at \
        from app_user u join person p on p.id = u.person_id \
        where u.program_id = $1 and u.id = $2 and (cast($3 as blob) is null or u.partner_id = $3)";
    ACTIVE_OF_PARTNER: "select u.id, u.person_id, p.name, p.email, p.lang, u.role, u.partner_id, u.disabled_at, u.created_at, \
        p.mail_bounced_at \
        from app_user u join person p on p.id = u.person_id \
        where u.program_id = $1 and u.partner_id = $2 and u.disabled_at is null order by u.id";
    ACTIVE_OF_VENDOR: "select u.id, u.person_id, p.name, p.email, p.lang, u.role, u.partner_id, u.disabled_at, u.created_at, \
        p.mail_bounced_at \
        from app_user u join person p on p.id = u.person_id where u.program_id = $1 and u.partner_id is null \
        and u.disabled_at is null and (cast($2 as text) is null or u.role = $2) order by u.id";
    KEYS_THAT_MAY: "select role, scopes from api_key where program_id = $1 and partner_id = $2 and revoked_at is null \
        and (expires_at is null or expires_at > $3)";
    USER_OF_PERSON: "select id, disabled_at from app_user where program_id = $1 and person_id = $2 \
        and (partner_id = $3 or (partner_id is null and cast($3 as blob) is null))";
    ADD_USER: "insert into app_user (program_id, id, person_id, role, partner_id, created_at) values ($1, $2, $3, $4, $5, $6)";
    ENABLE_USER: "update app_user set disabled_at = null, role = $3 \
        where program_id = $1 and id = $2 and disabled_at is not null";
    // Two admins who leave at the same time wait for each other here, so that one of them stays.
    LOCK_ADMINS: "update app_user set role = role where program_id = $1 and role = 'admin'";
    CHANGE_USER: "update app_user set role = $3, disabled_at = $4 where program_id = $1 and id = $2 and ( \
        (cast($3 as text) = 'admin' and cast($4 as bigint) is null) or role <> 'admin' or disabled_at is not null or exists ( \
        select 1 from app_user o where o.program_id = $1 and o.role = 'admin' and o.disabled_at is null and o.id <> $2))";

    SESSION_CALLER: "select u.program_id, u.id, u.role, u.partner_id, c.left_at, p.lang from session s \
        join app_user u on u.program_id = s.program_id and u.id = s.user_id join person p on p.id = s.person_id \
        left join partner c on c.program_id = u.program_id and c.id = u.partner_id \
        where s.token_hash = $1 and s.expires_at > $2 and u.disabled_at is null \
        and s.last_seen_at > case when u.role = 'admin' then cast($4 as bigint) else cast($3 as bigint) end";
    SESSIONS: "select s.token_hash, s.created_at, s.last_seen_at, s.expires_at, s.address, s.user_agent from session s \
        join app_user u on u.program_id = s.program_id and u.id = s.user_id where s.person_id = $1 and s.expires_at > $2 \
        and s.last_seen_at > case when u.role = 'admin' then cast($4 as bigint) else cast($3 as bigint) end \
        order by s.created_at desc, s.token_hash";
    SESSIONS_OF_USER: "select s.token_hash, s.created_at, s.last_seen_at, s.expires_at, s.address, s.user_agent from session s \
        join app_user u on u.program_id = s.program_id and u.id = s.user_id where s.program_id = $1 and s.user_id = $2 and s.expires_at > $3 \
        and s.last_seen_at > case when u.role = 'admin' then cast($5 as bigint) else cast($4 as bigint) end \
        order by s.created_at desc, s.token_hash";
    END_SESSION_OF_USER: "delete from session where program_id = $1 and user_id = $2 and token_hash = $3";
    ADD_SESSION: "insert into session (token_hash, person_id, program_id, user_id, created_at, last_seen_at, expires_at, address, user_agent) \
        values ($1, $2, $3, $4, $5, $5, $6, $7, $8)";
    SWITCH_SESSION: "update session set program_id = $3, user_id = $4 where token_hash = $1 and person_id = $2";
    END_SESSION: "delete from session where token_hash = $1 and person_id = $2";
    END_OTHER_SESSIONS: "delete from session where person_id = $1 and token_hash <> $2";
    END_SESSIONS_OF_USER: "delete from session where program_id = $1 and user_id = $2";
    SESSION_SEEN: "update session set last_seen_at = $2 where token_hash = $1 and last_seen_at <= $3";
    FORGET_SESSIONS: "delete from session where expires_at <= $1 or last_seen_at <= $2";

    ADD_RESET: "insert into password_reset (token_hash, person_id, created_at, expires_at) values ($1, $2, $3, $4)";
    RESET: "select p.id, p.email, p.name, p.lang, p.password_hash from password_reset r join person p on p.id = r.person_id \
        where r.token_hash = $1 and r.used_at is null and r.expires_at > $2";
    USE_RESET: "update password_reset set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2";
    END_RESETS: "update password_reset set expires_at = $2 where person_id = $1 and used_at is null and expires_at > $2";
    FORGET_RESETS: "delete from password_reset where expires_at <= $1";
    SET_PASSWORD: "update person set password_hash = $2 where id = $1";
    END_ALL_SESSIONS: "delete from session where person_id = $1";

    INVITATION: "select program_id, id, email, name, lang, role, partner_id from invitation \
        where token_hash = $1 and accepted_at is null and expires_at > $2";
    ADD_INVITATION: "insert into invitation (program_id, id, token_hash, email, name, lang, role, partner_id, invited_by, created_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    ACCEPT_INVITATION: "update invitation set accepted_at = $3 \
        where program_id = $1 and id = $2 and accepted_at is null and expires_at > $3";

    WAITING: "select id, email, role, partner_id, expires_at from invitation where program_id = $1 \
        and accepted_at is null and expires_at > $2 and (cast($3 as blob) is null or partner_id = $3) order by id";
    WITHDRAW_INVITATION: "update invitation set expires_at = $3 \
        where program_id = $1 and id = $2 and accepted_at is null and expires_at > $3";

    KEY_CALLER: "select k.program_id, k.id, k.role, k.partner_id, c.left_at, k.scopes from api_key k \
        left join partner c on c.program_id = k.program_id and c.id = k.partner_id \
        where k.key_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)";
    KEYS: "select id, name, role, partner_id, scopes, created_at, expires_at, last_used_at from api_key \
        where program_id = $1 and (cast($2 as blob) is null or partner_id = $2) and revoked_at is null order by id";
    KEY: "select id, name, role, partner_id, scopes, created_at, expires_at, last_used_at from api_key \
        where program_id = $1 and id = $2 and (cast($3 as blob) is null or partner_id = $3) and revoked_at is null";
    ADD_KEY: "insert into api_key (program_id, id, key_hash, name, role, partner_id, scopes, created_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    REVOKE_KEY: "update api_key set revoked_at = $3 where program_id = $1 and id = $2 and revoked_at is null";
    KEY_SEEN: "update api_key set last_used_at = $2 where key_hash = $1 and (last_used_at is null or last_used_at <= $3)";

    COUNT_TRY: "insert into throttle (bucket, failures, since) values ($1, 1, $2) on conflict (bucket) do update set \
        failures = case when throttle.since <= $3 then 1 else throttle.failures + 1 end, \
        since = case when throttle.since <= $3 then excluded.since else throttle.since end";
    TRIES: "select failures, since from throttle where bucket = $1";
    CLEAR_TRIES: "delete from throttle where bucket = $1";
    FORGIVE_TRY: "update throttle set failures = failures - 1 where bucket = $1 and failures > 0";
    FORGET_TRIES: "delete from throttle where since <= $1";
}

/// What a search for people looks into.
pub(super) fn search_text(name: &str, email: &str) -> String {
    kit::search::folded(&format!("{name} {email}"))
}

/// SHA-256 of a token or key.
pub(super) type Hash = [u8; 32];

db::record! {
    /// A person with what proves the sign-in.
    pub(super) struct PersonRow {
        pub(super) id: PersonId,
        pub(super) email: String,
        pub(super) name: String,
        pub(super) lang: Lang,
        pub(super) password_hash: String,
    }
}
db::record! {
    /// A person in a program.
    #[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
    pub struct Membership {
        /// The program.
        pub program: ProgramId,
        /// Its name.
        pub program_name: String,
        /// The person as a user of it.
        pub user: UserId,
        /// What the person is there.
        pub role: Role,
        /// The company, for a partner's people.
        pub partner: Option<PartnerId>,
    }
}
db::record! {
    /// A user with what is kept of the person.
    pub(super) struct UserRow {
        pub(super) id: UserId,
        pub(super) person: PersonId,
        pub(super) name: String,
        pub(super) email: String,
        pub(super) lang: Lang,
        pub(super) role: Role,
        pub(super) partner: Option<PartnerId>,
        pub(super) disabled_at: Option<Instant>,
        pub(super) created_at: Instant,
        pub(super) mail_bounced_at: Option<Instant>,
    }
}
db::record! {
    /// A session that has not ended.
    pub(super) struct SessionRow {
        pub(super) token_hash: Hash,
        pub(super) created_at: Instant,
        pub(super) last_seen_at: Instant,
        pub(super) expires_at: Instant,
        pub(super) address: String,
        pub(super) user_agent: String,
    }
}
db::record! {
    /// An invitation that can be accepted.
    pub(super) struct InvitationRow {
        pub(super) program: ProgramId,
        pub(super) id: InvitationId,
        pub(super) email: String,
        pub(super) name: Option<String>,
        pub(super) lang: Lang,
        pub(super) role: Role,
        pub(super) partner: Option<PartnerId>,
    }
}
db::record! {
    /// An invitation that waits, as it is listed.
    pub(super) struct WaitingRow {
        pub(super) id: InvitationId,
        pub(super) email: String,
        pub(super) role: Role,
        pub(super) partner: Option<PartnerId>,
        pub(super) expires_at: Instant,
    }
}
db::record! {
    /// A key as it is listed.
    #[derive(Debug, Clone)]
    pub(super) struct KeyRow {
        pub(super) id: ApiKeyId,
        pub(super) name: String,
        pub(super) role: Role,
        pub(super) partner: Option<PartnerId>,
        pub(super) scopes: Json<Vec<String>>,
        pub(super) created_at: Instant,
        pub(super) expires_at: Option<Instant>,
        pub(super) last_used_at: Option<Instant>,
    }
}

/// The user of a program, if the view shows it.
pub(super) async fn user(tx: &mut Tx, program: ProgramId, id: UserId, view: View) -> Result<Option<UserRow>, DbError> {
    tx.optional(&USER, params![program, id, view.partner_filter()]).await
}

/// The person of an e-mail in lower case.
pub(super) async fn person_by_email(tx: &mut Tx, email: &str) -> Result<Option<PersonRow>, DbError> {
    tx.optional(&PERSON_BY_EMAIL, params![email]).await
}

/// Where the person is active, oldest first.
pub(super) async fn memberships(tx: &mut Tx, person: PersonId) -> Result<Vec<Membership>, DbError> {
    tx.all(&MEMBERSHIPS, params![person]).await
}

/// The person's membership in a company, active or not, and since when it is disabled.
pub(super) async fn user_of_person(
    tx: &mut Tx,
    program: ProgramId,
    person: PersonId,
    partner: Option<PartnerId>,
) -> Result<Option<(UserId, Option<Instant>)>, DbError> {
    tx.optional(&USER_OF_PERSON, params![program, person, partner]).await
}

/// The invitations that can still be accepted, as far as the view shows them.
pub(super) async fn waiting(
    tx: &mut Tx,
    program: ProgramId,
    now: Instant,
    view: View,
) -> Result<Vec<WaitingRow>, DbError> {
    tx.all(&WAITING, params![program, now, view.partner_filter()]).await
}

/// The name of a program.
pub(super) async fn program_name(tx: &mut Tx, program: ProgramId) -> Result<String, DbError> {
    Ok(tx.one::<(String,)>(&PROGRAM_NAME, params![program]).await?.0)
}

/// Counts a try and returns all since the first of them, `window_start` being the earliest that still counts.
pub(super) async fn count_try(
    tx: &mut Tx,
    bucket: &str,
    now: Instant,
    window_start: Instant,
) -> Result<Tries, DbError> {
    tx.execute(&COUNT_TRY, params![bucket, now, window_start]).await?;
    let (count, since) = tx.one::<(i64, Instant)>(&TRIES, params![bucket]).await?;
    Ok(Tries { count, since })
}
