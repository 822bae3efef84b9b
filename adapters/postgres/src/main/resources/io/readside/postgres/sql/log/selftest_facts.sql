-- What the order of the log rests on, as the catalogs of this database tell it.
select (select seqcache from pg_sequence where seqrelid = 'readside.log_position'::regclass) as cache,
    (select seqincrement from pg_sequence where seqrelid = 'readside.log_position'::regclass) as increment,
    (select seqcycle from pg_sequence where seqrelid = 'readside.log_position'::regclass) as cycle,
    -- tgtype 6: before (2) insert (4), for each statement (no 1)
    (select tgenabled = 'A' and tgtype = 6
        from pg_trigger
        where tgrelid = 'readside.log'::regclass
            and tgfoid = 'readside.lock_append()'::regprocedure) as trigger_enabled,
    (select pg_get_expr(adbin, adrelid)
        from pg_attrdef
        join pg_attribute on attrelid = adrelid and attnum = adnum
        where adrelid = 'readside.log'::regclass and attname = 'position') as position_default,
    pg_is_in_recovery() as standby,
    pg_typeof(pg_sequence_last_value('readside.log_position'))::text as last_value_type,
    has_column_privilege('readside.log', 'stream', 'insert') as may_insert
