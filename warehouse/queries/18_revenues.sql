-- title: What amounts are measured against
-- why: Impact divides a sum by the party's annual revenue; where none is known, its financial part stays unknown.
WITH newest AS (
    SELECT
        entity_id,
        ended,
        revenue_usd,
        source,
        lag(revenue_usd) OVER (PARTITION BY entity_id ORDER BY ended) AS revenue_before
    FROM entity_revenue
    QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY ended DESC) = 1
),
final AS (
    SELECT
        entity.name AS company,
        entity.ticker,
        count(*) AS n_stories,
        count(story.impact_financial) AS n_financial_part_known,
        newest.ended AS fiscal_year_ended,
        round(newest.revenue_usd / 1e6) AS revenue_million_usd,
        round(100 * (newest.revenue_usd / newest.revenue_before - 1), 1) AS growth_percent,
        newest.source
    FROM entity
    INNER JOIN story_entity USING (entity_id)
    INNER JOIN story USING (story_id)
    LEFT JOIN newest USING (entity_id)
    WHERE entity.kind = 'company'
    GROUP BY entity.entity_id, entity.name, entity.ticker, newest.ended, newest.revenue_usd, newest.revenue_before,
        newest.source
)
FROM final
ORDER BY n_stories DESC, company
LIMIT 50;
