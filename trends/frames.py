"""A typed contract for every frame that crosses a module border.

Editorial decisions:

- Every column says what it means and in which unit (`metadata`). Publish renders these as SQL comments and the
  glossary prints them, so they are written for a reader who has only the table in front of them.
- Fractions are Float64 and counts of stories Int64. Nothing is cast on the way: a cast would turn 0.5 into 0.
- A value that can't be estimated is null, never zero and never NaN.
- A period is named by its first day.
"""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

FREQUENCIES = ("day", "week", "month", "quarter", "year")
GATES = ("all", "verified")
WEIGHTINGS = ("story", "attention", "impact")
STATES = ("complete", "partial", "thin", "empty", "missing")
DIRECTIONS = ("rising", "falling", "steady")
WEIGHTS = ("equal", "volume", "pooled")
ARCS = ("sustained", "news_cycle", "recent", "undecided", "thin")
COMPARED = ("topic", "outlet", "owner", "beat")
CHOICES = ("default", "weighting", "gate", "half_life", "frequency", "topic_version", "without_owner", "combined")


class FrameError(ValueError):
    """A frame that breaks its contract; the message names the frame, the column and what was expected."""


def about(meaning: str, unit: str) -> dict[str, Any]:
    """Column metadata: what the column means, and its unit."""
    return {"meaning": meaning, "unit": unit}


def beat_id() -> dy.String:
    """The beat column of an index table."""
    return dy.String(metadata=about("Beat the row belongs to.", "id"))


def frequency() -> dy.String:
    """The frequency column of an index table."""
    return dy.String(
        check=lambda c: c.is_in(FREQUENCIES),
        metadata=about("Length of the period: day, week (from Monday), month, quarter or year.", "name"),
    )


def period_start() -> dy.Date:
    """The column that names a period."""
    return dy.Date(metadata=about("First day of the period; the period is named by it.", "date"))


def gate() -> dy.String:
    """Which stories are counted."""
    return dy.String(
        check=lambda c: c.is_in(GATES),
        metadata=about("Stories counted: all, or verified (two or more independent origins within 14 days).", "name"),
    )


def weighting() -> dy.String:
    """What a story counts for."""
    return dy.String(
        check=lambda c: c.is_in(WEIGHTINGS),
        metadata=about(
            "What a story counts for: story (1 in each topic it is about), attention (the part of the story that "
            "is about the topic), impact (its impact from 1 to 10 in each topic it is about).",
            "name",
        ),
    )


def topic_id(meaning: str = "Topic the row is about.") -> dy.String:
    """A topic column."""
    return dy.String(metadata=about(meaning, "id"))


def entity_id(meaning: str = "Entity the row is about.") -> dy.String:
    """An entity column."""
    return dy.String(metadata=about(meaning, "id"))


def state() -> dy.String:
    """How far a row can be believed."""
    return dy.String(
        check=lambda c: c.is_in(STATES),
        metadata=about(
            "complete; partial (the period is still open); thin (fewer than 20 effective stories); empty (covered, "
            "no story); missing (not covered). Only complete rows get a call.",
            "name",
        ),
    )


def count(meaning: str, unit: str = "stories") -> dy.Int64:
    """A whole number of stories."""
    return dy.Int64(min=0, metadata=about(meaning, unit))


def sum_(meaning: str, unit: str) -> dy.Float64:
    """A weighted sum, never negative."""
    return dy.Float64(min=0, metadata=about(meaning, unit))


def sum_or_null(meaning: str, unit: str) -> dy.Float64:
    """A sum, never negative; null where it can't be estimated."""
    return dy.Float64(nullable=True, min=0, metadata=about(meaning, unit))


def fraction(meaning: str, unit: str = "fraction, 0 to 1") -> dy.Float64:
    """A share or probability; null where it can't be estimated."""
    return dy.Float64(nullable=True, min=0, max=1, metadata=about(meaning, unit))


def number(meaning: str, unit: str) -> dy.Float64:
    """Any real number; null where it can't be estimated."""
    return dy.Float64(nullable=True, metadata=about(meaning, unit))


def half_life() -> dy.Float64:
    """The smoothing of a row."""
    return dy.Float64(
        min_exclusive=0,
        metadata=about("Half-life of the discounting: a story this old counts half.", "periods"),
    )


def when(meaning: str) -> dy.Date:
    """A period's first day, or null."""
    return dy.Date(nullable=True, metadata=about(meaning, "date"))


class Facts(dy.Schema):
    """What publish hands over: one row per story and topic, and one (topic null) per story without a topic.

    The rows of one story agree in every column but `topic_id` and `weight`.
    """

    beat_id = beat_id()
    story_id = dy.String(metadata=about("Story.", "id"))
    day = dy.Date(metadata=about("Day of first publication.", "date"))
    topic_id = dy.String(nullable=True, metadata=about("Topic, null for a story without one.", "id"))
    weight = dy.Int64(
        nullable=True,
        min=0,
        max=1_000_000,
        metadata=about("Part of the story that is about the topic.", "millionths"),
    )
    impact = dy.Int64(nullable=True, min=1, max=10, metadata=about("Impact; null counts as 1.", "1 to 10"))
    sentiment_score = dy.Float64(nullable=True, min=-1, max=1, metadata=about("Sentiment.", "-1 to 1"))
    sentiment_tier = dy.String(nullable=True, metadata=about("Sentiment in five tiers.", "name"))
    verified_in_14_days = dy.Bool(
        metadata=about("Two or more origins within 14 days of first publication.", "true or false")
    )


