-- One at a time creates what bears a name.
-- 1 name text
-- locks: advisory, exclusive, until the end of the transaction
select pg_advisory_xact_lock(hashtextextended('readside.generation.' || ?, 0))
