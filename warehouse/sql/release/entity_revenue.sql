CREATE TABLE entity_revenue (
    entity_id   VARCHAR NOT NULL,
    ended       DATE NOT NULL,
    revenue_usd DOUBLE NOT NULL,
    source      VARCHAR NOT NULL
);

COMMENT ON TABLE entity_revenue IS 'Annual revenue of the entities that publish one, by fiscal year. One row an entity and fiscal year.';
COMMENT ON COLUMN entity_revenue.entity_id IS 'The entity.';
COMMENT ON COLUMN entity_revenue.ended IS 'Last day of the fiscal year; where a year ends on a weekday near the end of a month, that month''s last day.';
COMMENT ON COLUMN entity_revenue.revenue_usd IS 'Revenue of that year. Unit: US dollars.';
COMMENT ON COLUMN entity_revenue.source IS 'Filing or report that it is from, and the rate it was converted at; "unchecked" where not compared with a published table.';
