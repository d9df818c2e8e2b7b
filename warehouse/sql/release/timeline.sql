CREATE TABLE timeline (
    story_id       VARCHAR NOT NULL,
    position       BIGINT NOT NULL,
    other_story_id VARCHAR NOT NULL,
    relation       VARCHAR NOT NULL,
    reason         VARCHAR NOT NULL,
    similarity     DOUBLE NOT NULL,
    published_at   TIMESTAMP NOT NULL
);

COMMENT ON TABLE timeline IS 'Earlier and later stories of the same thread. One row a story and related story.';
COMMENT ON COLUMN timeline.story_id IS 'The story.';
COMMENT ON COLUMN timeline.position IS 'Order in its timeline; negative before, positive after.';
COMMENT ON COLUMN timeline.other_story_id IS 'The related story.';
COMMENT ON COLUMN timeline.relation IS 'earlier or later.';
COMMENT ON COLUMN timeline.reason IS 'What the two share.';
COMMENT ON COLUMN timeline.similarity IS 'Strength of what they share, 0 to 1.';
COMMENT ON COLUMN timeline.published_at IS 'First publication of the related story, naive UTC.';
