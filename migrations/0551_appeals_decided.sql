-- An appeal may be handed on to a director, whose answer may forgive wins.
alter table reciprocity_appeal add column passed_at bigint;
alter table reciprocity_appeal add column passed_by blob;
alter table reciprocity_appeal add column passed_note text;
alter table reciprocity_appeal add column forgiven bigint;

-- Wins that were forgiven, beside the entries of reciprocity: at most once for each appeal.
create table reciprocity_forgiven (
    program_id blob not null,
    appeal_id blob not null,
    partner_id blob not null,
    event_id blob not null,
    at bigint not null,
    wins bigint not null,
    primary key (program_id, appeal_id),
    foreign key (program_id, appeal_id) references reciprocity_appeal (program_id, id),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;
create index reciprocity_forgiven_of_partner on reciprocity_forgiven (program_id, partner_id, at);
