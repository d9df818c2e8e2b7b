-- New briefs, and new versions of known ones; the same content again adds nothing.
INSERT INTO brief_version
WITH latest AS (
    SELECT publisher, brief_id, max(version) AS version, arg_max(content_hash, version) AS content_hash
    FROM brief_version
    GROUP BY publisher, brief_id
),

final AS (
    SELECT
        told.publisher,
        told.brief_id,
        coalesce(latest.version, 0) + 1 AS version,
        told.content_hash,
        told.published_at,
        told.brief,
        told.first_seen_at,
        -- a correction that arrives later was not there to be seen earlier
        CASE WHEN latest.version IS NULL THEN told.assumed_seen_at END AS assumed_seen_at,
        told.source,
        told.line
    FROM told
    LEFT JOIN latest ON latest.publisher = told.publisher AND latest.brief_id = told.brief_id
    WHERE latest.content_hash IS DISTINCT FROM told.content_hash
    ORDER BY told.publisher, told.brief_id
)

SELECT * FROM final
