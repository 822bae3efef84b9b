-- {suspects}
drop table if exists {suspects}
