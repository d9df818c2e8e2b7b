"""Turns of a series: bursts, change points, effects of dated events, and who moved first."""

from __future__ import annotations

import dataframely as dy

from .columns import COMPARED, about, beat_id, count, fraction, frequency, number, topic_id


class Burst(dy.Schema):
    """Runs of periods in which a topic is drawn at a raised rate."""

    beat_id = beat_id()
    frequency = frequency()
    topic_id = topic_id()
    start = dy.Date(metadata=about("First day of the first period of the burst.", "date"))
    end = dy.Date(metadata=about("First day of the last period of the burst.", "date"))
    level = dy.Int64(min=1, metadata=about("State of the automaton: 1 is twice the topic's usual rate.", "level"))
    weight = dy.Float64(min=0, metadata=about("How much better the raised rate explains the burst.", "nats"))
    n_stories = count("Stories about the topic in the burst.")


class ChangePoint(dy.Schema):
    """Periods at which a topic's share takes a new level or direction."""

    beat_id = beat_id()
    frequency = frequency()
    topic_id = topic_id()
    period_start = dy.Date(metadata=about("First period of the new segment.", "date"))
    share_before = fraction("Share of the stories of the segment before.")
    share_after = fraction("Share of the stories of the segment that begins here.")
    change = number("share_after minus share_before.", "difference of fractions")
    n_before = count("Stories of the beat in the segment before.")
    n_after = count("Stories of the beat in the segment that begins here.")


class ChangePointStory(dy.Schema):
    """The stories around a change point that moved the share in its direction, strongest first."""

    beat_id = beat_id()
    frequency = frequency()
    topic_id = topic_id()
    period_start = dy.Date(metadata=about("First period of the new segment; see change_point.", "date"))
    rank = dy.Int64(min=1, metadata=about("Place among the explaining stories.", "rank"))
    story_id = dy.String(metadata=about("Story.", "id"))
    contribution = number("What the story adds to the share, counted by impact.", "difference of fractions")


class EventEffect(dy.Schema):
    """How far a topic's share moved at a dated event, beside dates when nothing was announced."""

    beat_id = beat_id()
    frequency = frequency()
    event_id = dy.String(metadata=about("Event.", "id"))
    event_date = dy.Date(metadata=about("Day of the event.", "date"))
    topic_id = topic_id()
    window = dy.Int64(
        min=1, metadata=about("Periods compared on each side; the event's own counts as after.", "periods")
    )
    share_before = fraction("Share in the window before the event.")
    share_after = fraction("Share in the window from the event's period on.")
    effect = number("Log-odds after minus log-odds before.", "log-odds")
    low = number("Lower end of the band in which 90 % of the placebo dates lie.", "log-odds")
    high = number("Upper end of that band: an effect outside it is unusual for the topic.", "log-odds")
    p = fraction("Part of the placebo dates with an effect at least as strong.")
    q = fraction("Share of false finds expected among all events and topics called at this level.")
    n_placebos = count("Placebo dates compared with.", "dates")


class LeadLag(dy.Schema):
    """Whether one series tends to move some periods before another; an order in time, never a cause."""

    beat_id = beat_id()
    frequency = frequency()
    kind = dy.String(
        check=lambda c: c.is_in(COMPARED),
        metadata=about(
            "What is compared: topic (shares of the beat's stories), outlet or owner (the part of its articles that is "
            "about the topic), beat (the part of all stories that is about any topic of the beat).",
            "name",
        ),
    )
    topic_id = dy.String(
        nullable=True, metadata=about("Topic on which outlets or owners are compared; null for topics and beats.", "id")
    )
    series_a = dy.String(nullable=True, metadata=about("First of the two; null: nothing can be compared.", "id"))
    series_b = dy.String(nullable=True, metadata=about("Second of the two; null: nothing can be compared.", "id"))
    lag = dy.Int64(
        nullable=True,
        metadata=about(
            "Periods by which the first moves ahead of the second; negative: the second is ahead.", "periods"
        ),
    )
    correlation = number("Correlation of the prewhitened shares at that lag.", "-1 to 1")
    low = number("Lower end of its 90 % interval (block bootstrap).", "-1 to 1")
    high = number("Upper end of its 90 % interval.", "-1 to 1")
    p = fraction("Probability of a correlation this strong at any lag if the two were unrelated.")
    q = fraction("Share of false finds expected among the pairs called at this level.")
    n_periods = dy.Int64(nullable=True, min=0, metadata=about("Periods that the correlation rests on.", "periods"))
    note = dy.String(nullable=True, metadata=about("Why there is no correlation, in words.", "text"))
