-- Begins another timeline, once for each loss; returns the one that the log is in.
-- 1 lost integer
-- locks: the row of readside.log_identity
select readside.begin_timeline_after(?)
