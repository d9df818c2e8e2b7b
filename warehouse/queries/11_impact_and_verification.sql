-- title: Does impact come with verification?
-- why: A cross-table of impact band and number of origins; high impact on a single origin is what to check first.
WITH banded AS (
    SELECT
        CASE
            WHEN impact IS NULL THEN 'unknown'
            WHEN impact >= 8 THEN '8-10 action'
            WHEN impact >= 5 THEN '5-7 notable'
            ELSE '1-4 routine'
        END AS impact_band,
        n_origins,
        verified
    FROM story
),
final AS (
    SELECT
        impact_band,
        count(*) AS n_stories,
        count(*) FILTER (WHERE n_origins = 1) AS n_single_origin,
        count(*) FILTER (WHERE n_origins = 2) AS n_two_origins,
        count(*) FILTER (WHERE n_origins >= 3) AS n_three_or_more,
        count(*) FILTER (WHERE verified) AS n_verified,
        round(100.0 * count(*) FILTER (WHERE verified) / count(*), 1) AS verified_percent
    FROM banded
    GROUP BY impact_band
)
FROM final
ORDER BY impact_band DESC;
