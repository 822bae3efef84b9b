-- Until the table is analyzed, the planner takes it for small and reads all of it for each batch. With these, what an import
-- looks up goes by the indexes from the first batch on.
set enable_seqscan = off;
set enable_hashjoin = off;
set enable_mergejoin = off
