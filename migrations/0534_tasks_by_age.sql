-- Open tasks can be listed by when they were opened.
create index task_open_by_age on task (program_id, opened_at, id) where done_at is null;
