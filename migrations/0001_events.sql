-- The event log: every change, append-only, written in the transaction of the change.

create table event (
    program_id blob not null,
    id blob not null,
    at bigint not null,
    name text not null,
    actor_kind text not null,
    actor_id blob,
    request_id text not null,
    subject_kind text not null,
    subject_id blob not null,
    -- The partner that may see it; null is for vendor staff alone.
    partner_id blob,
    data text not null,
    primary key (program_id, id)
) without rowid;
create index event_subject on event (program_id, subject_kind, subject_id, id);

-- The place of each event in the gapless order of its program's log.
create table event_position (
    program_id blob not null,
    position bigint not null,
    event_id blob not null,
    primary key (program_id, position)
) without rowid;

-- Events that wait for their place (PostgreSQL; on SQLite the act itself gives it).
create table event_pending (
    program_id blob not null,
    event_id blob not null,
    primary key (program_id, event_id)
) without rowid;

-- How far each consumer has read the log of each program.
create table consumer_cursor (
    program_id blob not null,
    consumer text not null,
    position bigint not null,
    primary key (program_id, consumer)
) without rowid;

-- What is to happen at a moment, unless it is taken away before.
create table timer (
    program_id blob not null,
    kind text not null,
    subject_id blob not null,
    due_at bigint not null,
    primary key (program_id, kind, subject_id)
) without rowid;
create index timer_due on timer (due_at, program_id, kind, subject_id);

-- The answer to a POST that carried an Idempotency-Key, given again when the POST comes again.
create table idempotent_answer (
    program_id blob not null,
    actor text not null,
    key text not null,
    operation text not null,
    body_hash blob not null,
    reply text not null,
    at bigint not null,
    primary key (program_id, actor, key)
) without rowid;

-- Facts about the database itself, for example that it was made for tests.
create table mark (
    name text not null primary key,
    value text not null
) without rowid;
