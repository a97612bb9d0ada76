-- The largest deals first, without sorting all of them.
create index deal_by_value on deal (program_id, coalesce(value_minor, 0), id);
