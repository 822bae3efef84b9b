-- Takes the appenders' lock as an append does, without appending: the trigger fires for a statement of no rows.
-- locks: advisory shared, until the end of the transaction
insert into readside.log (stream, stream_version, id, type, version, data, metadata, occurred_at)
select '-', 0, gen_random_uuid(), '-', 1, '{}', '{}', now()
where false
