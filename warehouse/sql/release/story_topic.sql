CREATE TABLE story_topic (
    story_id VARCHAR NOT NULL,
    topic_id VARCHAR NOT NULL,
    weight   DOUBLE NOT NULL,
    evidence STRUCT(article_id VARCHAR, "start" BIGINT, "end" BIGINT, "text" VARCHAR)[] NOT NULL
);

COMMENT ON TABLE story_topic IS 'What a story is about. One row a story and topic; weights and the unlisted rest sum to 1.';
COMMENT ON COLUMN story_topic.story_id IS 'The story.';
COMMENT ON COLUMN story_topic.topic_id IS 'The topic.';
COMMENT ON COLUMN story_topic.weight IS 'Part of the story on this topic, 0 to 1, in steps of a millionth.';
COMMENT ON COLUMN story_topic.evidence IS 'Matched words with their character offsets in title, newline, summary of the article.';
