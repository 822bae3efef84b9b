-- Closes positions for good; those that have an event stay as they are.
-- 1 positions int8multirange
-- index: log_pkey
-- locks: waits for a transaction that has inserted at one of them and not ended
select readside.entomb(?::int8multirange)
