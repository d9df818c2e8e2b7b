-- title: The stories behind the latest change
-- why: Contributions of all stories to a topic's change sum to that change exactly; these moved it most.
WITH latest AS (
    SELECT beat_id, max(period_start) AS period_start
    FROM driver
    INNER JOIN beat USING (beat_id, frequency)
    WHERE gate = 'all' AND weighting = 'story'
    GROUP BY beat_id
),
ranked AS (
    SELECT
        driver.beat_id,
        driver.period_start,
        driver.baseline_start,
        driver.topic_id,
        driver.story_id,
        driver.contribution,
        row_number() OVER (
            PARTITION BY driver.beat_id, driver.topic_id ORDER BY abs(driver.contribution) DESC, driver.story_id
        ) AS place
    FROM driver
    INNER JOIN latest USING (beat_id, period_start)
    INNER JOIN beat USING (beat_id, frequency)
    WHERE driver.gate = 'all' AND driver.weighting = 'story'
),
final AS (
    SELECT
        ranked.beat_id,
        ranked.baseline_start,
        ranked.period_start,
        topic.name AS topic,
        ranked.place,
        round(100 * ranked.contribution, 2) AS contribution_points,
        story.headline,
        story.n_origins
    FROM ranked
    INNER JOIN topic USING (topic_id)
    INNER JOIN story USING (story_id)
    WHERE ranked.place <= 3
)
FROM final
ORDER BY beat_id, topic, place;
