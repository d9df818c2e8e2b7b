DELETE FROM cube WHERE day IN (SELECT day FROM touched)
