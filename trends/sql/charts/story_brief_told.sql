-- What one publisher's brief tells of the story: takeaways and facts, and the whole brief as it was taken in.
SELECT publisher, brief_id, headline, summary, takeaways, facts, brief
FROM story_brief
WHERE story_id = $story AND publisher = $publisher AND brief_id = $brief
