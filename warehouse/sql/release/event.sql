CREATE TABLE event (
    event_id   VARCHAR NOT NULL,
    beat_id    VARCHAR NOT NULL,
    event_date DATE NOT NULL,
    label      VARCHAR NOT NULL,
    source_url VARCHAR,
    story_id   VARCHAR
);

COMMENT ON TABLE event IS 'Dated events of a beat, for reading the charts. One row an event.';
COMMENT ON COLUMN event.event_id IS 'Identifier.';
COMMENT ON COLUMN event.beat_id IS 'The beat.';
COMMENT ON COLUMN event.event_date IS 'Day of the event.';
COMMENT ON COLUMN event.label IS 'Short name.';
COMMENT ON COLUMN event.source_url IS 'Article that reports it.';
COMMENT ON COLUMN event.story_id IS 'Story that holds that article; NULL where it is not in this release.';
