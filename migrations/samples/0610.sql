insert into telegram_chat (person_id, chat_id, name, sends, linked_at, blocked_at)
values (x'0192f0c1000070008000000000000301', 777, '@anna', 'both', 1, null);
insert into telegram_link (token_hash, program_id, user_id, created_at, expires_at, used_at)
values (x'05', x'01920000000070008000000000000001', x'01920000000070008000000000000841', 1, 2, null);
insert into telegram_message (program_id, id, chat_id, edits, text, keys, kind, user_id, about_kind, about_id, event_id, take_over, until_at, created_at, state, attempts, next_at, leased_until, settled_at, reply)
values (x'01920000000070008000000000000001', x'01920000000070008000000000000861', 777, null, 'Для вас лид', '[]', 'offer_made', x'01920000000070008000000000000841', 'offer', x'0192000000007000800000000000000a', x'01920000000070008000000000000862', 1, null, 1, 'waiting', 0, 1, null, null, null);
insert into telegram_reading (bot_id, next_update, seen_at, leased_until, holder) values (42, 8, 1, 1, x'01');
insert into telegram_update (bot_id, update_id, at) values (42, 7, 1);
