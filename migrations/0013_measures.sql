-- The five numbers of the network: rollups folded from the event log. All of it can be thrown away and folded again.
-- Days and weeks are counted from 1970-01-01 in the program's zone; a week is named by its Monday.

-- What happened in a week at one partner; the partner of zeros stands for the whole network.
create table measure_week (
    program_id blob not null,
    partner_id blob not null,
    week bigint not null,
    offered bigint not null,
    accepted bigint not null,
    declined bigint not null,
    ignored bigint not null,
    started bigint not null,
    not_started bigint not null,
    lead_won bigint not null,
    lead_lost bigint not null,
    own_won bigint not null,
    own_lost bigint not null,
    primary key (program_id, partner_id, week)
) without rowid;
create index measure_week_by_week on measure_week (program_id, week, partner_id);

-- First contacts of a week by the minutes from the offer: the median is exact.
create table measure_start (
    program_id blob not null,
    week bigint not null,
    minutes bigint not null,
    starts bigint not null,
    primary key (program_id, week, minutes)
) without rowid;

-- The median of a week, computed when its starts change.
create table measure_median (
    program_id blob not null,
    week bigint not null,
    minutes bigint not null,
    primary key (program_id, week)
) without rowid;

-- By how much the number of partners in the network, and of active ones among them, differs from the day before.
create table measure_day (
    program_id blob not null,
    day bigint not null,
    partners bigint not null,
    active bigint not null,
    primary key (program_id, day)
) without rowid;

-- Days on which a partner had a commercial event.
create table measure_partner_day (
    program_id blob not null,
    partner_id blob not null,
    day bigint not null,
    primary key (program_id, partner_id, day)
) without rowid;

-- What is known of a partner: its time in the network and its last events; 0 is never.
create table measure_partner (
    program_id blob not null,
    partner_id blob not null,
    joined_day bigint not null,
    left_day bigint not null,
    last_commercial_at bigint not null,
    last_commercial text not null,
    last_offer_at bigint not null,
    primary key (program_id, partner_id)
) without rowid;
create index measure_partner_by_sleep on measure_partner (program_id, last_commercial_at, partner_id);

-- Partners that owe an own deal at this moment.
create table measure_debt (
    program_id blob not null,
    partner_id blob not null,
    state text not null check (state in ('grace', 'running', 'paused', 'set_aside', 'settled')),
    won bigint not null,
    own bigint not null,
    debt bigint not null,
    since_at bigint,
    -- A running debt: the last day on which it can be paid; a pause: the day on which it began; else the end of time.
    due_day bigint not null,
    until_at bigint,
    primary key (program_id, partner_id)
) without rowid;

-- How many owed, and were paused for it, when a week ended.
create table measure_debt_week (
    program_id blob not null,
    week bigint not null,
    in_debt bigint not null,
    paused bigint not null,
    primary key (program_id, week)
) without rowid;

-- The week that is being closed, and how far.
create table measure_closing (
    program_id blob not null primary key,
    week bigint not null,
    after_partner blob not null,
    in_debt bigint not null,
    paused bigint not null
) without rowid;

-- The lists behind the numbers.
create index offer_ignored on offer (program_id, state_at, id) where state = 'ignored';
create index offer_accepted on offer (program_id, accepted_at, id) where accepted_at is not null;
create index deal_closed on deal (program_id, state_at, id) where state in ('won', 'lost');
