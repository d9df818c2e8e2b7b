-- How far a human agrees with the machine on what stories are about, and each share corrected for the machine's mistakes.
SELECT audit.*
FROM audit
WHERE audit.beat_id = $beat
ORDER BY contains(audit.topic_id, '|') DESC, audit.n_labels DESC, audit.topic_id
