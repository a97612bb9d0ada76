insert into partner (program_id, id, name, size_class, tier_weight, contract_active, joined_at, calendar_id, sizes, industries, territories, version, search_text)
values (x'01920000000070008000000000000001', x'01920000000070008000000000000851', 'Ёлка', 'small', 1000000, 1, 1, x'01920000000070008000000000000004', '[]', '[]', '[]', 1, 'елка');
