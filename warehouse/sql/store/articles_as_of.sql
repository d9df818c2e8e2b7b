-- Every article known by the end of a day, in the latest version known then, in order of arrival.
WITH versions AS (
    -- texts stay out of the window and the grouping, which keep all that they are given in memory
    SELECT
        article_id,
        version,
        first_seen_at,
        assumed_seen_at,
        -- a clock that was set back can't make a version known before the one it replaced
        max(coalesce(assumed_seen_at, first_seen_at)) OVER (PARTITION BY article_id ORDER BY version) AS known_at
    FROM article_version
),

arrival AS (
    SELECT
        article_id,
        max(version) AS version,
        arg_min(first_seen_at, version) AS first_seen_at,
        arg_min(assumed_seen_at, version) FILTER (version = 1) AS assumed_seen_at,
        arg_min(known_at, version) AS known_at
    FROM versions
    WHERE known_at < $end_of_day
    GROUP BY article_id
),

final AS (
    SELECT
        latest.article_id,
        latest.url,
        latest.outlet_id,
        latest.title,
        latest.summary,
        latest.author,
        latest.language,
        latest.published_at,
        latest.date_precision,
        arrival.first_seen_at,
        arrival.assumed_seen_at,
        arrival.known_at,
        CASE WHEN arrival.assumed_seen_at IS NULL THEN 'observed' ELSE 'assumed' END AS known_basis,
        latest.credit,
        latest.version
    FROM arrival
    JOIN article_version AS latest ON latest.article_id = arrival.article_id AND latest.version = arrival.version
)

SELECT * FROM final ORDER BY first_seen_at, published_at, article_id
