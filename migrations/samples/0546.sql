insert into setup_skip values (x'01920000000070008000000000000001', 'mail', 1);
