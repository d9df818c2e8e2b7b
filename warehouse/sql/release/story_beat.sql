CREATE TABLE story_beat (
    story_id VARCHAR NOT NULL,
    beat_id  VARCHAR NOT NULL,
    category VARCHAR NOT NULL
);

COMMENT ON TABLE story_beat IS 'Which stories belong to which beat, and their category there. One row a story and beat.';
COMMENT ON COLUMN story_beat.story_id IS 'The story.';
COMMENT ON COLUMN story_beat.beat_id IS 'The beat.';
COMMENT ON COLUMN story_beat.category IS 'Group of the heaviest topic; general where it has none.';
