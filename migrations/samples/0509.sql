insert into password_reset (token_hash, person_id, created_at, expires_at, used_at) values (x'05', x'0192f0c1000070008000000000000301', 1, 2, null);
