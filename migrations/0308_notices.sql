-- What people are told of what happened.

create table notice (
    program_id blob not null,
    id blob not null,
    user_id blob not null,
    kind text not null,
    event_id blob not null,
    subject_kind text not null,
    subject_id blob not null,
    title text not null,
    text text not null,
    path text not null,
    at bigint not null,
    read_at bigint,
    primary key (program_id, id),
    foreign key (program_id, user_id) references app_user (program_id, id)
) without rowid;
create unique index notice_once on notice (program_id, user_id, event_id, kind);
create index notice_of_user on notice (program_id, user_id, at, id);
create index notice_unread on notice (program_id, user_id) where read_at is null;

-- Whether a user gets letters of a kind, where that differs from what holds otherwise.
create table notice_choice (
    program_id blob not null,
    user_id blob not null,
    kind text not null,
    mail bigint not null,
    primary key (program_id, user_id, kind),
    foreign key (program_id, user_id) references app_user (program_id, id)
) without rowid;
