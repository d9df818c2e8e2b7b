-- In what light the beat's stories show an entity: discounted mean tone about it, weighted by impact, with its 90 % interval.
SELECT entity.period_start, entity.tone, entity.tone_low, entity.tone_high, entity.tone_raw, entity.n_stories,
       entity.n_effective, entity.state, period.reason
FROM entity_period AS entity
LEFT JOIN period USING (beat_id, frequency, period_start, gate)
WHERE entity.beat_id = $beat AND entity.frequency = $frequency AND entity.gate = $gate AND entity.entity_id = $entity
ORDER BY entity.period_start
