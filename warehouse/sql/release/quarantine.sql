CREATE TABLE quarantine (
    source     VARCHAR NOT NULL,
    line       BIGINT NOT NULL,
    reason     VARCHAR NOT NULL,
    raw        VARCHAR NOT NULL,
    refused_at TIMESTAMP NOT NULL
);

COMMENT ON TABLE quarantine IS 'Input lines that were refused, with the reason; nothing is dropped silently. One row a refused line.';
COMMENT ON COLUMN quarantine.source IS 'File or feed.';
COMMENT ON COLUMN quarantine.line IS 'Line in it; counts from 1.';
COMMENT ON COLUMN quarantine.reason IS 'Why, with the value and a valid one.';
COMMENT ON COLUMN quarantine.raw IS 'The line, cut to 2 kB.';
COMMENT ON COLUMN quarantine.refused_at IS 'When, naive UTC.';
