-- What is made on tables beside their columns: valid indexes, constraints but those that make a column not null, triggers of
-- users', extended statistics. Each with its statement, in which \001 stands for its name and \002 for its table, so that two
-- that do the same on two tables have the same. Read where search_path is pg_catalog: names of others are qualified then.
-- {relation} what gives the tables, as oid
-- index: pg_index_indrelid_index, pg_constraint_conrelid_contypid_conname_index, pg_trigger_tgrelid_tgname_index,
-- pg_statistic_ext_relid_index
select x.indrelid as relation,
    'index' as kind,
    i.relname as name,
    c.relnamespace as namespace,
    'pg_catalog.pg_class'::regclass as catalog,
    i.oid as object,
    format(E'create %sindex concurrently \001 on \002', case when x.indisunique then 'unique ' end)
        || substr(pg_get_indexdef(i.oid), 1 + length(format('CREATE %sINDEX %I ON %s',
            case when x.indisunique then 'UNIQUE ' end, i.relname, c.oid::regclass))) as making,
    format('drop index concurrently %s', i.oid::regclass) as dropping
from {relation} r
join pg_catalog.pg_class c on c.oid = r.oid
join pg_catalog.pg_index x on x.indrelid = r.oid and x.indisvalid
join pg_catalog.pg_class i on i.oid = x.indexrelid
where not exists (
    select
    from pg_catalog.pg_constraint k
    where k.conrelid = x.indrelid
        and k.conindid = x.indexrelid
        and k.contype in ('p', 'u', 'x'))
union all
select k.conrelid,
    'constraint',
    k.conname,
    case when k.contype in ('p', 'u', 'x') then c.relnamespace end,
    'pg_catalog.pg_constraint'::regclass,
    k.oid,
    E'alter table \002 add constraint \001 '
        || replace(pg_get_constraintdef(k.oid), format(' REFERENCES %s(', c.oid::regclass), E' REFERENCES \002('),
    format('alter table %s drop constraint %I', c.oid::regclass, k.conname)
from {relation} r
join pg_catalog.pg_class c on c.oid = r.oid
join pg_catalog.pg_constraint k on k.conrelid = r.oid and k.contype in ('c', 'f', 'p', 'u', 'x')
union all
select t.tgrelid,
    'trigger',
    t.tgname,
    null,
    'pg_catalog.pg_trigger'::regclass,
    t.oid,
    replace(
        regexp_replace(pg_get_triggerdef(t.oid), '^(CREATE (CONSTRAINT )?TRIGGER )("([^"]|"")*"|\S+)', E'\\1\001'),
        format(' ON %s ', c.oid::regclass),
        E' ON \002 ')
        || case t.tgenabled
            when 'O' then ''
            else E'; alter table \002 '
                || case t.tgenabled when 'A' then 'enable always' when 'R' then 'enable replica' else 'disable' end
                || E' trigger \001'
        end,
    format('drop trigger %I on %s', t.tgname, c.oid::regclass)
from {relation} r
join pg_catalog.pg_class c on c.oid = r.oid
join pg_catalog.pg_trigger t on t.tgrelid = r.oid and not t.tgisinternal
join pg_catalog.pg_proc u on u.oid = t.tgfoid and u.pronamespace <> 'readside'::regnamespace
union all
select s.stxrelid,
    'statistics',
    s.stxname,
    s.stxnamespace,
    'pg_catalog.pg_statistic_ext'::regclass,
    s.oid,
    regexp_replace(
        left(pg_get_statisticsobjdef(s.oid), - length(c.oid::regclass::text)),
        '^CREATE STATISTICS ("([^"]|"")*"|[^".]+)\.("([^"]|"")*"|[^" ]+)',
        E'CREATE STATISTICS \001') || E'\002',
    format('drop statistics %I.%I', n.nspname, s.stxname)
from {relation} r
join pg_catalog.pg_class c on c.oid = r.oid
join pg_catalog.pg_statistic_ext s on s.stxrelid = r.oid
join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
