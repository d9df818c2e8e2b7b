-- The flat facts of stories and topics, and their sums by day; no key, since loads are checked by what replaces what.
CREATE TABLE IF NOT EXISTS fact (
    beat_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    day DATE NOT NULL,
    topic_id VARCHAR,
    weight BIGINT,
    impact BIGINT,
    sentiment_score DOUBLE,
    sentiment_tier VARCHAR,
    verified_in_14_days BOOLEAN NOT NULL,
    first_of_story BOOLEAN NOT NULL
);
CREATE TABLE IF NOT EXISTS cube (
    beat_id VARCHAR NOT NULL,
    day DATE NOT NULL,
    topic_id VARCHAR,
    gate VARCHAR NOT NULL,
    n BIGINT NOT NULL,
    weight BIGINT,
    weight2 BIGINT,
    impact BIGINT NOT NULL,
    impact2 BIGINT NOT NULL,
    tone BIGINT NOT NULL,
    tone2 BIGINT NOT NULL,
    n_tone BIGINT NOT NULL
);
