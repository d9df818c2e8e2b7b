-- Whether and when one of two topics overtook the other, in both orders, at the beat's own half-life.
SELECT topic_a, topic_b, half_life, crossed, start, confirmed_at, lower, threshold, phi, p_before, p_after, p_chance, q
FROM topic_pair_crossover
WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND weighting = $weighting
  AND topic_a IN ($topic_a, $topic_b) AND topic_b IN ($topic_a, $topic_b)
ORDER BY topic_a
