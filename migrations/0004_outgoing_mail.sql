-- Mail that waits to be sent: written in the transaction of what it tells about.

create table outgoing_mail (
    program_id blob not null,
    id blob not null,
    to_address text not null,
    lang text not null,
    subject text not null,
    text text not null,
    html text not null,
    created_at bigint not null,
    -- waiting, sent, failed
    state text not null,
    attempts bigint not null,
    next_at bigint not null,
    primary key (program_id, id)
) without rowid;
create index outgoing_mail_due on outgoing_mail (state, next_at);
