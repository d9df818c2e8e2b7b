CREATE TABLE story_conflict (
    story_id    VARCHAR NOT NULL,
    conflict_no BIGINT NOT NULL,
    what        VARCHAR NOT NULL,
    unit        VARCHAR NOT NULL,
    "values"    STRUCT("value" DOUBLE, article_id VARCHAR, "start" BIGINT, "end" BIGINT)[] NOT NULL
);

COMMENT ON TABLE story_conflict IS 'Figures on which the sources of a story differ, side by side and not averaged. One row a thing in dispute.';
COMMENT ON COLUMN story_conflict.story_id IS 'The story.';
COMMENT ON COLUMN story_conflict.conflict_no IS 'Number within the story; counts from 1.';
COMMENT ON COLUMN story_conflict.what IS 'What the figures are about: the words of one source, with … for the figure.';
COMMENT ON COLUMN story_conflict.unit IS 'Unit of the figures; of a plain count, the noun that is counted.';
COMMENT ON COLUMN story_conflict."values" IS 'Each source''s figure with its article and characters; the figure of most sources first.';
