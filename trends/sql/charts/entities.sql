-- Everyone whom the beat's stories name: how often, in what light in one period, and how the coverage is spread over time.
WITH dated AS (
    SELECT story_id, min_by(date_precision, (published_at, article_id)) AS date_precision
    FROM article
    GROUP BY story_id
),
named AS (
    SELECT story_entity.entity_id, count(*) AS n_stories, max(story.first_published_at)::DATE AS last_story,
           max_by(dated.date_precision, (story.first_published_at, story.story_id)) AS last_precision
    FROM story_entity
    JOIN story USING (story_id)
    JOIN story_beat USING (story_id)
    JOIN dated USING (story_id)
    WHERE story_beat.beat_id = $beat AND (story.verified OR $gate = 'all')
    GROUP BY story_entity.entity_id
),
history AS (
    SELECT entity_id, list(n_stories ORDER BY period_start) AS counts
    FROM entity_period
    WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND period_start <= $period
    GROUP BY entity_id
)
SELECT entity.entity_id, entity.name, entity.kind, entity.ticker, named.n_stories, named.last_story, named.last_precision,
       history.counts,
       now.share, now.low, now.high, now.tone, now.tone_low, now.tone_high, now.state, arc.arc, arc.bunching,
       arc.low AS bunching_low, arc.high AS bunching_high, arc.q
FROM named
JOIN entity USING (entity_id)
LEFT JOIN history USING (entity_id)
LEFT JOIN (
    SELECT * FROM entity_period
    WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND period_start = $period
) AS now USING (entity_id)
LEFT JOIN (
    SELECT * FROM entity_arc WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate
) AS arc USING (entity_id)
WHERE true
  AND ($kind IS NULL OR entity.kind = $kind)
ORDER BY CASE $order
             WHEN 'stories' THEN named.n_stories
             WHEN 'tone' THEN now.tone_low
             WHEN 'bunching' THEN if(arc.arc = 'thin', NULL, arc.bunching)
             WHEN 'latest' THEN epoch(named.last_story)
         END DESC NULLS LAST, lower(entity.name), entity.entity_id
