-- Appends cost less: the same checks, messages and locks, in fewer statements.
-- Needs 004_timelines.sql.
--
-- plpgsql makes each expression ready anew in every transaction, so what most events need stands in one. What does not pass
-- there is looked at one thing after the other, as before, so that it is told by its name.
--
-- Rights. Those of before: owner and grants of a function stay when it is replaced.

-- Why an element of readside.append's array cannot be stored; null if it can. Never quotes what it holds.
create or replace function readside.event_problem(event jsonb)
    returns text
    language plpgsql
    stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    happened constant text := event ->> 'time';
    is_time  boolean       := true;
begin
    if jsonb_typeof(event) = 'object'
        and event - array['type', 'version', 'id', 'time', 'data', 'metadata'] = '{}'
        and octet_length(event::text) <= 1048576
        and jsonb_typeof(event -> 'data') = 'object'
        and coalesce(jsonb_typeof(event -> 'metadata'), 'object') = 'object'
        and jsonb_typeof(event -> 'type') = 'string'
        and length(event ->> 'type') between 1 and 255
        and event ->> 'type' !~ '[\u0001-\u001f\u007f-\u009f]'
        and coalesce((event -> 'version')::text, '1') in ('1', '2', '3', '4', '5', '6', '7', '8', '9')
        and (event -> 'id' is null
            or event ->> 'id' like '________-____-____-____-____________'
            and translate(event ->> 'id', '0123456789abcdefABCDEF', '') = '----')
        and (event -> 'time' is null
            or happened ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)$')
    then
        if happened is not null then
            begin
                is_time := happened::timestamptz is not null;
            exception when data_exception then
                is_time := false; -- no calendar has it
            end;
        end if;
        if is_time then
            return null;
        end if;
    end if;

    declare
        known   constant text[] := array['type', 'version', 'id', 'time', 'data', 'metadata'];
        control constant text   := '[\u0001-\u001f\u007f-\u009f]';
        limit_  constant int    := 1048576;
        member  text;
        size    int;
    begin
        if jsonb_typeof(event) <> 'object' then
            return 'is not a JSON object';
        end if;
        if event - known <> '{}' then
            return format('has an unknown member "%s"; the members are %s',
                (select left(k, 40) from jsonb_object_keys(event - known) k order by k limit 1),
                array_to_string(known, ', '));
        end if;
        if jsonb_typeof(event -> 'type') is distinct from 'string' then
            return 'has no text as "type"';
        end if;
        if length(event ->> 'type') not between 1 and 255 then
            return format('has a "type" of %s characters; it takes 1 to 255', length(event ->> 'type'));
        end if;
        if event ->> 'type' ~ control then
            return 'has a control character in "type"';
        end if;
        if event ? 'version' and (jsonb_typeof(event -> 'version') <> 'number'
                or event ->> 'version' !~ '^[1-9][0-9]{0,9}$' or (event ->> 'version')::bigint > 2147483647) then
            return 'has a "version" that is not an integer from 1 to 2147483647';
        end if;
        if event ? 'id' and (jsonb_typeof(event -> 'id') <> 'string'
                or event ->> 'id' !~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$') then
            return 'has an "id" that is not a UUID';
        end if;
        foreach member in array array['data', 'metadata'] loop
            if jsonb_typeof(event -> member) <> 'object' or (member = 'data' and not event ? member) then
                return format('has no JSON object as "%s"', member);
            end if;
            size := octet_length((event -> member)::text);
            if size > limit_ and size <= limit_ / 2 * 3 then
                -- jsonb prints a space after each comma and colon, at most half as much again, that the writer did not send
                size := octet_length(regexp_replace((event -> member)::text, '("(?:[^"\\]|\\.)*")|[ ]', '\1', 'g'));
            end if;
            if size > limit_ then
                return format('has %s bytes of "%s"; the limit is %s. Store large content elsewhere and append a reference',
                    size, member, limit_);
            end if;
        end loop;
        if event ? 'time' then
            if jsonb_typeof(event -> 'time') <> 'string' or event ->> 'time'
                    !~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)$' then
                return 'has a "time" that is not like 2026-11-23T10:02:11.123456Z';
            end if;
            begin
                perform (event ->> 'time')::timestamptz;
            exception when data_exception then
                return 'has a "time" that no calendar has';
            end;
        end if;
        return null;
    end;
end
$$;

-- Appends events to one stream, all or none, and returns where the last one is.
--
-- expected_version: -1 the stream must not exist; n the version of its last event; null any.
-- events: an array of {"type", "version", "id", "time", "data", "metadata"}; type and data are required, the others
-- default to 1, a new id, now, {}.
-- A repeat (all ids exist in this stream, in this order, with equal type, version and data) returns the first result.
-- Errors: RS001 lost race, RS002 id conflict, RS003 bad event or argument, RS009 the order is not protected. What jsonb
-- cannot hold at all (NUL, half a surrogate pair) fails before, in the cast to jsonb: 22P05, 22P02.
-- Positions of one append ascend in its order; those of appends at the same time may lie between them.
-- Locks: the shared advisory lock of lock_append; waits only for a transaction that appends to the same stream, or the
-- same ids. Under REPEATABLE READ and above a lost race is 40001, as everywhere.
create or replace function readside.append(
        stream text, expected_version bigint, events jsonb, out "position" bigint, out stream_version bigint)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    total   int;
    last    bigint;
    others  bigint;
    problem text;
    found_  record;
