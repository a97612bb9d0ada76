insert into outgoing_mail (program_id, id, to_address, lang, subject, text, html, created_at, state, attempts, next_at)
values (x'0192f0c1000070008000000000000201', x'0192f0c1000070008000000000000401', 'other@example.org', 'ru', 'Приглашение', 'Текст', '<p>Текст</p>', 1, 'waiting', 0, 1);
