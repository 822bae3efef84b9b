-- The time of the log's clock: when an event happens that does not say when it happened.
-- locks: none
select clock_timestamp()
