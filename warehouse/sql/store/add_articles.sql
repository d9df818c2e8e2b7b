-- New articles, and new versions of known ones; the same content again adds nothing, nor does what a brief says of them.
INSERT INTO article_version
WITH latest AS (
    SELECT article_key, max(version) AS version, arg_max(content_hash, version) AS content_hash
    FROM article_version
    -- without this line every article ever stored would be grouped: ten times as slow at ten million
    WHERE article_key IN (SELECT article_key FROM incoming)
    GROUP BY article_key
),

final AS (
    SELECT
        incoming.article_id,
        coalesce(latest.version, 0) + 1 AS version,
        incoming.content_hash,
        incoming.url,
        incoming.outlet_id,
        incoming.title,
        incoming.summary,
        incoming.author,
        incoming.language,
        incoming.published_at,
        incoming.date_precision,
        incoming.credit,
        incoming.first_seen_at,
        -- a correction that arrives later was not there to be seen earlier
        CASE WHEN latest.version IS NULL THEN incoming.assumed_seen_at END AS assumed_seen_at,
        incoming.source,
        incoming.line,
        incoming.article_key
    FROM incoming
    LEFT JOIN latest ON latest.article_key = incoming.article_key
    WHERE latest.content_hash IS DISTINCT FROM incoming.content_hash
        AND (latest.version IS NULL OR NOT coalesce(incoming.second_hand, false))
)

SELECT * FROM final
