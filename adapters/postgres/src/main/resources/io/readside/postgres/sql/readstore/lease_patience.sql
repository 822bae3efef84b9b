-- Put in front of take.sql, whose transaction it is then for: whoever holds the generation's row is not waited for long.
-- 1 longest wait text
select set_config('lock_timeout', ?, true)
