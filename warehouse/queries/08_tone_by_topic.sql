-- title: Tone by topic and quarter
-- why: A plain mean over stories, each counted once; read it beside the number of stories it rests on.
SELECT
    topic.beat_id,
    date_trunc('quarter', story.first_published_at)::DATE AS quarter_start,
    topic.name AS topic,
    count(*) AS n_stories,
    round(avg(story.sentiment_score), 3) AS mean_sentiment,
    count(*) FILTER (WHERE story.sentiment_tier IN ('bullish', 'very_bullish')) AS n_bullish,
    count(*) FILTER (WHERE story.sentiment_tier IN ('bearish', 'very_bearish')) AS n_bearish
FROM story_topic
INNER JOIN topic USING (topic_id)
INNER JOIN story USING (story_id)
GROUP BY topic.beat_id, quarter_start, topic.topic_id, topic.name
ORDER BY topic.beat_id, quarter_start DESC, n_stories DESC, topic.topic_id;
