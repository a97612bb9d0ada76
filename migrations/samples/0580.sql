insert into consumer_trouble values (x'01920000000070008000000000000001', 'notices', 1, x'01920000000070008000000000000058', 'lead.received', 1, 'a sample', 1, null);
