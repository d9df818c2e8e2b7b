CREATE TABLE poll (
    url                 VARCHAR NOT NULL,
    polled_at           TIMESTAMP NOT NULL,
    succeeded           BOOLEAN NOT NULL,
    n_items             BIGINT NOT NULL,
    oldest_published_at TIMESTAMP,
    newest_published_at TIMESTAMP,
    reason              VARCHAR
);

COMMENT ON TABLE poll IS 'Every time an address was asked for articles, and what came of it. Coverage reaches to the last poll that succeeded; days between two polls that no feed reaches back to are missing. One row a poll.';
COMMENT ON COLUMN poll.url IS 'Address that was asked.';
COMMENT ON COLUMN poll.polled_at IS 'When, naive UTC.';
COMMENT ON COLUMN poll.succeeded IS 'Whether it answered with something that could be read as articles.';
COMMENT ON COLUMN poll.n_items IS 'Articles in the answer, refused and known ones included. Unit: articles.';
COMMENT ON COLUMN poll.oldest_published_at IS 'Publication of the oldest article in the answer, naive UTC; NULL where it held none that could be dated.';
COMMENT ON COLUMN poll.newest_published_at IS 'Publication of the newest one, naive UTC; NULL where it held none that could be dated.';
COMMENT ON COLUMN poll.reason IS 'Why the poll failed; NULL where it succeeded.';
