-- title: Do other publishers score as we do?
-- why: Per publisher: how far its tone, impact and verification lie from ours; kappa 1 is full agreement, 0 is chance.
WITH ranked AS (
    SELECT
        story_brief.publisher,
        list_position(['very_bearish', 'bearish', 'neutral', 'bullish', 'very_bullish'], story_brief.sentiment_tier)
            AS their_tone,
        list_position(['very_bearish', 'bearish', 'neutral', 'bullish', 'very_bullish'], story.sentiment_tier)
            AS our_tone,
        story_brief.impact AS their_impact,
        story.impact::DOUBLE AS our_impact,
        story_brief.verified_by AS their_sources,
        story.n_origins AS our_origins
    FROM story_brief
    JOIN story USING (story_id)
),
final AS (
    SELECT
        publisher,
        count(*) AS n_briefs,
        round(100.0 * avg((their_tone = our_tone)::INTEGER), 1) AS same_tone_percent,
        round(100.0 * avg((abs(their_tone - our_tone) <= 1)::INTEGER), 1) AS within_one_tier_percent,
        round(avg(their_tone - our_tone), 2) AS tone_difference_tiers,
        -- quadratic weighted kappa: 1 - observed over expected squared distance
        round(
            1 - avg(pow(their_tone - our_tone, 2)) / nullif(
                var_pop(their_tone) + var_pop(our_tone) FILTER (WHERE their_tone IS NOT NULL)
                + pow(avg(their_tone - our_tone), 2), 0
            ), 2
        ) AS tone_kappa,
        count(their_impact) AS n_with_impact,
        round(avg(their_impact - our_impact), 2) AS impact_difference,
        round(avg(abs(their_impact - our_impact)), 2) AS impact_absolute_difference,
        round(
            1 - avg(pow(their_impact - our_impact, 2)) / nullif(
                var_pop(their_impact) + var_pop(our_impact) FILTER (WHERE their_impact IS NOT NULL)
                + pow(avg(their_impact - our_impact), 2), 0
            ), 2
        ) AS impact_kappa,
        count(*) FILTER (WHERE their_sources > our_origins) AS n_claiming_more_sources
    FROM ranked
    GROUP BY publisher
)
FROM final
ORDER BY n_briefs DESC, publisher;