begin
    problem := case
        when append.stream is null or length(append.stream) not between 1 and 255
            then format('a stream name has 1 to 255 characters, this one has %s', coalesce(length(append.stream), 0))
        when append.stream ~ '[\u0001-\u001f\u007f-\u009f]'
            then 'a stream name has no control characters'
        when split_part(append.stream, '-', 1) = 'readside'
            then 'category "readside" is kept for Readside itself'
        when append.expected_version < -1
            then format('expected_version is %s; it is -1 (no stream), null (any) or the version of the last event',
                append.expected_version)
        when append.events is null or jsonb_typeof(append.events) <> 'array' or append.events = '[]'
            then 'events is not a JSON array with at least one event'
    end;
    if problem is not null then
        raise exception using errcode = 'RS003', message = format('Nothing was appended: %s.', problem);
    end if;

    total := jsonb_array_length(append.events);
    for i in 0 .. total - 1 loop
        problem := readside.event_problem(append.events -> i);
        if problem is not null then
            raise exception using errcode = 'RS003', message = format(
                'Append to stream "%s": events[%s] of %s %s. Nothing was appended.', append.stream, i, total, problem);
        end if;
    end loop;

    loop
        select coalesce(max(l.stream_version), -1)
        into last
        from readside.log l
        where l.stream = append.stream;

        if append.expected_version is null or append.expected_version = last then
            -- The first event alone: it waits for whoever is at this version, and nothing has to be undone if they win.
            insert into readside.log as l (stream, stream_version, id, type, version, data, metadata, occurred_at)
            values (append.stream, last + 1, coalesce((append.events -> 0 ->> 'id')::uuid, gen_random_uuid()),
                append.events -> 0 ->> 'type', coalesce((append.events -> 0 ->> 'version')::int, 1),
                append.events -> 0 -> 'data', coalesce(append.events -> 0 -> 'metadata', '{}'),
                coalesce((append.events -> 0 ->> 'time')::timestamptz, clock_timestamp()))
            on conflict do nothing
            returning l.position, l.stream_version
            into append."position", append.stream_version;

            exit when append."position" is not null;
        end if;

        -- Another writer was first, or this is a repeat.
        select count(g.id) as ids,
            count(g.id) filter (where g.same and g.in_order) as repeated,
            min(g.id::text) filter (where g.id is not null) as id,
            max(g.position) as position,
            max(g.stream_version) as stream_version
        into found_
        from (
            select l.id, l.position, l.stream_version,
                l.stream = append.stream and l.type = e ->> 'type'
                    and l.version = coalesce((e ->> 'version')::int, 1) and l.data = e -> 'data' as same,
                n = 1 or l.stream_version = lag(l.stream_version) over (order by n) + 1 as in_order
            from jsonb_array_elements(append.events) with ordinality a (e, n)
            left join lateral (select * from readside.log l where l.id = (e ->> 'id')::uuid limit 1) l on true
        ) g;

        if found_.repeated = total then
            append."position" := found_.position;
            append.stream_version := found_.stream_version;
            return;
        end if;
        if found_.ids > 0 then
            raise exception using errcode = 'RS002', message = format(
                'Append to stream "%s": %s of its %s event ids exist already (%s among them) and this is not a repeat of '
                'the same events in the same order. Nothing was appended. Give a new event a new id.',
                append.stream, found_.ids, total, found_.id);
        end if;
        if append.expected_version <> last then
            raise exception using errcode = 'RS001', message = format(
                'Append to stream "%s": expected %s, but %s. Nothing was appended. Load the stream, decide again, retry.',
                append.stream,
                case append.expected_version when -1 then 'no stream' else 'version ' || append.expected_version end,
                case last when -1 then 'it does not exist' else 'it is at version ' || last end);
        end if;
    end loop;

    -- before the rest: what another has put at an unprotected position says nothing about ids
    if split_part(current_setting('readside.append_lock', true), ':', 1) is distinct from pg_current_xact_id()::text
        or append."position" <= split_part(current_setting('readside.append_lock', true), ':', 2)::bigint
    then
        raise exception using errcode = 'RS009', message = format(
            'Append to stream "%s": position %s is not protected by the lock of trigger readside.lock_append (%s). Readers '
            'could miss it, so nothing was appended. Enable the trigger (alter table readside.log enable always trigger '
            'lock_append) and set the cache of sequence readside.log_position to 1.',
            append.stream, append."position",
            coalesce(current_setting('readside.append_lock', true), 'none held'));
    end if;

    if total > 1 then
        append.stream_version := last + total;
        with rest as (
            insert into readside.log as l (stream, stream_version, id, type, version, data, metadata, occurred_at)
            select append.stream, last + n, coalesce((e ->> 'id')::uuid, gen_random_uuid()), e ->> 'type',
                coalesce((e ->> 'version')::int, 1), e -> 'data', coalesce(e -> 'metadata', '{}'),
                coalesce((e ->> 'time')::timestamptz, clock_timestamp())
            from jsonb_array_elements(append.events) with ordinality a (e, n)
            where n > 1
            order by n
            on conflict do nothing
            returning l.position
        )
        select count(*), max(r.position)
        into others, append."position"
        from rest r;

        if others < total - 1 then
            raise exception using errcode = 'RS002', message = format(
                'Append to stream "%s": %s of its %s event ids exist already or stand twice in it. Nothing was appended. '
                'Give a new event a new id.', append.stream, total - 1 - others, total);
        end if;
    end if;
end
$$;

insert into readside.schema_version (part, version) values ('log', 5);
