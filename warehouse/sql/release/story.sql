CREATE TABLE story (
    story_id            VARCHAR NOT NULL,
    headline            VARCHAR NOT NULL,
    summary             VARCHAR,
    medoid_article_id   VARCHAR NOT NULL,
    first_published_at  TIMESTAMP NOT NULL,
    last_published_at   TIMESTAMP NOT NULL,
    n_articles          BIGINT NOT NULL,
    n_outlets           BIGINT NOT NULL,
    n_owners            BIGINT NOT NULL,
    n_origins           BIGINT NOT NULL,
    owners_known        BOOLEAN NOT NULL,
    verified            BOOLEAN NOT NULL,
    confidence          DOUBLE NOT NULL,
    sentiment_score     DOUBLE NOT NULL,
    sentiment_tier      VARCHAR NOT NULL,
    impact              BIGINT NOT NULL,
    impact_regulatory   BIGINT,
    impact_financial    BIGINT,
    impact_operational  BIGINT,
    impact_completeness DOUBLE NOT NULL,
    impact_rationale    VARCHAR NOT NULL,
    rubric_version      VARCHAR NOT NULL
);

COMMENT ON TABLE story IS 'A story: the articles on one development, with what was judged about it. One row a story.';
COMMENT ON COLUMN story.story_id IS 'Hash of the founding article; stable over builds.';
COMMENT ON COLUMN story.headline IS 'Headline of the article closest to all others.';
COMMENT ON COLUMN story.summary IS 'Summary of that article.';
COMMENT ON COLUMN story.medoid_article_id IS 'That article.';
COMMENT ON COLUMN story.first_published_at IS 'First publication, naive UTC; it places the story in its period.';
COMMENT ON COLUMN story.last_published_at IS 'Last publication, naive UTC.';
COMMENT ON COLUMN story.n_articles IS 'Articles. Unit: articles.';
COMMENT ON COLUMN story.n_outlets IS 'Different outlets. Unit: outlets.';
COMMENT ON COLUMN story.n_owners IS 'Different owners; an outlet of unknown owner counts as its own. Unit: owners.';
COMMENT ON COLUMN story.n_origins IS 'Independent voices: what "verified by N" counts. Unit: origins.';
COMMENT ON COLUMN story.owners_known IS 'Whether every outlet has a known owner; if not, n_origins is an upper bound.';
COMMENT ON COLUMN story.verified IS 'Whether two or more origins reported within 14 days of first publication.';
COMMENT ON COLUMN story.confidence IS 'Corroboration, 0 to 1: 1 - 0.5^origins within 14 days. An ordering, not a probability.';
COMMENT ON COLUMN story.sentiment_score IS 'Mean sentiment of the story''s near-copy groups, -1 to 1.';
COMMENT ON COLUMN story.sentiment_tier IS 'very_bearish, bearish, neutral, bullish or very_bullish.';
COMMENT ON COLUMN story.impact IS 'Consequence, 1 to 10; from the rubric, never from coverage volume.';
COMMENT ON COLUMN story.impact_regulatory IS 'Regulatory part, 0 to 4; NULL when nothing was found to judge it.';
COMMENT ON COLUMN story.impact_financial IS 'Financial part, 0 to 4; NULL when nothing was found to judge it.';
COMMENT ON COLUMN story.impact_operational IS 'Operational part, 0 to 4; NULL when nothing was found to judge it.';
COMMENT ON COLUMN story.impact_completeness IS 'Share of the three parts that could be judged, 0 to 1.';
COMMENT ON COLUMN story.impact_rationale IS 'Why, with the quoted words.';
COMMENT ON COLUMN story.rubric_version IS 'Version of the impact rubric.';
