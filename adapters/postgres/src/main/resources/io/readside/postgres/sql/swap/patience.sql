-- For the rest of the transaction nobody waits for it for long, and it for nobody: not for a lock, nor readers of the views for a
-- process that was stopped or cut off between two statements. A server on Windows cannot see that a client is gone.
-- Put in front of a transaction, after the words that begin it.
-- 1 longest wait for a lock in milliseconds text
select set_config('lock_timeout', ?, true),
    set_config('idle_in_transaction_session_timeout', '2s', true),
    set_config('statement_timeout', '5s', true),
    set_config('client_connection_check_interval',
        case when version() ~* 'visual c|msvc|mingw' then '0' else '1s' end, true)
