-- The outlets that a story was told in, or the entities that it names.
SELECT DISTINCT story_id, outlet_id AS member FROM article WHERE $by = 'outlet'
UNION ALL
SELECT DISTINCT story_id, entity_id FROM story_entity WHERE $by = 'entity'
