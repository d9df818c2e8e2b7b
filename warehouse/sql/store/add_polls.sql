-- Each asking adds a row, also one that got nothing.
INSERT INTO poll
SELECT url, polled_at, succeeded, n_items, oldest_published_at, newest_published_at, reason
FROM polled
