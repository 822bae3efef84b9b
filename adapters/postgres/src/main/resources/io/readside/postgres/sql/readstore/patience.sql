-- For the rest of the transaction nothing may hold the generation's row for long: not a worker that was stopped or cut off
-- between two statements, nor one that waits for a lock and is gone, nor a statement without end. A shorter time that the
-- session has already stays. A server on Windows cannot see that a client is gone.
-- Put in front of a statement: pgjdbc sends both in one round trip.
-- {statement} longest time of a statement, in milliseconds
select set_config('idle_in_transaction_session_timeout', '5s', true),
    set_config('client_connection_check_interval',
        case when version() ~* 'visual c|msvc|mingw' then '0' else '1s' end, true),
    set_config('statement_timeout',
        case
            when current_setting('statement_timeout')::interval between interval '1 millisecond'
                and {statement} * interval '1 millisecond' then current_setting('statement_timeout')
            else '{statement}'
        end, true)
