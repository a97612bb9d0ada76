-- Acting from Telegram: whose chat is whose, messages that wait to be sent, updates that were taken in.

create table telegram_chat (
    person_id blob not null primary key references person (id),
    -- A chat is one person's.
    chat_id bigint not null unique,
    -- The name under which Telegram knows the person, for showing.
    name text not null,
    -- How news reach the person: mail, telegram, both
    sends text not null,
    linked_at bigint not null,
    -- The person has blocked the bot: mail takes over.
    blocked_at bigint
) without rowid;

-- Links by which a person says whose chat it is: each works once, for a quarter of an hour.
create table telegram_link (
    -- SHA-256 of the token; the token itself stands in the link alone.
    token_hash blob not null primary key,
    program_id blob not null,
    user_id blob not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    foreign key (program_id, user_id) references app_user (program_id, id)
) without rowid;
create index telegram_link_of_user on telegram_link (program_id, user_id);
create index telegram_link_expiry on telegram_link (expires_at);

-- Messages: written in the transaction of what they tell about, forgotten when they were sent.
create table telegram_message (
    program_id blob not null,
    id blob not null,
    chat_id bigint not null,
    -- The message that it replaces.
    edits bigint,
    text text not null,
    keys text not null,
    kind text not null,
    user_id blob,
    about_kind text,
    about_id blob,
    -- The event that it tells of.
    event_id blob,
    -- No letter tells the same.
    take_over bigint not null,
    -- First moment at which it is worth nothing.
    until_at bigint,
    created_at bigint not null,
    -- waiting, sent, failed, expired
    state text not null,
    attempts bigint not null,
    next_at bigint not null,
    leased_until bigint,
    settled_at bigint,
    reply text,
    primary key (program_id, id)
) without rowid;
create index telegram_message_due on telegram_message (state, next_at, id);
create index telegram_message_about on telegram_message (program_id, about_id) where about_id is not null;
create index telegram_message_edits on telegram_message (program_id, chat_id, edits) where edits is not null;
create index telegram_message_by_age on telegram_message (created_at);

-- Who reads the updates of a bot, and from where.
create table telegram_reading (
    bot_id bigint not null primary key,
    next_update bigint not null,
    seen_at bigint not null,
    leased_until bigint not null,
    holder blob not null
) without rowid;

-- Updates that were taken in: each once, whatever comes again.
create table telegram_update (
    bot_id bigint not null,
    update_id bigint not null,
    at bigint not null,
    primary key (bot_id, update_id)
) without rowid;
create index telegram_update_by_age on telegram_update (at);
