-- What the stories that name an entity are about, beside what all stories of the beat are about.
WITH told AS (
    SELECT story.story_id, story.story_id IN (SELECT story_id FROM story_entity WHERE entity_id = $entity) AS named
    FROM story
    JOIN story_beat USING (story_id)
    WHERE story_beat.beat_id = $beat AND (story.verified OR $gate = 'all')
)
SELECT topic.topic_id, topic.name, count(*) FILTER (told.named) AS n_stories,
       count(*) FILTER (told.named) / (SELECT count(*) FROM told WHERE named) AS share,
       count(*) / (SELECT count(*) FROM told) AS share_of_beat
FROM told
JOIN story_topic USING (story_id)
JOIN topic USING (topic_id)
WHERE topic.beat_id = $beat
GROUP BY topic.topic_id, topic.name
HAVING count(*) FILTER (told.named) > 0
ORDER BY n_stories DESC, topic.topic_id
