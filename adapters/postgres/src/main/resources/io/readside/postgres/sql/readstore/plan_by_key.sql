-- For the rest of the transaction rows are looked up one key after the other. A plan made while a table was empty and
-- analyzed is kept while the table grows, and would scan it whole each time.
-- Put in front of a statement: pgjdbc sends both in one round trip, and outside of a transaction they are one.
select set_config('enable_seqscan', 'off', true),
    set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true)
