insert into task (program_id, id, kind, subject_kind, subject_id, role, owner_id, due_at, data, opened_at)
values (x'01920000000070008000000000000001', x'01920000000070008000000000000801', 'lead_exhausted', 'lead', x'01920000000070008000000000000003', 'lead_desk', null, 2, '{}', 1);
insert into task (program_id, id, kind, subject_kind, subject_id, role, owner_id, due_at, data, opened_at, done_at, done_by_kind, done_by_id, note)
values (x'01920000000070008000000000000001', x'01920000000070008000000000000802', 'lead_exhausted', 'lead', x'01920000000070008000000000000003', 'lead_desk', x'0192f0c1000070008000000000000302', 2, '{}', 1, 2, 'user', x'0192f0c1000070008000000000000302', 'Позвонили');
