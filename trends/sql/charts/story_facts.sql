-- Sentences of the story with a figure, a date or a named commitment; start and end are characters of title, newline, summary.
SELECT fact_no, sentence, kind, value, unit, fact_date, article_id, "start", "end"
FROM story_fact
WHERE story_id = $story
ORDER BY fact_no
