-- Events of many streams, made by the server itself.
-- 1 streams bigint, 2 streams bigint, 3 streams bigint, 4 bytes of a note integer, 5 first bigint, 6 last bigint
insert into readside.log (stream, stream_version, id, type, version, data, occurred_at)
select 'account-' || i % ?,
    i / ?,
    gen_random_uuid(),
    'Deposited',
    1,
    jsonb_build_object('account', (i % ?)::text, 'cents', 1, 'note', repeat('n', ?)),
    now()
from generate_series(?::bigint, ?::bigint) i
order by i
