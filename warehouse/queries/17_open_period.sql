-- title: How the open period will probably come out
-- why: A period that isn't over holds only what is known so far; the nowcast says what it will hold, or why it can't say.
WITH final AS (
    SELECT
        pair_nowcast.beat_id,
        pair_nowcast.frequency,
        pair_nowcast.period_start,
        pair_nowcast.age_days,
        pair_nowcast.topic_a,
        pair_nowcast.topic_b,
        pair_nowcast.n_a AS n_a_so_far,
        pair_nowcast.n_b AS n_b_so_far,
        round(100 * nowcast.completeness) AS usually_known_by_now_percent,
        round(100 * pair_nowcast.share_a, 1) AS share_a_percent,
        round(100 * pair_nowcast.low, 1) AS low_percent,
        round(100 * pair_nowcast.high, 1) AS high_percent,
        round(100 * pair_share.share_a, 1) AS discounted_share_a_percent,
        pair_nowcast.note
    FROM pair_nowcast
    INNER JOIN beat USING (beat_id, topic_a, topic_b)
    LEFT JOIN nowcast
        ON pair_nowcast.beat_id = nowcast.beat_id AND pair_nowcast.frequency = nowcast.frequency
            AND pair_nowcast.period_start = nowcast.period_start AND nowcast.topic_id IS NULL
    LEFT JOIN pair_share
        ON pair_nowcast.beat_id = pair_share.beat_id AND pair_nowcast.frequency = pair_share.frequency
            AND pair_nowcast.period_start = pair_share.period_start AND pair_nowcast.topic_a = pair_share.topic_a
            AND pair_nowcast.topic_b = pair_share.topic_b
            AND pair_share.gate = 'all' AND pair_share.weighting = 'story'
)
FROM final
ORDER BY beat_id, frequency, topic_a, topic_b;
