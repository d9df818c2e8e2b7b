-- What the articles of this release are: how many, from where and when, and how much of it is known only roughly.
SELECT count(*) AS n_articles,
       count(DISTINCT article.outlet_id) AS n_outlets,
       (SELECT count(*) FROM story) AS n_stories,
       min(article.published_at) FILTER (date_precision != 'month')::DATE AS first_day,
       max(article.published_at) FILTER (date_precision != 'month')::DATE AS last_day,
       avg((article.date_precision = 'month')::INTEGER) AS month_only_share,
       avg((article.known_basis = 'assumed')::INTEGER) AS assumed_share,
       avg((outlet.owner IS NULL)::INTEGER) AS unknown_owner_share,
       (SELECT avg((n_origins = 1)::INTEGER) FROM story) AS single_origin_share,
       (SELECT avg(verified::INTEGER) FROM story) AS verified_share,
       (SELECT count(*) FROM quarantine) AS n_refused
FROM article
JOIN outlet USING (outlet_id)
