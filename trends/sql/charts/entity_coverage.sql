-- How many of the beat's stories name an entity, and how many would if its share had been the same in every period.
SELECT entity.period_start, entity.n_stories, entity.total,
       entity.total * sum(entity.n_stories) OVER () / nullif(sum(entity.total) OVER (), 0) AS as_the_beat,
       entity.share_raw, entity.share, entity.low, entity.high, period.state, period.reason
FROM entity_period AS entity
LEFT JOIN period USING (beat_id, frequency, period_start, gate)
WHERE entity.beat_id = $beat AND entity.frequency = $frequency AND entity.gate = $gate AND entity.entity_id = $entity
ORDER BY entity.period_start
