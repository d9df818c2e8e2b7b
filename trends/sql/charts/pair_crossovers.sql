-- Every two topics in both orders, those that crossed first and the surest of these on top: p_before is the highest
-- probability that topic_b led, p_after the highest that topic_a leads since; three periods in a row reached each.
-- Of the rows with a q of at most 0.10, one in ten is expected to be chance.
SELECT topic_a, first.name AS name_a, topic_b, second.name AS name_b, crossed, start, confirmed_at, lower, p_before,
       p_after, p_chance, q, threshold, n_calls
FROM topic_pair_crossover AS pair
JOIN topic AS first ON first.beat_id = pair.beat_id AND first.topic_id = pair.topic_a
JOIN topic AS second ON second.beat_id = pair.beat_id AND second.topic_id = pair.topic_b
WHERE pair.beat_id = $beat AND pair.frequency = $frequency AND pair.gate = $gate AND pair.weighting = 'story'
ORDER BY q NULLS LAST, p_chance, confirmed_at DESC, topic_a, topic_b
