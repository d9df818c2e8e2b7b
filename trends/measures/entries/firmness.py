"""The measures of how far a number holds: what the open period will be, and other reasonable choices."""

from __future__ import annotations

from trends import frames
from trends.measures import nowcast, nowcast_pair, robustness
from trends.measures.measure import Measure

ENTRIES = (
    Measure(
        name="nowcast",
        title="Nowcast of the open period",
        table="nowcast",
        schema=frames.Nowcast,
        compute=nowcast.table,
        unit="stories",
        formula=(
            "nowcast = c + (c+½)(1−f)/f, c the stories known so far, f = Σ known at this age/Σ known in the end over "
            "up to 26 past periods. Variance φ(c+½)(1−f)/f² + ((c+½)/f·se(f)/f)²; the interval is a shifted gamma. A "
            "topic: c + M·s, M the beat's stories still missing and s the topic's discounted share with what is known "
            "of the open period in it; share as in the nowcast of a pair."
        ),
        definition=(
            "What the period that is still open will probably hold once it is over and its late stories are in, judged "
            "by how much of earlier periods was known at the same age."
        ),
        source=(
            "Chain ladder on the reporting triangle (Mack 1993, ASTIN Bulletin 23), one development factor, with "
            "overdispersed counts; shared out to topics in the way of Bornhuetter and Ferguson (1972, Proc. Casualty "
            "Actuarial Society 59)."
        ),
        caveat=(
            "It supposes that the rest of the period is like the rest of past periods. Where dates of first sight are "
            "assumed, delays are too, and only the days still to come are allowed for. It never enters a trend."
        ),
    ),
    Measure(
        name="pair_nowcast",
        title="Nowcast of a pair's open period",
        table="pair_nowcast",
        schema=frames.PairNowcast,
        compute=nowcast_pair.table,
        unit="fraction of the two topics' stories, 0 to 1",
        formula=(
            "share = (c + M·s)/(k + M), c of k stories known so far about the topic, M the number still missing, s = "
            "A/B the discounted share with these c and k in it. Variance (M/(k+M))²φs(1−s)(1/M + W/B²) + "
            "((sk−c)/(k+M)²)²Var(M), φ the scatter of what was missing of up to 26 past periods round their own s; the "
            "interval is a beta distribution of that mean and variance. A story counts for each of the two."
        ),
        definition=(
            "How the open period's stories about two topics will probably divide between them once the period is over "
            "and its late stories are in. It is the period's own share, not the discounted one."
        ),
        source="Chain ladder for the number (Mack 1993, ASTIN Bulletin 23), a beta-binomial forecast for the share.",
        caveat=(
            "It supposes that the stories still to come divide as recent ones do. It is drawn beside the line and "
            "enters no share, no probability and no crossover."
        ),
    ),
    Measure(
        name="robustness",
        title="Robustness of the headline",
        table="robustness",
        schema=frames.Robustness,
        compute=robustness.table,
        unit="fraction of the two topics' stories, 0 to 1",
        formula=(
            "share_a, its band, P(a leads) and the crossover as in their own entries, at the newest complete period, "
            "with one choice changed at a time, and with weighting, gate and half-life in every combination. "
            "topic_version: a text is about a topic from a salience of 4 on (strict), or of 1 with a single weak term "
            "(broad), instead of 2."
        ),
        definition=(
            "The headline result under every reasonable choice: what stories count for, which stories count, how much "
            "of the past, the length of a period, how strictly the topics are read, and without each owner in turn. If "
            "all rows agree, the result "
            "doesn't hang on a choice."
        ),
        source=(
            "Multiverse analysis (Steegen, Tuerlinckx, Gelman and Vanpaemel 2016, Perspectives on Psychological "
            "Science 11); leave-one-out by owner."
        ),
        caveat=(
            "The rows share their stories, so their agreement isn't independent evidence. Choices made earlier "
            "(the topics' terms, the clustering of stories) are the same in all of them."
        ),
    ),
)
