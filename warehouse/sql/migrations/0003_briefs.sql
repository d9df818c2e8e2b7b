-- Story briefs as they came in: one row a version of what a publisher says under its own id.
-- `brief` is canonical JSON, the whole of it; everything a build shows of a brief is read from there.
CREATE TABLE brief_version (
    publisher       VARCHAR NOT NULL,
    brief_id        VARCHAR NOT NULL,
    version         BIGINT NOT NULL,
    content_hash    VARCHAR NOT NULL,
    published_at    TIMESTAMP NOT NULL,
    brief           VARCHAR NOT NULL,
    first_seen_at   TIMESTAMP NOT NULL,
    assumed_seen_at TIMESTAMP,
    source          VARCHAR NOT NULL,
    line            BIGINT NOT NULL
);
