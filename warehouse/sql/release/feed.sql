CREATE TABLE feed (
    beat_id VARCHAR NOT NULL,
    feed_id VARCHAR NOT NULL,
    url     VARCHAR NOT NULL
);

COMMENT ON TABLE feed IS 'Feeds that a beat is followed by, as listed in its file; none for a corpus that was collected by hand. One row a feed.';
COMMENT ON COLUMN feed.beat_id IS 'Beat that lists the feed.';
COMMENT ON COLUMN feed.feed_id IS 'Identifier of the feed within the beat.';
COMMENT ON COLUMN feed.url IS 'Address of the feed; joins poll.url.';
