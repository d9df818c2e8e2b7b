-- New articles, and new versions of known ones; the same content again adds nothing, nor does what a brief says of them.
INSERT INTO article_version
WITH latest AS (
    -- Of what is stored, only the versions of incoming articles are grouped, and only numbers and whether the content
    -- is the same: to group every article ever stored takes four times as long at ten million, to keep texts twice.
    SELECT
        stored.article_key,
        max(stored.version) AS version,
        arg_max(stored.content_hash = incoming.content_hash, stored.version) AS is_same
    FROM article_version AS stored
    JOIN incoming ON incoming.article_key = stored.article_key
    GROUP BY stored.article_key
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
    WHERE latest.version IS NULL OR NOT (latest.is_same OR coalesce(incoming.second_hand, false))
)

SELECT * FROM final
