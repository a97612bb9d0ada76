insert into app_user (program_id, id, person_id, role, partner_id, disabled_at, created_at)
values (x'01920000000070008000000000000001', x'01920000000070008000000000000841', x'0192f0c1000070008000000000000301', 'partner_seller', x'01920000000070008000000000000007', null, 1);
insert into offer_link (token_hash, program_id, offer_id, user_id, created_at, expires_at, used_at)
values (x'04', x'01920000000070008000000000000001', x'0192000000007000800000000000000a', x'01920000000070008000000000000841', 1, 2, null);
