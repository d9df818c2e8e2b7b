-- The bounds are written out, so that the row groups of other days are skipped.
SELECT * FROM fact
WHERE day BETWEEN (SELECT min(day) FROM touched) AND (SELECT max(day) FROM touched) AND day IN (SELECT day FROM touched)
