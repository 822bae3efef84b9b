# Smoke test: lag must converge after a synthetic burst.
curl -s "$API/orders" -d @order.json -H 'content-type: application/json'
watch -n2 'psql -tAc "SELECT commit_pos FROM projection_checkpoint WHERE name='\''order_summary'\''"'
