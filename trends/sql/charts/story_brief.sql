-- What other publishers say of the story and how they score it, with our own scores beside.
SELECT story_brief.publisher, story_brief.brief_id, story_brief.headline, story_brief.url, story_brief.published_at,
       story_brief.sentiment_tier, story.sentiment_tier AS our_sentiment_tier,
       story_brief.sentiment_score, story.sentiment_score AS our_sentiment_score,
       story_brief.impact, story.impact AS our_impact,
       story_brief.impact_regulatory, story.impact_regulatory AS our_impact_regulatory,
       story_brief.impact_financial, story.impact_financial AS our_impact_financial,
       story_brief.impact_operational, story.impact_operational AS our_impact_operational,
       story_brief.impact_rationale, story_brief.rubric_version,
       story_brief.verified_by, story_brief.upper_bound, story.n_origins AS our_origins, story.owners_known,
       story_brief.n_sources, story_brief.n_sources_in_story,
       story_brief.source, story_brief.line, story_brief.first_seen_at, story_brief.version
FROM story_brief
JOIN story USING (story_id)
WHERE story_brief.story_id = $story
ORDER BY story_brief.publisher, story_brief.brief_id
