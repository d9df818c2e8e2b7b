-- All topics of the beat in every period of one length, in one cut: what counts for each, of how much, and its share.
SELECT topic_id, period_start, count, total, share
FROM topic_share
WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND weighting = $weighting
ORDER BY topic_id, period_start
