-- What waits for a person at the vendor. One of a kind stands open for a subject at a time.

create table task (
    program_id blob not null,
    id blob not null,
    kind text not null,
    -- What it is about: the prefix of an id and the id.
    subject_kind text not null,
    subject_id blob not null,
    -- Whose it is until somebody takes it, and who has taken it.
    role text not null,
    owner_id blob,
    due_at bigint not null,
    data text not null,
    opened_at bigint not null,
    done_at bigint,
    -- user, key, system; and the user or key.
    done_by_kind text,
    done_by_id blob,
    note text,
    primary key (program_id, id)
) without rowid;
create unique index task_open_once on task (program_id, kind, subject_id) where done_at is null;
create index task_open_by_due on task (program_id, due_at, id) where done_at is null;
create index task_done_by_age on task (program_id, done_at, id) where done_at is not null;
create index task_of_subject on task (program_id, subject_id, opened_at);
