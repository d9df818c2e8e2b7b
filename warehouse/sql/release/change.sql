CREATE TABLE change (
    release_id   VARCHAR NOT NULL,
    previous_id  VARCHAR NOT NULL,
    beat_id      VARCHAR NOT NULL,
    frequency    VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    before_start DATE NOT NULL,
    topic_id     VARCHAR NOT NULL,
    before       DOUBLE,
    after        DOUBLE,
    change       DOUBLE,
    part_new     DOUBLE,
    part_late    DOUBLE,
    part_left    DOUBLE,
    part_revised DOUBLE,
    part_version DOUBLE,
    part_rest    DOUBLE,
    n_new        BIGINT NOT NULL,
    n_late       BIGINT NOT NULL,
    n_left       BIGINT NOT NULL,
    n_revised    BIGINT NOT NULL,
    n_version    BIGINT NOT NULL,
    reason       VARCHAR NOT NULL
);

COMMENT ON TABLE change IS 'What each build changed and why: the shares as shown and of the last four closed periods, where they differ from the release before. The beat''s own frequency, gate all, weighting story. The six parts sum to the change.';
COMMENT ON COLUMN change.release_id IS 'The release that made the change.';
COMMENT ON COLUMN change.previous_id IS 'The release compared with.';
COMMENT ON COLUMN change.beat_id IS 'The beat.';
COMMENT ON COLUMN change.frequency IS 'Period length.';
COMMENT ON COLUMN change.period_start IS 'Period of the value after.';
COMMENT ON COLUMN change.before_start IS 'Period of the value before: the same, or an earlier one where the newest complete period moved on.';
COMMENT ON COLUMN change.topic_id IS 'Topic, or ''a|b'' for the first topic''s share of the headline pair.';
COMMENT ON COLUMN change.before IS 'Share in the earlier release, 0 to 1; null where it had none.';
COMMENT ON COLUMN change.after IS 'Share in the new release, 0 to 1.';
COMMENT ON COLUMN change.change IS 'after less before, difference of fractions.';
COMMENT ON COLUMN change.part_new IS 'Due to stories of days that the earlier release did not cover, difference of fractions.';
COMMENT ON COLUMN change.part_late IS 'Due to stories of days that it did cover, seen only since, difference of fractions.';
COMMENT ON COLUMN change.part_left IS 'Due to stories that are no longer there: merged, moved or refused, difference of fractions.';
COMMENT ON COLUMN change.part_revised IS 'Due to stories whose articles differ and which are read or dated otherwise, difference of fractions.';
COMMENT ON COLUMN change.part_version IS 'Due to stories with the same articles, read otherwise since the words of a topic changed, difference of fractions.';
COMMENT ON COLUMN change.part_rest IS 'Due to anything else: another method, half-life or calendar, difference of fractions.';
COMMENT ON COLUMN change.n_new IS 'Stories behind part_new.';
COMMENT ON COLUMN change.n_late IS 'Stories behind part_late.';
COMMENT ON COLUMN change.n_left IS 'Stories behind part_left.';
COMMENT ON COLUMN change.n_revised IS 'Stories behind part_revised.';
COMMENT ON COLUMN change.n_version IS 'Stories behind part_version.';
COMMENT ON COLUMN change.reason IS 'The parts in words, largest first.';
