-- Sentences of the story with a figure, a date or a named commitment; start and end are characters of title, newline, summary.
SELECT fact_no, sentence, kind, value, value_high, unit, bound, per_year, fact_date, fact_date_precision, article_id,
       further_article_ids, "start", "end"
FROM story_fact
WHERE story_id = $story
ORDER BY fact_no
