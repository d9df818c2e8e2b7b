CREATE TABLE story_brief_source (
    publisher  VARCHAR NOT NULL,
    brief_id   VARCHAR NOT NULL,
    source_no  BIGINT NOT NULL,
    article_id VARCHAR,
    story_id   VARCHAR,
    url        VARCHAR NOT NULL,
    outlet     VARCHAR NOT NULL,
    title      VARCHAR NOT NULL
);

COMMENT ON TABLE story_brief_source IS 'The articles that a brief rests on, and where this release has them. One row a brief and source.';
COMMENT ON COLUMN story_brief_source.publisher IS 'Who wrote the brief.';
COMMENT ON COLUMN story_brief_source.brief_id IS 'The publisher''s own identifier of the brief.';
COMMENT ON COLUMN story_brief_source.source_no IS 'Place among the brief''s sources; counts from 1.';
COMMENT ON COLUMN story_brief_source.article_id IS 'The article; NULL where this release has none of that address.';
COMMENT ON COLUMN story_brief_source.story_id IS 'The story that the article is in; it may be another than that of the brief.';
COMMENT ON COLUMN story_brief_source.url IS 'Canonical address of the article.';
COMMENT ON COLUMN story_brief_source.outlet IS 'The outlet as the brief names it.';
COMMENT ON COLUMN story_brief_source.title IS 'The title as the brief gives it; the article may have had another since.';
