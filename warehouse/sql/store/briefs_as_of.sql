-- Every brief known by the end of a day, in the latest version known then, with when and whence it first came.
WITH versions AS (
    SELECT
        *,
        -- a clock that was set back can't make a version known before the one it replaced
        max(coalesce(assumed_seen_at, first_seen_at)) OVER (
            PARTITION BY publisher, brief_id ORDER BY version
        ) AS known_at
    FROM brief_version
),

known AS (
    SELECT * FROM versions WHERE known_at < $end_of_day
),

latest AS (
    SELECT * FROM known QUALIFY row_number() OVER (PARTITION BY publisher, brief_id ORDER BY version DESC) = 1
),

arrival AS (
    SELECT publisher, brief_id, arg_min(first_seen_at, version) AS first_seen_at
    FROM known
    GROUP BY publisher, brief_id
),

final AS (
    SELECT
        latest.publisher,
        latest.brief_id,
        latest.version,
        latest.published_at,
        latest.brief,
        arrival.first_seen_at,
        latest.known_at,
        latest.source,
        latest.line
    FROM latest
    JOIN arrival ON arrival.publisher = latest.publisher AND arrival.brief_id = latest.brief_id
)

SELECT * FROM final ORDER BY publisher, brief_id
