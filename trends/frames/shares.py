"""Shares of topics and of pairs, their momentum, their crossings, and what moved them."""

from __future__ import annotations

import dataframely as dy

from .columns import (
    DIRECTIONS,
    about,
    beat_id,
    count,
    fraction,
    frequency,
    gate,
    half_life,
    number,
    period_start,
    state,
    sum_,
    topic_id,
    weighting,
    when,
)


class TopicShare(dy.Schema):
    """Share of the beat's stories that are about a topic, with its interval."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_id = topic_id()
    gate = gate()
    weighting = weighting()
    n_stories = count("Stories about the topic first published in the period.")
    count = sum_("What those stories count for under the weighting.", "stories, or impact points")
    total = sum_("What all stories of the beat count for in the period.", "stories, or impact points")
    share_raw = fraction("count divided by total in this period alone.")
    share = fraction("Discounted share: older periods count less, by the half-life. A ratio of sums.")
    low = fraction("Lower end of the 90 % interval of the discounted average share.")
    high = fraction("Upper end of the 90 % interval of the discounted average share.")
    n_effective = dy.Float64(
        nullable=True,
        min=0,
        metadata=about("How many independent stories the share is worth, after discounting.", "stories"),
    )
    state = state()


class TopicShareVariant(TopicShare):
    """The share under every half-life that the dashboard offers, the default one included."""

    half_life = half_life()


class TopicMomentum(dy.Schema):
    """Whether a topic's recent share stands above or below its longer share, with an error rate."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_id = topic_id()
    gate = gate()
    weighting = weighting()
    momentum = number("Log-odds of the fast share minus log-odds of the slow share.", "log-odds")
    se = number("Standard error of momentum if nothing changed.", "log-odds")
    z = number("Difference of the fast and slow shares in standard errors.", "standard errors")
    p_rising = fraction("Normal probability of z: near 1 rising, near 0 falling, one half when steady.")
    q = fraction("Share of false calls expected among the topics called at this level in the period.")
    direction = dy.String(
        nullable=True,
        check=lambda c: c.is_in(DIRECTIONS),
        metadata=about("rising or falling where q is at most 0.10, else steady; null where no call is made.", "name"),
    )
    rising_since = when("First period of an unbroken rising run in which q has been at most 0.01; else null.")
    state = state()


class PairShare(dy.Schema):
    """One topic's share of two, over the stories about either."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_a = topic_id("First topic of the pair.")
    topic_b = topic_id("Second topic of the pair.")
    gate = gate()
    weighting = weighting()
    n_a = count("Stories of the period about the first topic, those about both included.")
    n_b = count("Stories of the period about the second topic, those about both included.")
    n_both = count("Stories of the period about both.")
    n_either = count("Stories of the period about at least one of them.")
    share_raw = fraction("First topic's part of the two in this period alone.")
    share_a = fraction("First topic's part of the two, discounted.")
    low = fraction("Lower end of the 90 % interval of share_a.")
    high = fraction("Upper end of the 90 % interval of share_a.")
    p_a_leads = fraction("Probability that the first topic leads, from the stories about one of the two only.")
    n_effective = dy.Float64(
        nullable=True,
        min=0,
        metadata=about("How many independent one-sided stories the probability rests on.", "stories"),
    )
    state = state()


class PairShareVariant(PairShare):
    """The pair share under every half-life that the dashboard offers, the default one included."""

    half_life = half_life()


class TopicPairShare(PairShareVariant):
    """The pair share of every two topics at the default half-life; topic_a is the one first in the alphabet."""


class Crossover(dy.Schema):
    """When the first topic overtook the second, if it did; the swapped pair tells of a crossing back."""

    beat_id = beat_id()
    frequency = frequency()
    topic_a = topic_id("Topic that would overtake.")
    topic_b = topic_id("Topic that would be overtaken.")
    gate = gate()
    weighting = weighting()
    half_life = half_life()
    crossed = dy.Bool(metadata=about("Whether a crossover is confirmed.", "true or false"))
    start = when("First of the three periods that confirm it.")
    confirmed_at = when("Third of the three periods: nobody could have known earlier.")
    lower = when("Earliest period in which it may have happened; null: open.")
    threshold = fraction("Probability that each of the three periods of either lead had to reach.")
    phi = dy.Float64(min=1, metadata=about("Overdispersion between neighbouring periods; 1 is none.", "ratio"))


class TopicPairCrossover(Crossover):
    """The crossover of every two topics, in both orders, with the chance of one where nothing changed."""

    n_calls = count("Periods in which enough one-sided stories stand behind P; a crossover takes six.", "periods")
    p_before = fraction("Highest probability that topic_b leads which three periods in a row reached, before start.")
    p_after = fraction("Highest probability that topic_a leads which three periods in a row reached, from start on.")
    p_chance = fraction("Chance that two level topics show two leads as sure, one after the other, at some time.")
    q = fraction("Share of false ones expected among the crossovers called at this level.")


class Driver(dy.Schema):
    """What each story did to a share between two periods; the rows of a period and topic sum to the change."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    baseline_start = dy.Date(metadata=about("First day of the period compared with.", "date"))
    topic_id = topic_id("Topic, or 'a|b' for the first topic's share of the headline pair.")
    gate = gate()
    weighting = weighting()
    story_id = dy.String(
        nullable=True,
        metadata=about("Story; null: all stories of the period that are not about the topic, together.", "id"),
    )
    contribution = dy.Float64(
        metadata=about("Part of the change of the share that is due to the story.", "difference of fractions")
    )
