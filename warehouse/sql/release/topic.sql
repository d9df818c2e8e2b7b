CREATE TABLE topic (
    topic_id     VARCHAR NOT NULL,
    beat_id      VARCHAR NOT NULL,
    name         VARCHAR NOT NULL,
    topic_group  VARCHAR NOT NULL,
    definition   VARCHAR NOT NULL,
    terms        VARCHAR[] NOT NULL,
    version_hash VARCHAR NOT NULL
);

COMMENT ON TABLE topic IS 'Topics of the beats, as defined when this release was built. One row a topic.';
COMMENT ON COLUMN topic.topic_id IS 'Identifier; unique over all beats.';
COMMENT ON COLUMN topic.beat_id IS 'The beat.';
COMMENT ON COLUMN topic.name IS 'Name shown to readers.';
COMMENT ON COLUMN topic.topic_group IS 'Group; it becomes the category of stories.';
COMMENT ON COLUMN topic.definition IS 'What counts as this topic.';
COMMENT ON COLUMN topic.terms IS 'Terms that match.';
COMMENT ON COLUMN topic.version_hash IS 'Changes whenever definition or terms change.';
