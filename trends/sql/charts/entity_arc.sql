-- Whether an entity is news for a while or keeps being written about: how bunched in time its stories are.
SELECT n_stories, n_periods, first_period, last_period, half_start, half_end, half_periods, bunching, low, high,
       chance_high, p, q, arc
FROM entity_arc
WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND entity_id = $entity
