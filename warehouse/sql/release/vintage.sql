CREATE TABLE vintage (
    table_name   VARCHAR NOT NULL,
    beat_id      VARCHAR NOT NULL,
    frequency    VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    key          VARCHAR NOT NULL,
    value        DOUBLE,
    low          DOUBLE,
    high         DOUBLE,
    known_at     TIMESTAMP NOT NULL,
    release_id   VARCHAR NOT NULL
);

COMMENT ON TABLE vintage IS 'Every value of the index ever sealed here, with the release that first said so. One row a changed value.';
COMMENT ON COLUMN vintage.table_name IS 'Index table.';
COMMENT ON COLUMN vintage.beat_id IS 'The beat.';
COMMENT ON COLUMN vintage.frequency IS 'Period length.';
COMMENT ON COLUMN vintage.period_start IS 'The period.';
COMMENT ON COLUMN vintage.key IS 'The rest of the rows key: topic or pair, gate, weighting.';
COMMENT ON COLUMN vintage.value IS 'The value.';
COMMENT ON COLUMN vintage.low IS 'Lower end of its interval.';
COMMENT ON COLUMN vintage.high IS 'Upper end of its interval.';
COMMENT ON COLUMN vintage.known_at IS 'As-of of the release that sealed it, naive UTC.';
COMMENT ON COLUMN vintage.release_id IS 'That release.';
