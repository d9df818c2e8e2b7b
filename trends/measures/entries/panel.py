"""The measures over a fixed panel of outlets, and of who was there."""

from __future__ import annotations

from trends import frames
from trends.measures import coverage, panel_index_table
from trends.measures.measure import Measure

ENTRIES = (
    Measure(
        name="outlet_coverage",
        title="Coverage by outlet",
        table="outlet_coverage",
        schema=frames.OutletCoverage,
        compute=coverage.table,
        unit="articles",
        formula=(
            "expected: median of the outlet's last 26 weeks, spread over the days by its weekly rhythm. missing: over "
            "at least half of the period's days it lies in windows of 3 or 7 days with less than 20 % of what was "
            "expected, and so few have a probability below 0.001 under the outlet's own scatter (negative binomial)."
        ),
        definition=(
            "How many articles of each outlet are in the beat's stories, and whether the outlet was there at all. If "
            "outlets that carry more than half of what is expected fall silent on the same days, the calendar calls "
            "those days not covered, and nothing is read into them."
        ),
        source=(
            "Trailing-median rule with a count test on top; recall and false alarms on planted outages in "
            "tests/trends/test_outages.py."
        ),
        caveat=(
            "An outlet with fewer than about seven articles in a week can't be told from a quiet one and is called "
            "thin. An outlet that is out while most of the panel isn't leaves the period as it is: if it wrote mainly "
            "of one topic, that topic's share falls, and only the panel index allows for it."
        ),
    ),
    Measure(
        name="panel_index",
        title="Panel index",
        table="panel_index",
        schema=frames.PanelIndex,
        compute=panel_index_table.table,
        unit="index, mean 100 over the base period",
        formula=(
            "X = articles about the topic / articles, per outlet and period. equal: Z = X/σ, σ the outlet's standard "
            "deviation over the base, averaged over the outlets; volume: the same, weighted by articles; pooled: Σhits/"
            "Σtotal. Chained: I_t = 100·Σω·Z_t / Σω·Z̄ over the outlets present, then scaled to a mean of 100 over the "
            "base."
        ),
        definition=(
            "How loud a topic is, over a panel of the same outlets, so that an outlet that joins, leaves or falls "
            "silent doesn't move it. 150 is half as much again as in the base period. The band for the headline topics "
            "shows the lowest and highest index with any one owner left out."
        ),
        source=(
            "Economic Policy Uncertainty (Baker, Bloom and Davis 2016, Quarterly Journal of Economics 131) for equal "
            "and volume; Geopolitical Risk (Caldara and Iacoviello 2022, American Economic Review 112) for pooled."
        ),
        caveat=(
            "It needs outlets with at least 12 periods and 5 articles about the topic in the base period. A corpus of "
            "many outlets with a few articles each has none, and the index is then null and says so. The band isn't a "
            "confidence interval."
        ),
    ),
)
