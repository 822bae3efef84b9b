-- What nobody has dealt with yet and some generations have to see to, in order: the active one, or for acts on an open rebuild
-- its green, if somebody feeds it.
-- 1 names text[], 2 generations integer[], of equal length, 3 names text[]
-- index: intent_open, generation_active, rebuild_open, lease_pkey
select i.id, i.name, i.act, i.arguments, i.submitted_by, i.done, i.report, i.details, w.generation
from readside.intent i
join readside.generation g on g.name = i.name
    and g.active
left join readside.rebuild r on r.name = i.name
    and r.state not in ('dropped', 'aborted')
    and i.act in ('rebuild', 'pause_rebuild', 'resume_rebuild', 'abort', 'swap', 'rollback', 'drop')
    and exists (
        select
        from readside.lease l
        where l.name = r.name
            and l.generation = r.green
            and l.expires_at > clock_timestamp())
join unnest(?::text[], ?::integer[]) w (name, generation) on w.name = i.name
    and w.generation = coalesce(r.green, g.generation)
where i.name = any (?::text[])
    and i.done is null
order by i.id
