-- What nobody has dealt with yet and some generations have to see to, in order: the one that is named, or for acts on an open
-- rebuild its green, if somebody feeds it, or else its blue, or else the active one.
-- 1 names text[], 2 generations integer[], of equal length, 3 names text[]
-- index: intent_open, generation_active, rebuild_open, lease_pkey
select i.id, i.name, i.act, i.arguments, i.submitted_by, i.done, i.report, i.details, w.generation
from readside.intent i
join readside.generation g on g.name = i.name
    and g.active
left join readside.rebuild r on r.name = i.name
    and r.state not in ('dropped', 'aborted')
    and i.act in ('rebuild', 'pause_rebuild', 'resume_rebuild', 'abort', 'swap', 'rollback', 'drop')
left join lateral (
    select l.generation
    from readside.lease l
    where l.name = r.name
        and l.generation in (r.green, r.blue)
        and l.expires_at > clock_timestamp()
    order by l.generation = r.green desc
    limit 1
) fed on true
join unnest(?::text[], ?::integer[]) w (name, generation) on w.name = i.name
    and w.generation = coalesce((i.arguments ->> 'generation')::integer, fed.generation, g.generation)
where i.name = any (?::text[])
    and i.done is null
order by i.id
