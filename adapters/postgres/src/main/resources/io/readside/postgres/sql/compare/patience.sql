-- For the rest of the transaction no lock is waited for longer: whoever comes after waits behind it.
-- 1 longest wait text
select set_config('lock_timeout', ?, true)
