-- Leads by week, region and product: where leads come from, folded from the event log.
create table measure_demand (
    program_id blob not null,
    week bigint not null,
    region text not null,
    product_id blob not null,
    leads bigint not null,
    primary key (program_id, week, region, product_id)
) without rowid;

-- Offers that wait for an answer, by their deadline.
create index offer_open on offer (program_id, deadline, id) where state in ('offered', 'delivered', 'viewed');
