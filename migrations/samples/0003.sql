insert into person (id, email, name, password_hash, lang, created_at)
values (x'0192f0c1000070008000000000000301', 'sample@example.org', 'Sample', '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'ru', 1);
insert into app_user (program_id, id, person_id, role, partner_id, disabled_at, created_at)
values (x'0192f0c1000070008000000000000201', x'0192f0c1000070008000000000000302', x'0192f0c1000070008000000000000301', 'admin', null, null, 1);
insert into session (token_hash, person_id, program_id, user_id, created_at, last_seen_at, expires_at, address, user_agent)
values (x'01', x'0192f0c1000070008000000000000301', x'0192f0c1000070008000000000000201', x'0192f0c1000070008000000000000302', 1, 1, 2, '192.0.2.1', 'sample');
insert into invitation (program_id, id, token_hash, email, name, lang, role, partner_id, invited_by, created_at, expires_at, accepted_at)
values (x'0192f0c1000070008000000000000201', x'0192f0c1000070008000000000000303', x'02', 'other@example.org', null, 'en', 'support', null, x'0192f0c1000070008000000000000302', 1, 2, null);
insert into api_key (program_id, id, key_hash, name, role, partner_id, scopes, created_at, expires_at, last_used_at, revoked_at)
values (x'0192f0c1000070008000000000000201', x'0192f0c1000070008000000000000304', x'03', 'sample', 'admin', null, '["*"]', 1, null, null, null);
insert into throttle (bucket, failures, since) values ('address:192.0.2.1', 1, 1);
