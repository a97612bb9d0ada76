-- The order in which events were made, by the database and not by the clocks of its servers.
-- only sqlite
alter table event_pending add column nth bigint not null default 0;
-- end
-- only postgres
create sequence event_nth;
alter table event_pending add column nth bigint not null default nextval('event_nth');
-- end
create index event_pending_by_nth on event_pending (nth);
