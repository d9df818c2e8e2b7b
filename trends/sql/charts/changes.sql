-- What the build of this release changed since the release before it, and why; the six parts of a row add up to change.
-- before_start differs from period_start where the newest complete period moved on.
SELECT change.*
FROM change
WHERE change.beat_id = $beat AND change.release_id = (SELECT release_id FROM release)
ORDER BY contains(change.topic_id, '|') DESC, change.before_start = change.period_start,
         CASE WHEN contains(change.topic_id, '|') THEN change.period_start END DESC, abs(change.change) DESC,
         change.period_start DESC, change.topic_id
