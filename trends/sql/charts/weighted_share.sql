-- A topic's share of the beat where every story counts once, beside its share where a story counts its impact.
SELECT period_start, weighting, share, low, high, share_raw, n_stories, n_effective, state
FROM topic_share
WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND topic_id = $topic
  AND weighting IN ('story', 'impact')
ORDER BY weighting DESC, period_start
