-- Every poll up to the end of a day; of two at one moment, by a clock that stands still, the later one.
SELECT url, polled_at, succeeded, n_items, oldest_published_at, newest_published_at, reason
FROM poll
WHERE polled_at < $end_of_day
QUALIFY row_number() OVER (PARTITION BY url, polled_at ORDER BY rowid DESC) = 1
ORDER BY url, polled_at
