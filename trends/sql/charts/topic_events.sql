-- What a topic's share did round the beat's dated events, beside dates on which nothing was announced.
SELECT event.event_id, event.event_date, event.label, effect.share_before, effect.share_after, effect.effect,
       effect.low, effect.high, effect.p, effect.q, effect.n_placebos, effect."window"
FROM event_effect AS effect
JOIN event USING (beat_id, event_id)
WHERE effect.beat_id = $beat AND effect.frequency = $frequency AND effect.topic_id = $topic AND effect.effect IS NOT NULL
ORDER BY effect.q NULLS LAST, abs(effect.effect) DESC NULLS LAST, event.event_date, event.event_id
