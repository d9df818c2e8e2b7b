"""Who published: coverage by outlet, and the balanced panel of outlets."""

from __future__ import annotations

import dataframely as dy

from .columns import STATES, WEIGHTS, about, beat_id, count, frequency, period_start, topic_id


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
