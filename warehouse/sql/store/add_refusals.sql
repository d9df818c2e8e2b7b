-- Refused lines, once each: unique on source, line and hash of the raw line.
INSERT INTO quarantine
SELECT refused.source, refused.line, refused.hash, refused.reason, refused.raw, refused.refused_at
FROM refused
WHERE NOT EXISTS (
    SELECT 1
    FROM quarantine
    WHERE quarantine.source = refused.source AND quarantine.line = refused.line AND quarantine.hash = refused.hash
)
ORDER BY refused.source, refused.line
