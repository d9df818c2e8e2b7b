CREATE TABLE article (
    article_id      VARCHAR NOT NULL,
    url             VARCHAR NOT NULL,
    outlet_id       VARCHAR NOT NULL,
    title           VARCHAR NOT NULL,
    summary         VARCHAR,
    author          VARCHAR,
    language        VARCHAR,
    published_at    TIMESTAMP NOT NULL,
    date_precision  VARCHAR NOT NULL,
    first_seen_at   TIMESTAMP NOT NULL,
    assumed_seen_at TIMESTAMP,
    known_at        TIMESTAMP NOT NULL,
    known_basis     VARCHAR NOT NULL,
    credit          VARCHAR,
    version         BIGINT NOT NULL,
    near_copy_id    VARCHAR NOT NULL,
    origin_id       VARCHAR NOT NULL,
    story_id        VARCHAR NOT NULL
);

COMMENT ON TABLE article IS 'An article: one canonical URL, in the version first seen last by the as-of date. One row an article.';
COMMENT ON COLUMN article.article_id IS 'Hash of the canonical URL.';
COMMENT ON COLUMN article.url IS 'Canonical URL.';
COMMENT ON COLUMN article.outlet_id IS 'Registrable domain of the outlet.';
COMMENT ON COLUMN article.title IS 'Headline.';
COMMENT ON COLUMN article.summary IS 'Summary or text, as ingested.';
COMMENT ON COLUMN article.author IS 'Author, where given.';
COMMENT ON COLUMN article.language IS 'Language tag, where given.';
COMMENT ON COLUMN article.published_at IS 'When it was published, naive UTC; midnight where only the day is known.';
COMMENT ON COLUMN article.date_precision IS 'How exact published_at is: time, day or month (then set to the 15th).';
COMMENT ON COLUMN article.first_seen_at IS 'When this home first took it in, naive UTC; never altered.';
COMMENT ON COLUMN article.assumed_seen_at IS 'For backfilled rows: when a reader could first have seen it; published + 1 day, or the end of its month.';
COMMENT ON COLUMN article.known_at IS 'The moment used by as-of: assumed_seen_at where set, else first_seen_at.';
COMMENT ON COLUMN article.known_basis IS 'observed, or assumed for backfilled rows.';
COMMENT ON COLUMN article.credit IS 'Wire service or outlet that the article credits.';
COMMENT ON COLUMN article.version IS 'Version of the content under this URL; counts from 1.';
COMMENT ON COLUMN article.near_copy_id IS 'Group of articles with nearly one text; the id of the first of them.';
COMMENT ON COLUMN article.origin_id IS 'Group of articles of one story that are really one voice.';
COMMENT ON COLUMN article.story_id IS 'The story it belongs to.';
