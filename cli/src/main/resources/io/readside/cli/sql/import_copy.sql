-- Appends rows, in the order in which they come.
-- Fails with 23505 where another writer has put an event at one of the stream versions, or one with one of the ids.
-- index: none; all of them are kept
-- locks: as readside.append: the shared advisory lock, by its trigger; waits for who appends to one of the streams, or one
-- of the ids
copy readside.log (stream_version, stream, id, type, version, data, metadata, occurred_at) from stdin (format binary)
