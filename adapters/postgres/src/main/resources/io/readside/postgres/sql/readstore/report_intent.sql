-- Writes down what came of an intent; the first report stays.
-- 1 done boolean, 2 report text, 3 details json, 4 id bigint
-- index: intent_pkey
update readside.intent
set done = ?,
    report = ?,
    details = ?::json,
    reported_at = clock_timestamp()
where id = ?
    and done is null
