CREATE TABLE audit (
    beat_id       VARCHAR NOT NULL,
    topic_id      VARCHAR NOT NULL,
    n_labels      BIGINT NOT NULL,
    precision     DOUBLE,
    recall        DOUBLE,
    specificity   DOUBLE,
    agreement     DOUBLE NOT NULL,
    kappa         DOUBLE,
    frequency     VARCHAR,
    period_start  DATE,
    observed      DOUBLE NOT NULL,
    observed_low  DOUBLE,
    observed_high DOUBLE,
    corrected     DOUBLE,
    low           DOUBLE,
    high          DOUBLE,
    clipped       BOOLEAN NOT NULL,
    note          VARCHAR
);

COMMENT ON TABLE audit IS 'How far a human agrees with the topics as the machine reads them, and the share corrected for the mistakes. One row a labelled topic or pair; empty where nobody has labelled stories.';
COMMENT ON COLUMN audit.beat_id IS 'The beat.';
COMMENT ON COLUMN audit.topic_id IS 'Topic, or ''a|b'' for the headline pair.';
COMMENT ON COLUMN audit.n_labels IS 'Stories with a human answer, stories.';
COMMENT ON COLUMN audit.precision IS 'Of the stories that the machine tags, the part that the human calls about the topic, 0 to 1; null for a pair.';
COMMENT ON COLUMN audit.recall IS 'Of the stories that the human calls about the topic, the part that the machine tags, 0 to 1; null for a pair.';
COMMENT ON COLUMN audit.specificity IS 'Of the other stories, the part that the machine leaves untagged, 0 to 1; null for a pair.';
COMMENT ON COLUMN audit.agreement IS 'Rate of equal answers, by sampling weight, 0 to 1.';
COMMENT ON COLUMN audit.kappa IS 'Agreement beyond chance (Cohen''s kappa), at most 1; null for a pair.';
COMMENT ON COLUMN audit.frequency IS 'Period length of the share that is corrected; null for a pair: all its stories.';
COMMENT ON COLUMN audit.period_start IS 'Its period, the newest complete one; null for a pair.';
COMMENT ON COLUMN audit.observed IS 'Share by the machine, 0 to 1.';
COMMENT ON COLUMN audit.observed_low IS 'Lower end of its 90 % interval as if the machine never erred, 0 to 1.';
COMMENT ON COLUMN audit.observed_high IS 'Upper end of that interval, 0 to 1.';
COMMENT ON COLUMN audit.corrected IS 'Share corrected for misclassification (Rogan and Gladen), 0 to 1; null: refused, see note.';
COMMENT ON COLUMN audit.low IS 'Lower end of its 90 % interval, which holds the uncertainty of the labels, 0 to 1.';
COMMENT ON COLUMN audit.high IS 'Upper end of that interval, 0 to 1.';
COMMENT ON COLUMN audit.clipped IS 'Whether the formula left 0..1 and was cut, true or false.';
COMMENT ON COLUMN audit.note IS 'Why there is no correction, in words.';
