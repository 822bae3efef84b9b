-- Which log this is, and which timeline it is in.
select id,
    timeline
from readside.log_identity
