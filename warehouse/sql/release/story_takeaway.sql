CREATE TABLE story_takeaway (
    story_id    VARCHAR NOT NULL,
    takeaway_no BIGINT NOT NULL,
    sentence    VARCHAR NOT NULL,
    article_id  VARCHAR NOT NULL
);

COMMENT ON TABLE story_takeaway IS 'The sentences that say most of a story. One row a takeaway.';
COMMENT ON COLUMN story_takeaway.story_id IS 'The story.';
COMMENT ON COLUMN story_takeaway.takeaway_no IS 'Number within the story; counts from 1.';
COMMENT ON COLUMN story_takeaway.sentence IS 'The sentence.';
COMMENT ON COLUMN story_takeaway.article_id IS 'The source article.';
