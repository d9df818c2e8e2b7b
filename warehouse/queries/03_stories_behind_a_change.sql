-- title: The stories behind the latest change
-- why: Contributions sum to a topic's change exactly; the row without a story holds all stories about other things.
WITH latest AS (
    SELECT period.beat_id, period.frequency, max(period.period_start) AS period_start
    FROM period
    INNER JOIN beat USING (beat_id, frequency)
    WHERE period.gate = 'all' AND period.state = 'complete'
    GROUP BY period.beat_id, period.frequency
),
ranked AS (
    SELECT
        driver.beat_id,
        driver.period_start,
        driver.baseline_start,
        driver.topic_id,
        driver.story_id,
        driver.contribution,
        sum(driver.contribution) OVER (PARTITION BY driver.beat_id, driver.topic_id) AS change,
        row_number() OVER (
            PARTITION BY driver.beat_id, driver.topic_id
            ORDER BY abs(driver.contribution) DESC, driver.story_id NULLS FIRST
        ) AS place
    FROM driver
    INNER JOIN latest USING (beat_id, frequency, period_start)
    WHERE driver.gate = 'all' AND driver.weighting = 'story'
),
final AS (
    SELECT
        ranked.beat_id,
        ranked.baseline_start,
        ranked.period_start,
        topic.name AS topic,
        round(100 * ranked.change, 2) AS change_points,
        ranked.place,
        round(100 * ranked.contribution, 2) AS contribution_points,
        coalesce(story.headline, '(all stories about other things)') AS headline,
        story.n_origins
    FROM ranked
    INNER JOIN topic USING (topic_id)
    LEFT JOIN story USING (story_id)
    WHERE ranked.place <= 4
)
FROM final
ORDER BY beat_id, topic, place;
