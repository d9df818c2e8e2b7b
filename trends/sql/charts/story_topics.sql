-- What the story is about: the part on each topic of the beat, and the words that say so.
SELECT topic.topic_id, topic.name, story_topic.weight, len(story_topic.evidence) AS n_evidence, story_topic.evidence
FROM story_topic
JOIN topic USING (topic_id)
WHERE story_topic.story_id = $story AND topic.beat_id = $beat
ORDER BY story_topic.weight DESC, topic.topic_id
