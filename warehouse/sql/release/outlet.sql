CREATE TABLE outlet (
    outlet_id      VARCHAR NOT NULL,
    name           VARCHAR NOT NULL,
    owner          VARCHAR,
    owner_evidence VARCHAR,
    n_articles     BIGINT NOT NULL
);

COMMENT ON TABLE outlet IS 'An outlet: one registrable domain, with the owner where that is known. One row a domain that occurs.';
COMMENT ON COLUMN outlet.outlet_id IS 'Registrable domain.';
COMMENT ON COLUMN outlet.name IS 'Name of the outlet; the domain where no better name is known.';
COMMENT ON COLUMN outlet.owner IS 'Who owns it; NULL when unknown, which makes counts of origins an upper bound.';
COMMENT ON COLUMN outlet.owner_evidence IS 'Why we say so.';
COMMENT ON COLUMN outlet.n_articles IS 'Articles of the outlet in this release. Unit: articles.';
