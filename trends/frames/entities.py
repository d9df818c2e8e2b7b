"""Entities over time: what they are named in, how long it lasts, and with whom."""

from __future__ import annotations

import dataframely as dy

from .columns import (
    ARCS,
    about,
    beat_id,
    count,
    entity_id,
    fraction,
    frequency,
    gate,
    number,
    period_start,
    state,
    sum_,
    sum_or_null,
)


class EntityPeriod(dy.Schema):
    """How much a beat's stories name an entity, and in what light; entities that three stories or more name."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    entity_id = entity_id()
    gate = gate()
    n_stories = count("Stories of the period that name the entity.")
    total = count("Stories of the beat in the period.")
    share_raw = fraction("n_stories divided by total in this period alone.")
    share = fraction("Discounted share of the beat's stories that name the entity: older periods count less.")
    low = fraction("Lower end of the 90 % interval of the discounted average share.")
    high = fraction("Upper end of the 90 % interval of the discounted average share.")
    tone_raw = number("Mean tone about the entity in this period alone, weighted by impact.", "-1 to 1")
    tone = number("Discounted mean tone about the entity, weighted by the stories' impact.", "-1 to 1")
    tone_low = number("Lower end of the 90 % interval of tone.", "-1 to 1")
    tone_high = number("Upper end of the 90 % interval of tone.", "-1 to 1")
    n_effective = dy.Float64(
        nullable=True, min=0, metadata=about("How many independent stories the tone is worth.", "stories")
    )
    state = state()


class EntityArc(dy.Schema):
    """Whether an entity is news in one stretch of time or keeps being written about."""

    beat_id = beat_id()
    frequency = frequency()
    entity_id = entity_id()
    gate = gate()
    n_stories = count("Stories of the beat that name the entity.")
    n_periods = count("Covered periods of the beat's calendar.", "periods")
    first_period = dy.Date(metadata=about("First day of the first period with a story.", "date"))
    last_period = dy.Date(metadata=about("First day of the last period with a story.", "date"))
    half_start = dy.Date(
        metadata=about(
            "First period of the shortest stretch that holds half of the stories; of several the last.", "date"
        )
    )
    half_end = dy.Date(metadata=about("First day of the last period of that stretch.", "date"))
    half_periods = dy.Int64(min=1, metadata=about("Length of that stretch.", "periods"))
    bunching = sum_or_null(
        "How much more often two of its stories fall into one period than two stories of the beat do; 1: as often.",
        "ratio",
    )
    low = sum_or_null("Lower end of the 90 % interval of bunching.", "ratio")
    high = sum_or_null("Upper end of the 90 % interval of bunching.", "ratio")
    chance_high = sum_or_null(
        "What bunching stays below in 95 % of cases for as many stories picked from the beat at random.", "ratio"
    )
    p = fraction("Part of such random picks that are bunched at least as much.")
    q = fraction("Share of false finds expected among the entities called at this level.")
    arc = dy.String(
        check=lambda c: c.is_in(ARCS),
        metadata=about(
            "sustained (bunching is below 1.5, with 95 % confidence); news_cycle (bunched, q at most 0.10, and the "
            "stretch that holds half of the stories is over); recent (bunched, and that stretch reaches the newest "
            "period that is over, so it can still go either way); undecided; thin (fewer than 10 stories, no call).",
            "name",
        ),
    )


class EntityPair(dy.Schema):
    """Which entities are named in the same stories, beside what independent naming would give."""

    beat_id = beat_id()
    gate = gate()
    entity_a = entity_id("First entity, by id.")
    entity_b = entity_id("Second entity.")
    n_a = count("Stories that name the first.")
    n_b = count("Stories that name the second.")
    n_both = dy.Int64(min=1, metadata=about("Stories that name both.", "stories"))
    expected = sum_("Stories that would name both if, within each period, one said nothing of the other.", "stories")
    lift = sum_("n_both divided by expected: above 1 they are named together more often than that.", "ratio")
    low = sum_("Lower end of the 90 % interval of lift.", "ratio")
    high = sum_("Upper end of the 90 % interval of lift.", "ratio")
    p = fraction("Probability of a count at least this far off, either way, if they were independent.")
    q = fraction("Share of false finds expected among the pairs called at this level.")
