-- The revenue that the impact rubric divides by, newest fiscal year first; "unchecked" in the source: not compared with a published table.
SELECT ended, revenue_usd, source
FROM entity_revenue
WHERE entity_id = $entity
ORDER BY ended DESC
