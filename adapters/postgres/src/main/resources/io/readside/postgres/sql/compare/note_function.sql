-- Notes the keys of changed rows, as whoever owns it, whoever changes them.
-- {function}, {suspects}, {names} k1, k2, …, {key} of the tables
create or replace function {function}()
    returns trigger
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    case tg_op
        when 'INSERT' then
            insert into {suspects} ({names}) select {key} from new_rows;
        when 'UPDATE' then
            insert into {suspects} ({names}) select {key} from old_rows union select {key} from new_rows;
        when 'DELETE' then
            insert into {suspects} ({names}) select {key} from old_rows;
        else
            insert into {suspects} default values;
    end case;
    return null;
end
$$
