-- What stories are about: the topics of each, with their part of it.
SELECT story_id, topic_id, weight
FROM story_topic
