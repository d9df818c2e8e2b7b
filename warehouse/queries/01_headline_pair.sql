-- title: The headline pair, period by period
-- why: Which of the two topics leads, how wide the band is, and how likely the lead is real.
WITH headline AS (
    SELECT beat_id, topic_a, topic_b, frequency FROM beat
),
final AS (
    SELECT
        pair_share.beat_id,
        pair_share.period_start,
        pair_share.topic_a,
        pair_share.topic_b,
        pair_share.n_a,
        pair_share.n_b,
        pair_share.n_both,
        round(100 * pair_share.share_a, 1) AS share_a_percent,
        round(100 * pair_share.low, 1) AS low_percent,
        round(100 * pair_share.high, 1) AS high_percent,
        round(pair_share.p_a_leads, 3) AS p_a_leads,
        pair_share.state
    FROM pair_share
    INNER JOIN headline USING (beat_id, topic_a, topic_b, frequency)
    WHERE pair_share.gate = 'all' AND pair_share.weighting = 'story'
)
FROM final
ORDER BY beat_id, period_start;
