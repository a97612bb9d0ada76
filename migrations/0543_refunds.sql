-- What came back of an offer's charge when it was declined.
alter table offer add column refund bigint not null default 0;
