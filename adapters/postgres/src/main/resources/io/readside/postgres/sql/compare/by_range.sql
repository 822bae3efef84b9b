-- For the rest of the transaction ranges of keys are read by their index: the statistics may be those of an empty table. Values
-- are written in one way, whatever the session's: two that differ must not look the same.
-- Compiling a statement would take longer than a range.
-- Put in front of a statement: pgjdbc sends both in one round trip.
select set_config('enable_seqscan', 'off', true),
    set_config('jit', 'off', true),
    set_config('DateStyle', 'ISO, YMD', true),
    set_config('TimeZone', 'UTC', true),
    set_config('extra_float_digits', '1', true)
