-- Steps of setting up that somebody found unnecessary.
create table setup_skip (
    program_id blob not null,
    step text not null,
    at bigint not null,
    primary key (program_id, step)
) without rowid;
