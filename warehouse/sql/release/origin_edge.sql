CREATE TABLE origin_edge (
    story_id   VARCHAR NOT NULL,
    article_a  VARCHAR NOT NULL,
    article_b  VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL,
    evidence   VARCHAR NOT NULL,
    similarity DOUBLE
);

COMMENT ON TABLE origin_edge IS 'Why two articles of one story count as one voice. One row a pair and kind.';
COMMENT ON COLUMN origin_edge.story_id IS 'The story.';
COMMENT ON COLUMN origin_edge.article_a IS 'Earlier article of the pair.';
COMMENT ON COLUMN origin_edge.article_b IS 'Later article of the pair.';
COMMENT ON COLUMN origin_edge.kind IS 'owner, credit or near_copy.';
COMMENT ON COLUMN origin_edge.evidence IS 'The owner, the credit or the matching text, in words.';
COMMENT ON COLUMN origin_edge.similarity IS 'Similarity of the two texts, 0 to 1; NULL unless near_copy.';
