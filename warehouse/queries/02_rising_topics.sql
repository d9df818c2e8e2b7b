-- title: Which topics are rising now
-- why: Direction is given only where q, the false-discovery rate among the period's topics, is at most 0.10.
WITH last_complete AS (
    SELECT topic_momentum.beat_id, max(topic_momentum.period_start) AS period_start
    FROM topic_momentum
    INNER JOIN beat USING (beat_id, frequency)
    WHERE topic_momentum.gate = 'all' AND topic_momentum.weighting = 'story' AND topic_momentum.state = 'complete'
    GROUP BY topic_momentum.beat_id
),
final AS (
    SELECT
        topic_momentum.beat_id,
        topic_momentum.period_start,
        topic.name AS topic,
        topic_momentum.direction,
        round(topic_momentum.momentum, 3) AS momentum,
        round(topic_momentum.p_rising, 3) AS p_rising,
        round(topic_momentum.q, 3) AS q,
        topic_momentum.rising_since,
        round(100 * topic_share.share, 1) AS share_percent
    FROM topic_momentum
    INNER JOIN last_complete USING (beat_id, period_start)
    INNER JOIN beat USING (beat_id, frequency)
    INNER JOIN topic USING (topic_id)
    LEFT JOIN topic_share USING (beat_id, frequency, period_start, topic_id, gate, weighting)
    WHERE topic_momentum.gate = 'all' AND topic_momentum.weighting = 'story'
)
FROM final
ORDER BY beat_id, p_rising DESC NULLS LAST, topic;
