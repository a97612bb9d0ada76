-- The client of a deal, as its partner calls it.
alter table deal add column client_name text;
