-- Which log this is.
select id
from readside.log_identity
