-- title: What did each build change, and why?
-- why: Shares that a reader saw, before and after each release; the parts by kind of story sum to the change.
SELECT
    release_id,
    beat_id,
    topic_id,
    before_start,
    period_start,
    round(100 * before, 2) AS before_percent,
    round(100 * after, 2) AS after_percent,
    round(100 * change, 2) AS change_points,
    round(100 * part_new, 2) AS new_points,
    round(100 * part_late, 2) AS late_points,
    round(100 * part_left, 2) AS left_points,
    round(100 * part_revised, 2) AS revised_points,
    round(100 * part_version, 2) AS version_points,
    round(100 * part_rest, 2) AS rest_points,
    reason
FROM change
ORDER BY release_id DESC, abs(change) DESC NULLS LAST, beat_id, topic_id, period_start
