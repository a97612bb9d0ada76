-- What is old is found by its age, without looking at what is new.

create index idempotent_answer_age on idempotent_answer (at);
create index outgoing_mail_sent on outgoing_mail (created_at) where state = 'sent';
