insert into notice (program_id, id, user_id, kind, event_id, subject_kind, subject_id, title, text, path, at, read_at)
values (x'0192f0c1000070008000000000000201', x'01920000000070008000000000000831', x'0192f0c1000070008000000000000302', 'task_opened', x'01920000000070008000000000000832', 'task', x'01920000000070008000000000000801', 'Новая задача', '', '/tasks', 1, null);
insert into notice_choice values (x'0192f0c1000070008000000000000201', x'0192f0c1000070008000000000000302', 'task_opened', 0);
