-- Figures that a sentence of the story sets side by side; start and end are characters of title, newline, summary.
SELECT row_no, subject_a, subject_b, aspect, value_a, value_b, unit, article_id, "start", "end"
FROM story_comparison
WHERE story_id = $story
ORDER BY row_no
