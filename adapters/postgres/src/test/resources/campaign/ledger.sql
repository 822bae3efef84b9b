select id as event_id,
       1 as applied
from events
