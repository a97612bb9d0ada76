-- Links by which somebody who forgot the password chooses a new one: each works once, for an hour.
create table password_reset (
    -- SHA-256 of the token; the token itself stands in the letter alone.
    token_hash blob not null primary key,
    person_id blob not null references person (id),
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
) without rowid;
create index password_reset_person on password_reset (person_id, expires_at);
create index password_reset_expiry on password_reset (expires_at);
