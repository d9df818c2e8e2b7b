-- The sentences that say most of the story beyond its headline.
SELECT takeaway_no, sentence, article_id
FROM story_takeaway
WHERE story_id = $story
ORDER BY takeaway_no
