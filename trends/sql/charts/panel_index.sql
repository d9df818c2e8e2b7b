-- How loud a topic is over a balanced panel of outlets, put together in three ways; mean 100 over the base period. low
-- and high: with any one owner left out (headline topics only).
SELECT panel_index.weights, panel_index.period_start, panel_index."index", panel_index.low, panel_index.high,
       panel_index.n_outlets, panel_index.note, period.state
FROM panel_index
LEFT JOIN period ON period.beat_id = panel_index.beat_id AND period.frequency = panel_index.frequency
  AND period.period_start = panel_index.period_start AND period.gate = 'all'
WHERE panel_index.beat_id = $beat AND panel_index.frequency = $frequency AND panel_index.topic_id = $topic
ORDER BY list_position(['equal', 'volume', 'pooled'], panel_index.weights), panel_index.period_start
