insert into partner_pause values (x'01920000000070008000000000000001', x'01920000000070008000000000000007', 'suspended', 5, null, 'Проверка договора');
insert into measure_activity values (x'01920000000070008000000000000001', 30);
