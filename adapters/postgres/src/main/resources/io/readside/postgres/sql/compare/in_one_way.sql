-- For the rest of the transaction values are written in one way, whatever the session's.
-- Put in front of a statement: pgjdbc sends both in one round trip.
select set_config('DateStyle', 'ISO, YMD', true),
    set_config('TimeZone', 'UTC', true)
