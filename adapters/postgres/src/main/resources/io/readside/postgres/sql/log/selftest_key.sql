-- The key that this transaction holds, as lock_append remembers it: '<transaction>:<key>'.
select split_part(current_setting('readside.append_lock', true), ':', 2)::bigint
