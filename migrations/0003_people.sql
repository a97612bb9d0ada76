-- People: one sign-in for all programs; users, invitations and keys in each of them.

create table person (
    id blob not null primary key,
    -- In lower case.
    email text not null unique,
    name text not null,
    -- PHC text of argon2id.
    password_hash text not null,
    lang text not null,
    created_at bigint not null
) without rowid;

-- A person in a program: at the vendor (no partner), or at one of its partners.
create table app_user (
    program_id blob not null,
    id blob not null,
    person_id blob not null references person (id),
    role text not null,
    partner_id blob,
    disabled_at bigint,
    created_at bigint not null,
    primary key (program_id, id)
) without rowid;
create unique index app_user_at_vendor on app_user (program_id, person_id) where partner_id is null;
create unique index app_user_at_partner on app_user (program_id, person_id, partner_id) where partner_id is not null;
create index app_user_person on app_user (person_id);
create index app_user_partner on app_user (program_id, partner_id, id);

create table session (
    -- SHA-256 of the token; the token itself is kept nowhere.
    token_hash blob not null primary key,
    person_id blob not null references person (id),
    -- The membership in which the person acts.
    program_id blob not null,
    user_id blob not null,
    created_at bigint not null,
    last_seen_at bigint not null,
    expires_at bigint not null,
    address text not null,
    user_agent text not null,
    foreign key (program_id, user_id) references app_user (program_id, id)
) without rowid;
create index session_person on session (person_id, created_at);
create index session_membership on session (program_id, user_id);
create index session_expiry on session (expires_at);

create table invitation (
    program_id blob not null,
    id blob not null,
    token_hash blob not null unique,
    email text not null,
    -- What the person is called and speaks, unless told otherwise on acceptance.
    name text,
    lang text not null,
    role text not null,
    partner_id blob,
    -- The user who invited; null for a key and for the operator.
    invited_by blob,
    created_at bigint not null,
    expires_at bigint not null,
    accepted_at bigint,
    primary key (program_id, id)
) without rowid;

create table api_key (
    program_id blob not null,
    id blob not null,
    -- SHA-256 of the key; the key itself is shown once and kept nowhere.
    key_hash blob not null unique,
    name text not null,
    role text not null,
    partner_id blob,
    scopes text not null,
    created_at bigint not null,
    expires_at bigint,
    last_used_at bigint,
    revoked_at bigint,
    primary key (program_id, id)
) without rowid;

-- Failed tries with a password, by account and by address.
create table throttle (
    bucket text not null primary key,
    failures bigint not null,
    since bigint not null
) without rowid;
create index throttle_since on throttle (since);
