-- Who is named with an entity at least twice, against what independent naming would give: those surely named together more often first.
SELECT other.entity_id, other.name, pair.n_both, pair.n_other, pair.expected, pair.lift, pair.low, pair.high, pair.p, pair.q
FROM (
    SELECT if(entity_a = $entity, entity_b, entity_a) AS entity_id, if(entity_a = $entity, n_b, n_a) AS n_other,
           n_both, expected, lift, low, high, p, q
    FROM entity_pair
    WHERE beat_id = $beat AND gate = $gate AND (entity_a = $entity OR entity_b = $entity) AND n_both >= 2
) AS pair
JOIN entity AS other USING (entity_id)
ORDER BY (pair.q <= 0.1 AND pair.lift > 1) DESC, pair.low DESC, pair.n_both DESC, other.entity_id
LIMIT 12
