-- Events that a consumer could not take in: how often it tried, and since when it has gone on without them.
create table consumer_trouble (
    program_id blob not null,
    consumer text not null,
    position bigint not null,
    id blob not null,
    event text not null,
    tries bigint not null,
    why text not null,
    at bigint not null,
    set_aside_at bigint,
    primary key (program_id, consumer, position)
) without rowid;
