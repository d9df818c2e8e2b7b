-- What this home holds beside articles: the beats registered in it and the release numbers handed out.
CREATE TABLE registered_beat (
    beat_id       VARCHAR NOT NULL,
    reference     VARCHAR NOT NULL,
    registered_at TIMESTAMP NOT NULL
);

-- A number is written here before its file is made, so that a build that dies can't hand it out again.
CREATE TABLE release_number (
    as_of       DATE NOT NULL,
    number      BIGINT NOT NULL,
    reserved_at TIMESTAMP NOT NULL
);
