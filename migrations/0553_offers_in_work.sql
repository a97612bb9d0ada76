-- Work in hand is counted in `partner_tally`; nothing looks into this index any more, and every acceptance wrote it.
drop index offer_in_work;
