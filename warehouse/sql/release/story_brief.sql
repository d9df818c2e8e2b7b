CREATE TABLE story_brief (
    publisher           VARCHAR NOT NULL,
    brief_id            VARCHAR NOT NULL,
    story_id            VARCHAR,
    n_sources           BIGINT NOT NULL,
    n_sources_in_story  BIGINT NOT NULL,
    published_at        TIMESTAMP NOT NULL,
    headline            VARCHAR NOT NULL,
    summary             VARCHAR,
    beat                VARCHAR,
    categories          VARCHAR[] NOT NULL,
    sentiment_tier      VARCHAR,
    sentiment_score     DOUBLE,
    impact              DOUBLE,
    impact_regulatory   DOUBLE,
    impact_financial    DOUBLE,
    impact_operational  DOUBLE,
    impact_completeness DOUBLE,
    impact_rationale    VARCHAR,
    rubric_version      VARCHAR,
    verified_by         BIGINT,
    upper_bound         BOOLEAN,
    takeaways           VARCHAR[] NOT NULL,
    facts               STRUCT("text" VARCHAR, kind VARCHAR, "value" DOUBLE, value_high DOUBLE, unit VARCHAR, "date" DATE, source VARCHAR)[] NOT NULL,
    url                 VARCHAR,
    source              VARCHAR NOT NULL,
    line                BIGINT NOT NULL,
    first_seen_at       TIMESTAMP NOT NULL,
    known_at            TIMESTAMP NOT NULL,
    version             BIGINT NOT NULL,
    brief               VARCHAR NOT NULL
);

COMMENT ON TABLE story_brief IS 'What other publishers say of a story and how they score it, beside our own judgement in story. One row a brief.';
COMMENT ON COLUMN story_brief.publisher IS 'Who wrote and scored the brief.';
COMMENT ON COLUMN story_brief.brief_id IS 'The publisher''s own identifier.';
COMMENT ON COLUMN story_brief.story_id IS 'The story that holds most of the brief''s sources; NULL where none of them is in this release.';
COMMENT ON COLUMN story_brief.n_sources IS 'Different articles that the brief names. Unit: articles.';
COMMENT ON COLUMN story_brief.n_sources_in_story IS 'Those of them that are in the story. Unit: articles.';
COMMENT ON COLUMN story_brief.published_at IS 'When the brief was published, naive UTC; midnight where only the day is given, the 15th where only the month.';
COMMENT ON COLUMN story_brief.headline IS 'The publisher''s headline.';
COMMENT ON COLUMN story_brief.summary IS 'The publisher''s summary.';
COMMENT ON COLUMN story_brief.beat IS 'The publisher''s beat; not a beat_id of this release, though it may be the same word.';
COMMENT ON COLUMN story_brief.categories IS 'The publisher''s categories, main one first.';
COMMENT ON COLUMN story_brief.sentiment_tier IS 'The publisher''s sentiment: very_bearish, bearish, neutral, bullish or very_bullish; NULL where it gives none.';
COMMENT ON COLUMN story_brief.sentiment_score IS 'The publisher''s sentiment score, -1 to 1; NULL where it gives none.';
COMMENT ON COLUMN story_brief.impact IS 'The publisher''s impact, 1 to 10; NULL where it gives none.';
COMMENT ON COLUMN story_brief.impact_regulatory IS 'Its regulatory part, 0 to 4, where given.';
COMMENT ON COLUMN story_brief.impact_financial IS 'Its financial part, 0 to 4, where given.';
COMMENT ON COLUMN story_brief.impact_operational IS 'Its operational part, 0 to 4, where given.';
COMMENT ON COLUMN story_brief.impact_completeness IS 'Share of the parts that the publisher could judge, 0 to 1, where given.';
COMMENT ON COLUMN story_brief.impact_rationale IS 'The publisher''s reasons.';
COMMENT ON COLUMN story_brief.rubric_version IS 'Version of the publisher''s rubric.';
COMMENT ON COLUMN story_brief.verified_by IS 'Independent sources as the publisher counts them; our own count is story.n_origins. Unit: sources.';
COMMENT ON COLUMN story_brief.upper_bound IS 'Whether the publisher says that there may be fewer.';
COMMENT ON COLUMN story_brief.takeaways IS 'The publisher''s takeaways, in order.';
COMMENT ON COLUMN story_brief.facts IS 'The publisher''s key facts, in order: sentence, kind, figure (of a range, both ends) with its unit, date, address of the source.';
COMMENT ON COLUMN story_brief.url IS 'Address of the brief, where it has one.';
COMMENT ON COLUMN story_brief.source IS 'File that this version came from.';
COMMENT ON COLUMN story_brief.line IS 'Line in it on which the brief begins; counts from 1.';
COMMENT ON COLUMN story_brief.first_seen_at IS 'When this home first took the brief in, naive UTC; never altered.';
COMMENT ON COLUMN story_brief.known_at IS 'The moment used by as-of for this version; for backfilled briefs assumed from the date of publication.';
COMMENT ON COLUMN story_brief.version IS 'Version of the content under this id; counts from 1.';
COMMENT ON COLUMN story_brief.brief IS 'The whole brief as canonical JSON, to the byte as it was taken in.';
