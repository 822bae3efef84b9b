-- Keeps what a materialized view reads as it is: from here on its source can neither be swapped nor rolled back, so that the
-- generation which is active in the next statement is the one that the refresh will read. A refresh locks no sooner than this, and
-- its snapshot is older than its locks: it might see another generation as that was before the swap.
-- {source} the public view of the source
-- locks: access share on the view and its table, until the end of the transaction
lock table {source} in access share mode
