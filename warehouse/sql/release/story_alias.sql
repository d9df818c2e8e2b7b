CREATE TABLE story_alias (
    alias_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL
);

COMMENT ON TABLE story_alias IS 'An old story id that was merged into another. One row a retired id.';
COMMENT ON COLUMN story_alias.alias_id IS 'The retired id.';
COMMENT ON COLUMN story_alias.story_id IS 'The story that carries on.';
