CREATE TABLE story_fact (
    story_id   VARCHAR NOT NULL,
    fact_no    BIGINT NOT NULL,
    sentence   VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL,
    value      DOUBLE,
    unit       VARCHAR,
    fact_date  DATE,
    article_id VARCHAR NOT NULL,
    "start"    BIGINT NOT NULL,
    "end"      BIGINT NOT NULL,
    value_high DOUBLE,
    bound      VARCHAR,
    per_year   BOOLEAN NOT NULL,
    fact_date_precision VARCHAR,
    further_article_ids VARCHAR[] NOT NULL
);

COMMENT ON TABLE story_fact IS 'Key facts: sentences with a figure, a date or a named commitment. One row a fact.';
COMMENT ON COLUMN story_fact.story_id IS 'The story.';
COMMENT ON COLUMN story_fact.fact_no IS 'Number within the story; counts from 1.';
COMMENT ON COLUMN story_fact.sentence IS 'The sentence.';
COMMENT ON COLUMN story_fact.kind IS 'What makes it a fact, such as amount, figure, date or commitment.';
COMMENT ON COLUMN story_fact.value IS 'The figure, where there is one, in the unit beside it; of a range, the lower end.';
COMMENT ON COLUMN story_fact.unit IS 'Unit of the figure.';
COMMENT ON COLUMN story_fact.fact_date IS 'The date, where there is one: the first day of the period named.';
COMMENT ON COLUMN story_fact.article_id IS 'The source article: the earliest that states it.';
COMMENT ON COLUMN story_fact."start" IS 'First character of the sentence in title, newline, summary of the article.';
COMMENT ON COLUMN story_fact."end" IS 'One past its last character.';
COMMENT ON COLUMN story_fact.value_high IS 'Upper end of a range; NULL where the text gives one value.';
COMMENT ON COLUMN story_fact.bound IS 'at most, at least or about, where the text says so of the figure.';
COMMENT ON COLUMN story_fact.per_year IS 'Whether the figure is a yearly rate, such as an annualised one.';
COMMENT ON COLUMN story_fact.fact_date_precision IS 'day, month, quarter or year: how exactly the text gives the date.';
COMMENT ON COLUMN story_fact.further_article_ids IS 'Other articles of the story that state the same, in order of publication.';
