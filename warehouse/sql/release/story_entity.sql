CREATE TABLE story_entity (
    story_id        VARCHAR NOT NULL,
    entity_id       VARCHAR NOT NULL,
    n_mentions      BIGINT NOT NULL,
    sentiment_score DOUBLE NOT NULL,
    sentiment_tier  VARCHAR NOT NULL,
    direction       VARCHAR NOT NULL
);

COMMENT ON TABLE story_entity IS 'Companies, agencies, people and products that a story names. One row a story and entity.';
COMMENT ON COLUMN story_entity.story_id IS 'The story.';
COMMENT ON COLUMN story_entity.entity_id IS 'The entity.';
COMMENT ON COLUMN story_entity.n_mentions IS 'Mentions over near-copy groups. Unit: mentions.';
COMMENT ON COLUMN story_entity.sentiment_score IS 'Mean sentiment about the entity, -1 to 1.';
COMMENT ON COLUMN story_entity.sentiment_tier IS 'Tier of that score.';
COMMENT ON COLUMN story_entity.direction IS 'How the entity is affected: positive or negative where the text says so, else neutral.';
