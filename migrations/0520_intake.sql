-- One client, one open lead of a product, whoever comes at the same time; and what a repetition said.

-- The nth that a key is known of. Whoever read n holders becomes the next or runs again: two acts never become the same one.
alter table client_key rename to client_key_before;
create table client_key (
    program_id blob not null,
    lookup_key text not null,
    nth bigint not null,
    client_id blob not null,
    primary key (program_id, lookup_key, nth),
    foreign key (program_id, client_id) references client (program_id, id)
) without rowid;
insert into client_key (program_id, lookup_key, nth, client_id)
    select program_id, lookup_key, row_number() over (partition by program_id, lookup_key order by client_id), client_id
    from client_key_before;
drop table client_key_before;
create index client_key_of_client on client_key (program_id, client_id);

-- It stood open beside an older one of the same client and product before that was forbidden.
alter table lead add column twin bigint not null default 0;
update lead set twin = 1 where state not in ('won', 'lost', 'withdrawn') and exists (select 1 from lead older
    where older.program_id = lead.program_id and older.client_id = lead.client_id and older.product_id = lead.product_id
    and older.state not in ('won', 'lost', 'withdrawn') and (older.created_at < lead.created_at
        or older.created_at = lead.created_at and older.id < lead.id));
create unique index lead_open_of_client on lead (program_id, client_id, product_id)
    where state not in ('won', 'lost', 'withdrawn') and twin = 0;

-- Null for the first touch: the lead itself says it.
alter table lead_touch add column need text;
alter table lead_touch add column product_id blob;
alter table lead_touch add column contact_name text;
alter table lead_touch add column contact_phone text;
alter table lead_touch add column contact_email text;
alter table lead_touch add column value_minor bigint;

-- The first answer is promised in working days; it was minutes before, nine hours of them a day.
-- only sqlite
update policy set body = json_set(json_remove(body, '$.desk.first_answer_minutes'), '$.desk.first_answer_working_days',
    max(1, min(30, (json_extract(body, '$.desk.first_answer_minutes') + 539) / 540)))
    where json_extract(body, '$.desk.first_answer_minutes') is not null;
-- end
-- only postgres
update policy set body = jsonb_set(body::jsonb #- '{desk,first_answer_minutes}', '{desk,first_answer_working_days}',
    to_jsonb(greatest(1, least(30, ((body::jsonb #>> '{desk,first_answer_minutes}')::bigint + 539) / 540))))::text
    where body::jsonb #> '{desk,first_answer_minutes}' is not null;
-- end
