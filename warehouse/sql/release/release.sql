CREATE TABLE release (
    release_id     VARCHAR NOT NULL,
    as_of          TIMESTAMP NOT NULL,
    built_at       TIMESTAMP NOT NULL,
    number         BIGINT NOT NULL,
    schema_version BIGINT NOT NULL,
    method_version VARCHAR NOT NULL,
    beat_hash      VARCHAR NOT NULL,
    data_hash      VARCHAR NOT NULL,
    n_articles     BIGINT NOT NULL,
    n_stories      BIGINT NOT NULL,
    note           VARCHAR
);

COMMENT ON TABLE release IS 'What this file is: when it was sealed, what it knew, and the hashes by which it can be checked. One row.';
COMMENT ON COLUMN release.release_id IS 'Name of this release: its as-of date and a number that is never reused.';
COMMENT ON COLUMN release.as_of IS 'Last moment whose knowledge is in this release, naive UTC.';
COMMENT ON COLUMN release.built_at IS 'When the build ran, naive UTC. The only use of the clock in a build.';
COMMENT ON COLUMN release.number IS 'Which build of that as-of date this is; counts from 1.';
COMMENT ON COLUMN release.schema_version IS 'Version of the public tables.';
COMMENT ON COLUMN release.method_version IS 'Version of the measures and judgements.';
COMMENT ON COLUMN release.beat_hash IS 'sha256 over the beat files that were used.';
COMMENT ON COLUMN release.data_hash IS 'sha256 over the hashes of all other tables but vintage.';
COMMENT ON COLUMN release.n_articles IS 'Articles in this release. Unit: articles.';
COMMENT ON COLUMN release.n_stories IS 'Stories in this release. Unit: stories.';
COMMENT ON COLUMN release.note IS 'What a reader must know before quoting a number.';
