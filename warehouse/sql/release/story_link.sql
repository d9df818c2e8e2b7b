CREATE TABLE story_link (
    story_id       VARCHAR NOT NULL,
    beat_id        VARCHAR NOT NULL,
    other_beat_id  VARCHAR NOT NULL,
    other_category VARCHAR NOT NULL
);

COMMENT ON TABLE story_link IS 'The same story in sibling beats. One row a story and other beat.';
COMMENT ON COLUMN story_link.story_id IS 'The story.';
COMMENT ON COLUMN story_link.beat_id IS 'The beat read from.';
COMMENT ON COLUMN story_link.other_beat_id IS 'The sibling beat that also holds the story.';
COMMENT ON COLUMN story_link.other_category IS 'Its category there.';
