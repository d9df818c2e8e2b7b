"""Tone, impact, the expected end of an open period, and the headline under other choices."""

from __future__ import annotations

import dataframely as dy

from .columns import (
    CHOICES,
    about,
    beat_id,
    count,
    fraction,
    frequency,
    gate,
    number,
    period_start,
    state,
    sum_or_null,
    topic_id,
    when,
)


class Tone(dy.Schema):
    """Mean sentiment of a topic's stories, or of the whole beat's, and how they spread over the five tiers."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_id = dy.String(nullable=True, metadata=about("Topic; null: all stories of the beat.", "id"))
    gate = gate()
    n_stories = count("Stories of the period with a sentiment.")
    tone_raw = number("Mean sentiment of this period alone.", "-1 to 1")
    tone = number("Discounted mean sentiment: older periods count less, by the half-life.", "-1 to 1")
    low = number("Lower end of the 90 % interval of tone.", "-1 to 1")
    high = number("Upper end of the 90 % interval of tone.", "-1 to 1")
    tone_adjusted = number("tone less what a changing mix of outlets alone would have moved it.", "-1 to 1")
    n_effective = dy.Float64(
        nullable=True, min=0, metadata=about("How many independent stories the tone is worth.", "stories")
    )
    n_very_bearish = count("Stories of the period in the tier very_bearish.")
    n_bearish = count("Stories of the period in the tier bearish.")
    n_neutral = count("Stories of the period in the tier neutral.")
    n_bullish = count("Stories of the period in the tier bullish.")
    n_very_bullish = count("Stories of the period in the tier very_bullish.")
    state = state()


class TopicImpact(dy.Schema):
    """Mean impact of a topic's stories, or of the whole beat's."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_id = dy.String(nullable=True, metadata=about("Topic; null: all stories of the beat.", "id"))
    gate = gate()
    n_stories = count("Stories of the period.")
    n_action = count("Stories of the period with an impact of 8 or more.")
    impact_raw = number("Mean impact of this period alone.", "1 to 10")
    impact = number("Discounted mean impact: older periods count less, by the half-life.", "1 to 10")
    low = number("Lower end of the 90 % interval of impact.", "1 to 10")
    high = number("Upper end of the 90 % interval of impact.", "1 to 10")
    n_effective = dy.Float64(
        nullable=True, min=0, metadata=about("How many independent stories the mean is worth.", "stories")
    )
    state = state()


class Nowcast(dy.Schema):
    """What the open period will probably hold once all of it has been published and seen."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_id = dy.String(nullable=True, metadata=about("Topic; null: all stories of the beat.", "id"))
    age_days = dy.Int64(min=1, metadata=about("Days of the period that have passed, the last one included.", "days"))
    n_known = count("Stories of the period known so far.")
    completeness = fraction("Part of a period's stories that is usually known at this age.")
    nowcast = sum_or_null("Stories that the period will hold.", "stories")
    low = sum_or_null("Lower end of the 90 % interval of nowcast.", "stories")
    high = sum_or_null("Upper end of the 90 % interval of nowcast.", "stories")
    share = fraction("Part of the period's stories that the topic will have in the end; null for the beat itself.")
    share_low = fraction("Lower end of the 90 % interval of share.")
    share_high = fraction("Upper end of the 90 % interval of share.")
    n_past = count("Past periods that the completeness rests on.", "periods")
    note = dy.String(nullable=True, metadata=about("Why there is no nowcast, in words.", "text"))


class PairNowcast(dy.Schema):
    """What part of two topics' stories the first will have in the open period, once all is known; in both orders."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_a = topic_id("First topic of the pair.")
    topic_b = topic_id("Second topic of the pair.")
    age_days = dy.Int64(min=1, metadata=about("Days of the period that have passed, the last one included.", "days"))
    n_a = count("Stories of the period about the first topic known so far.")
    n_b = count("Stories of the period about the second topic known so far.")
    share_a = fraction("First topic's part of the two in the period, once it is over and its late stories are in.")
    low = fraction("Lower end of the 90 % interval of share_a.")
    high = fraction("Upper end of the 90 % interval of share_a.")
    note = dy.String(nullable=True, metadata=about("Why there is no nowcast, in words.", "text"))


class Robustness(dy.Schema):
    """The headline pair at its newest complete period under every reasonable choice."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_a = topic_id("First topic of the pair.")
    topic_b = topic_id("Second topic of the pair.")
    choice = dy.String(
        check=lambda c: c.is_in(CHOICES),
        metadata=about(
            "What is chosen otherwise than by default: default (nothing), weighting, gate, half_life, frequency, "
            "topic_version (the two topics read more strictly or more broadly), without_owner (one owner left out), "
            "combined (weighting, gate and half-life together).",
            "name",
        ),
    )
    value = dy.String(metadata=about("What is chosen instead.", "text"))
    share_a = fraction("First topic's part of the two, discounted.")
    low = fraction("Lower end of the 90 % interval of share_a.")
    high = fraction("Upper end of the 90 % interval of share_a.")
    p_a_leads = fraction("Probability that the first topic leads.")
    n_effective = dy.Float64(
        nullable=True, min=0, metadata=about("Independent one-sided stories behind the probability.", "stories")
    )
    threshold = fraction("Probability that each period of a crossover has to reach.")
    crossed = dy.Bool(metadata=about("Whether a crossover of the first topic is confirmed.", "true or false"))
    confirmed_at = when("Third of the three periods that confirm it.")
