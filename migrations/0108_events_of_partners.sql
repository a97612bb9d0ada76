-- A partner reads its own events in the order of the log, and goes on after an event that it has seen. Positions
-- themselves are not for it: they would tell how much happens to others.

alter table event_position add column partner_id blob;
-- only postgres
update event_position p set partner_id = e.partner_id from event e where e.program_id = p.program_id and e.id = p.event_id;
-- end
-- only sqlite
update event_position set partner_id =
    (select e.partner_id from event e where e.program_id = event_position.program_id and e.id = event_position.event_id);
-- end
create index event_position_of_partner on event_position (program_id, partner_id, position) where partner_id is not null;
create index event_position_of_event on event_position (program_id, partner_id, event_id) where partner_id is not null;
