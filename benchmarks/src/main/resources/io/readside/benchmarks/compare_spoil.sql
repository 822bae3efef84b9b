-- {every} how many rows there are for each that is made to differ
update order_summary__g2
set region = 'wrong'
where _position % {every} = 0
