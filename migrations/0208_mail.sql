-- What a letter is, for whom and about what; leases of the sender; what came back.

alter table outgoing_mail add column kind text not null default 'letter';
alter table outgoing_mail add column user_id blob;
alter table outgoing_mail add column about_kind text;
alter table outgoing_mail add column about_id blob;
-- Where the reader may switch letters of its kind off.
alter table outgoing_mail add column switch_off text;
-- First moment at which it is worth nothing.
alter table outgoing_mail add column until_at bigint;
-- Somebody is sending it until then.
alter table outgoing_mail add column leased_until bigint;
-- When it was sent, or ended.
alter table outgoing_mail add column settled_at bigint;
-- What the mail server said last, if it refused.
alter table outgoing_mail add column reply text;
create index outgoing_mail_by_id on outgoing_mail (id);
create index outgoing_mail_by_age on outgoing_mail (program_id, created_at, id);
create index outgoing_mail_by_state on outgoing_mail (program_id, state, created_at, id);
create index outgoing_mail_about on outgoing_mail (program_id, about_id) where about_id is not null;

-- The address of a person came back for good.
alter table person add column mail_bounced_at bigint;
