-- The quarantine as it is published: lines that are alike in the 2 kB that are kept of them stand once, as first refused.
SELECT source, line, reason, raw, refused_at
FROM quarantine
QUALIFY row_number() OVER (PARTITION BY source, line, raw ORDER BY refused_at, reason) = 1
ORDER BY source, line, raw
