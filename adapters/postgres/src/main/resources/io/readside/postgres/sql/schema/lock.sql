-- One installer at a time per database.
-- locks: advisory, exclusive, until the end of the transaction
select pg_advisory_xact_lock(hashtextextended('readside.schema', 0))
