-- title: Weeks that no feed reached back to
-- why: A feed shows its newest articles only; days that all of a beat's feeds had lost by their next poll are missing.
WITH answered AS (
    SELECT
        url,
        polled_at,
        oldest_published_at::DATE - 1 AS last_lost,
        lag(polled_at) OVER (PARTITION BY url ORDER BY polled_at)::DATE + 1 AS first_lost
    FROM poll
    WHERE succeeded
),
lost AS (
    SELECT DISTINCT url, unnest(generate_series(first_lost, last_lost, INTERVAL 1 DAY))::DATE AS day
    FROM answered
    WHERE first_lost <= last_lost
),
followed AS (  -- a beat that lists no feed is followed by all of them
    SELECT beat.beat_id, answered.url, min(answered.polled_at)::DATE AS since
    FROM beat
    CROSS JOIN answered
    WHERE answered.url IN (SELECT feed.url FROM feed WHERE feed.beat_id = beat.beat_id)
        OR beat.beat_id NOT IN (SELECT feed.beat_id FROM feed)
    GROUP BY beat.beat_id, answered.url
),
by_day AS (
    SELECT followed.beat_id, days.day, count(*) AS n_followed, count(lost.url) AS n_lost
    FROM (SELECT DISTINCT day FROM lost) AS days
    INNER JOIN followed ON followed.since <= days.day
    LEFT JOIN lost ON followed.url = lost.url AND days.day = lost.day
    GROUP BY followed.beat_id, days.day
),
final AS (
    SELECT
        beat_id,
        date_trunc('week', day)::DATE AS week,
        count(*) FILTER (WHERE n_lost = n_followed) AS n_days_lost_by_all,
        count(*) FILTER (WHERE n_lost < n_followed) AS n_days_lost_by_some,
        max(n_lost) AS most_feeds_lost,
        max(n_followed) AS n_feeds_followed
    FROM by_day
    WHERE n_lost > 0
    GROUP BY beat_id, date_trunc('week', day)
)
FROM final
ORDER BY beat_id, week DESC;
