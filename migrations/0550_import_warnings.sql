-- Rows of a preview that are joined with somebody of another name.
alter table import add column warned_rows bigint;
