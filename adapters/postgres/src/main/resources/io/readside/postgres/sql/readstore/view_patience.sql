-- For the rest of the transaction nothing may hold the row of a materialized view for good: not a process that was stopped or
-- cut off, nor a statement without end. The limit is the one that the view declares, also where the session has a shorter one:
-- that is meant for those who wait, and half of a refresh is none.
-- Put in front of a statement: pgjdbc sends both in one round trip.
-- {statement} longest time of a statement, in milliseconds
select set_config('idle_in_transaction_session_timeout', '5s', true),
    set_config('client_connection_check_interval',
        case when version() ~* 'visual c|msvc|mingw' then '0' else '1s' end, true),
    set_config('statement_timeout', '{statement}', true)
