-- Articles as they came in: one row a version of the content under a canonical URL.
-- No PRIMARY KEY on hashes: it made loads 3-5 times slower in trials; `uniqueness.sql` checks instead.
CREATE TABLE article_version (
    article_id      VARCHAR NOT NULL,
    version         BIGINT NOT NULL,
    content_hash    VARCHAR NOT NULL,
    url             VARCHAR NOT NULL,
    outlet_id       VARCHAR NOT NULL,
    title           VARCHAR NOT NULL,
    summary         VARCHAR,
    author          VARCHAR,
    language        VARCHAR,
    published_at    TIMESTAMP NOT NULL,
    date_precision  VARCHAR NOT NULL,
    credit          VARCHAR,
    first_seen_at   TIMESTAMP NOT NULL,
    assumed_seen_at TIMESTAMP,
    source          VARCHAR NOT NULL,
    line            BIGINT NOT NULL
);

CREATE TABLE quarantine (
    source     VARCHAR NOT NULL,
    line       BIGINT NOT NULL,
    hash       VARCHAR NOT NULL,
    reason     VARCHAR NOT NULL,
    raw        VARCHAR NOT NULL,
    refused_at TIMESTAMP NOT NULL
);
