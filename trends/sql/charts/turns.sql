-- Where the shares of the beat's topics turned: change points with the shares on both sides, and bursts with their last
-- period and weight (in nats; 7 are odds of a thousand to one).
SELECT topic.topic_id, topic.name, 'change' AS kind, change.period_start AS start, change.period_start AS "end",
       change.share_before, change.share_after, NULL::BIGINT AS n_stories, NULL::DOUBLE AS weight
FROM change_point AS change
JOIN topic USING (beat_id, topic_id)
WHERE change.beat_id = $beat AND change.frequency = $frequency
UNION ALL
SELECT topic.topic_id, topic.name, 'burst', burst.start, burst."end", NULL, NULL, burst.n_stories, burst.weight
FROM burst
JOIN topic USING (beat_id, topic_id)
WHERE burst.beat_id = $beat AND burst.frequency = $frequency
ORDER BY start DESC, topic_id, kind
