CREATE TABLE story_comparison (
    story_id   VARCHAR NOT NULL,
    row_no     BIGINT NOT NULL,
    subject_a  VARCHAR NOT NULL,
    subject_b  VARCHAR NOT NULL,
    aspect     VARCHAR NOT NULL,
    value_a    DOUBLE NOT NULL,
    value_b    DOUBLE NOT NULL,
    unit       VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    "start"    BIGINT NOT NULL,
    "end"      BIGINT NOT NULL
);

COMMENT ON TABLE story_comparison IS 'Two figures that a sentence of a story sets side by side. One row a pair.';
COMMENT ON COLUMN story_comparison.story_id IS 'The story.';
COMMENT ON COLUMN story_comparison.row_no IS 'Number within the story; counts from 1.';
COMMENT ON COLUMN story_comparison.subject_a IS 'What the first figure belongs to: a name, or now, reported, forecast.';
COMMENT ON COLUMN story_comparison.subject_b IS 'What the second figure belongs to: a name, or an earlier time, or expected.';
COMMENT ON COLUMN story_comparison.aspect IS 'What is compared, such as revenue.';
COMMENT ON COLUMN story_comparison.value_a IS 'The first figure, in the unit beside it.';
COMMENT ON COLUMN story_comparison.value_b IS 'The second figure, in the same unit.';
COMMENT ON COLUMN story_comparison.unit IS 'Unit of both figures.';
COMMENT ON COLUMN story_comparison.article_id IS 'The source article.';
COMMENT ON COLUMN story_comparison."start" IS 'First character of the first figure in title, newline, summary of the article.';
COMMENT ON COLUMN story_comparison."end" IS 'One past the last character of the second figure.';
