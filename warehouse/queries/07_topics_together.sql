-- title: Topics that occur together
-- why: Lift above 1: the two topics share more stories than they would if they were independent of each other.
WITH beat_story AS (
    SELECT beat_id, count(*) AS n_stories FROM story_beat GROUP BY beat_id
),
tagged AS (
    SELECT story_topic.story_id, topic.beat_id, story_topic.topic_id
    FROM story_topic
    INNER JOIN topic USING (topic_id)
),
single AS (
    SELECT topic_id, count(*) AS n_stories FROM tagged GROUP BY topic_id
),
pair AS (
    SELECT a.beat_id, a.topic_id AS topic_a, b.topic_id AS topic_b, count(*) AS n_both
    FROM tagged AS a
    INNER JOIN tagged AS b ON a.story_id = b.story_id AND a.beat_id = b.beat_id AND a.topic_id < b.topic_id
    GROUP BY a.beat_id, a.topic_id, b.topic_id
),
final AS (
    SELECT
        pair.beat_id,
        pair.topic_a,
        pair.topic_b,
        pair.n_both,
        single_a.n_stories AS n_a,
        single_b.n_stories AS n_b,
        round(pair.n_both * beat_story.n_stories / (single_a.n_stories * single_b.n_stories)::DOUBLE, 2) AS lift
    FROM pair
    INNER JOIN beat_story USING (beat_id)
    INNER JOIN single AS single_a ON pair.topic_a = single_a.topic_id
    INNER JOIN single AS single_b ON pair.topic_b = single_b.topic_id
    WHERE pair.n_both >= 3
)
FROM final
ORDER BY beat_id, n_both DESC, topic_a, topic_b
LIMIT 50;
