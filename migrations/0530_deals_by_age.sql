-- The vendor lists deals by age: all of them, and those of a state.
create index deal_by_age on deal (program_id, created_at, id);
create index deal_in_state on deal (program_id, state, created_at, id);
