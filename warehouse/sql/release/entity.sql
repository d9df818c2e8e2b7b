CREATE TABLE entity (
    entity_id          VARCHAR NOT NULL,
    name               VARCHAR NOT NULL,
    kind               VARCHAR NOT NULL,
    ticker             VARCHAR,
    aliases            VARCHAR[] NOT NULL,
    annual_revenue_usd DOUBLE,
    revenue_year       BIGINT,
    revenue_source     VARCHAR
);

COMMENT ON TABLE entity IS 'Entities of the beats. One row an entity.';
COMMENT ON COLUMN entity.entity_id IS 'Identifier.';
COMMENT ON COLUMN entity.name IS 'Name.';
COMMENT ON COLUMN entity.kind IS 'company, agency, person, product or place.';
COMMENT ON COLUMN entity.ticker IS 'Ticker, where listed.';
COMMENT ON COLUMN entity.aliases IS 'Other names that match.';
COMMENT ON COLUMN entity.annual_revenue_usd IS 'Annual revenue where public. Unit: US dollars.';
COMMENT ON COLUMN entity.revenue_year IS 'Year of that revenue.';
COMMENT ON COLUMN entity.revenue_source IS 'Where the figure is from.';