class Outages(dy.Schema):
    """Known holes in the coverage: no story could have been seen from `start` to `end`, both included."""

    start = dy.Date(metadata=about("First day without coverage.", "date"))
    end = dy.Date(metadata=about("Last day without coverage.", "date"))
    reason = dy.String(metadata=about("What failed, in words.", "text"))


class Articles(dy.Schema):
    """The articles of one beat's stories: who published what, and when it became known."""

    beat_id = beat_id()
    article_id = dy.String(metadata=about("Article.", "id"))
    story_id = dy.String(metadata=about("Story that the article belongs to.", "id"))
    outlet_id = dy.String(metadata=about("Outlet, by its registrable domain.", "id"))
    owner = dy.String(nullable=True, metadata=about("Owner of the outlet; null where unknown.", "name"))
    day = dy.Date(metadata=about("Day of publication.", "date"))
    known_day = dy.Date(metadata=about("Day on which the article was, or is assumed to have been, seen.", "date"))


class Events(dy.Schema):
    """The beat's dated events."""

    event_id = dy.String(metadata=about("Event.", "id"))
    event_date = dy.Date(metadata=about("Day of the event.", "date"))
    label = dy.String(metadata=about("What happened, in words.", "text"))


class Mentions(dy.Schema):
    """Who is named in one beat's stories, and in what light."""

    beat_id = beat_id()
    story_id = dy.String(metadata=about("Story.", "id"))
    entity_id = entity_id()
    sentiment_score = dy.Float64(min=-1, max=1, metadata=about("Tone about the entity in the story.", "-1 to 1"))


class Period(dy.Schema):
    """The calendar of the index: every period of every frequency, none left out."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    period_end = dy.Date(metadata=about("Last day of the period, included.", "date"))
    gate = gate()
    state = state()
    n_stories = count("Stories of the beat first published in the period.")
    reason = dy.String(nullable=True, metadata=about("Why the period is not complete, in words.", "text"))


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
    threshold = fraction("Probability that each of the three periods had to reach.")
    phi = dy.Float64(min=1, metadata=about("Overdispersion between neighbouring periods; 1 is none.", "ratio"))


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


class OutletCoverage(dy.Schema):
    """What was seen of every outlet, period by period, from its first article on."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    outlet_id = dy.String(metadata=about("Outlet, by its registrable domain.", "id"))
    n_articles = count("Articles of the outlet that belong to the beat's stories.", "articles")
    expected = dy.Float64(
        nullable=True,
        min=0,
        metadata=about("Articles to expect by the trailing median; null where there is too little past.", "articles"),
    )
    state = dy.String(
        check=lambda c: c.is_in(STATES),
        metadata=about(
            "complete; partial (still open); missing (an outage over at least half of its days); empty (no article, "
            "and no sign of an outage); thin (too few articles for an outage to show).",
            "name",
        ),
    )


class PanelIndex(dy.Schema):
    """A topic's level over a balanced panel of outlets, mean 100 over the base period."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_id = topic_id()
    weights = dy.String(
        check=lambda c: c.is_in(WEIGHTS),
        metadata=about(
            "How outlets are put together: equal (each scaled by its own deviation), volume (the same, weighted by "
            "its articles), pooled (all articles in one).",
            "name",
        ),
    )
    index = dy.Float64(nullable=True, min=0, metadata=about("Level of the topic; null: not estimable.", "base = 100"))
    low = dy.Float64(
        nullable=True,
        min=0,
        metadata=about("Lowest index with any one owner left out; headline topics only.", "base = 100"),
    )
    high = dy.Float64(
        nullable=True,
        min=0,
        metadata=about("Highest index with any one owner left out; headline topics only.", "base = 100"),
    )
    n_outlets = count("Outlets that the value rests on.", "outlets")
    note = dy.String(nullable=True, metadata=about("Why the index is null, in words.", "text"))


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
    n_past = count("Past periods that the completeness rests on.", "periods")
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
    crossed = dy.Bool(metadata=about("Whether a crossover of the first topic is confirmed.", "true or false"))
    confirmed_at = when("Third of the three periods that confirm it.")


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


def checked(schema: type[dy.Schema], frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` with the schema's columns in the schema's order, validated.

    Raises:
        FrameError: if a column is absent, has another type or holds a value outside its contract.
    """
    absent = [name for name in schema.column_names() if name not in frame.columns]
    if absent:
        raise FrameError(
            f"Frame {schema.__name__} lacks column {absent[0]!r}; it needs {', '.join(schema.column_names())}."
        )
    try:
        return schema.validate(frame.select(schema.column_names()))
    except (dy.exc.SchemaError, dy.exc.ValidationError) as error:
        raise FrameError(f"Frame {schema.__name__} breaks its contract: {error}") from error


def meanings(schema: type[dy.Schema]) -> dict[str, tuple[str, str]]:
    """Column name -> (meaning, unit), in the schema's order; SQL comments and the glossary come from it."""
    columns = {name: column.metadata or {} for name, column in schema.columns().items()}
    return {name: (str(m.get("meaning", "")), str(m.get("unit", ""))) for name, m in columns.items()}
