-- title: Highest-impact verified stories
-- why: Consequence, not volume: impact comes from facts with quoted spans; verified means two or more origins.
SELECT
    headline,
    first_published_at,
    impact,
    impact_regulatory,
    impact_financial,
    impact_operational,
    round(impact_completeness, 2) AS impact_completeness,
    n_origins,
    owners_known,
    sentiment_tier,
    impact_rationale
FROM story
WHERE verified AND impact IS NOT NULL
ORDER BY impact DESC, n_origins DESC, first_published_at DESC, story_id
LIMIT 25;
