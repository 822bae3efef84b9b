-- Brings what a generation says of its parked events up to date, after some were taken off.
-- A key is looked up as the first at or after it: only the primary key has that order, whatever statistics say of a key that
-- many events wait for.
-- 1 keys text[] that they waited for, without repetition, 2 name text, 3 generation integer
-- index: parked_event_pkey, parked_event_position
-- locks: none; the transaction holds the generation's row
update readside.generation g
set parked_keys = g.parked_keys - (
        select count(*)
        from unnest(?::text[]) k (key)
        left join lateral (
            select p.key
            from readside.parked_event p
            where p.name = g.name
                and p.generation = g.generation
                and p.key >= k.key
            order by p.key, p.position
            limit 1
        ) n on true
        where n.key is distinct from k.key),
    parked_from = (
        select min(p.position)
        from readside.parked_event p
        where p.name = g.name
            and p.generation = g.generation)
where g.name = ?
    and g.generation = ?
