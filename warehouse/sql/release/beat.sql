CREATE TABLE beat (
    beat_id         VARCHAR NOT NULL,
    name            VARCHAR NOT NULL,
    description     VARCHAR NOT NULL,
    topic_a         VARCHAR NOT NULL,
    topic_b         VARCHAR NOT NULL,
    base_start      DATE NOT NULL,
    base_end        DATE NOT NULL,
    frequency       VARCHAR NOT NULL,
    covered_through DATE,
    corpus_note     VARCHAR,
    n_stories       BIGINT NOT NULL
);

COMMENT ON TABLE beat IS 'A news beat: the question, the headline pair and the defaults of its index. One row a beat.';
COMMENT ON COLUMN beat.beat_id IS 'Identifier of the beat.';
COMMENT ON COLUMN beat.name IS 'Name shown to readers.';
COMMENT ON COLUMN beat.description IS 'What the beat covers.';
COMMENT ON COLUMN beat.topic_a IS 'First topic of the headline pair; shares of the pair are its shares.';
COMMENT ON COLUMN beat.topic_b IS 'Second topic of the headline pair.';
COMMENT ON COLUMN beat.base_start IS 'First day of the base period.';
COMMENT ON COLUMN beat.base_end IS 'Last day of the base period.';
COMMENT ON COLUMN beat.frequency IS 'Period that the index shows by default: day, week, month, quarter or year.';
COMMENT ON COLUMN beat.covered_through IS 'Last day that the corpus covers; NULL: the calendar ends with the last article.';
COMMENT ON COLUMN beat.corpus_note IS 'What the corpus is and is not; shown wherever a share from it is shown.';
COMMENT ON COLUMN beat.n_stories IS 'Stories of the beat. Unit: stories.';
