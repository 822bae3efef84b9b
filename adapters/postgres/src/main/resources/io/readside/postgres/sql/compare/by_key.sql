-- As by_range.sql, for rows that are looked up one key after the other, and suspects that are taken in the order of their index
-- as far as they are wanted.
select set_config('enable_seqscan', 'off', true),
    set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true),
    set_config('enable_bitmapscan', 'off', true),
    set_config('jit', 'off', true),
    set_config('DateStyle', 'ISO, YMD', true),
    set_config('TimeZone', 'UTC', true),
    set_config('extra_float_digits', '1', true)
