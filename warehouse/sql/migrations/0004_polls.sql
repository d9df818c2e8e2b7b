-- Every time an address was asked for articles, and what came of it: without this, silence and absence look the same.
CREATE TABLE poll (
    url                 VARCHAR NOT NULL,
    polled_at           TIMESTAMP NOT NULL,
    succeeded           BOOLEAN NOT NULL,
    n_items             BIGINT NOT NULL,
    oldest_published_at TIMESTAMP,
    newest_published_at TIMESTAMP,
    reason              VARCHAR
);
