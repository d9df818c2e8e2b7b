-- title: What was quarantined, and why
-- why: Nothing is dropped in silence: every refused line is here with its source, its number and the reason.
WITH reasons AS (
    SELECT source, reason, count(*) AS n_lines, min(line) AS first_line, max(refused_at) AS last_refused_at
    FROM quarantine
    GROUP BY source, reason
),
final AS (
    SELECT reasons.*, left(quarantine.raw, 200) AS example
    FROM reasons
    LEFT JOIN quarantine
        ON reasons.source = quarantine.source AND reasons.first_line = quarantine.line AND reasons.reason = quarantine.reason
    QUALIFY row_number() OVER (
        PARTITION BY reasons.source, reasons.reason ORDER BY quarantine.refused_at DESC, quarantine.raw
    ) = 1
)
FROM final
ORDER BY n_lines DESC, source, reason;
