-- Whether a table was emptied whole and its keys are not noted yet.
-- {suspects}
-- index: the one on the suspects' keys
select exists (
    select
    from {suspects}
    where k1 is null)
