-- For the rest of the transaction rows are looked up one key after the other, as one always wants with a batch of keys.
select set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true)
