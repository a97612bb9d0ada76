update deal set client_name = 'ООО «Х-Строй»' where program_id = x'01920000000070008000000000000001';
