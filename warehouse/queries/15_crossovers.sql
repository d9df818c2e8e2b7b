-- title: Which topics overtook which
-- why: The rule confirms each; q is the part of false ones to expect among so many pairs, so trust those up to 0.10.
WITH looked_at AS (
    SELECT *, count(*) OVER (PARTITION BY beat_id, frequency) // 2 AS n_pairs
    FROM topic_pair_crossover
),
final AS (
    SELECT
        looked_at.beat_id,
        looked_at.frequency,
        ahead.name AS topic,
        behind.name AS overtook,
        looked_at.start,
        looked_at.lower AS at_the_earliest,
        looked_at.confirmed_at,
        round(looked_at.p_before, 3) AS p_behind_before,
        round(looked_at.p_after, 3) AS p_ahead_after,
        round(looked_at.q, 3) AS q,
        looked_at.n_pairs AS among_pairs
    FROM looked_at
    INNER JOIN topic AS ahead ON looked_at.beat_id = ahead.beat_id AND looked_at.topic_a = ahead.topic_id
    INNER JOIN topic AS behind ON looked_at.beat_id = behind.beat_id AND looked_at.topic_b = behind.topic_id
    WHERE looked_at.crossed
)
FROM final
ORDER BY q, beat_id, frequency, start, topic, overtook;
