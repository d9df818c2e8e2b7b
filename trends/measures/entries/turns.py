"""The measures that look for turns: bursts, changes, effects of events, and what moves first."""

from __future__ import annotations

from trends import frames
from trends.measures import bursts, change_points, event_effect, lead_lag_table
from trends.measures.measure import Measure

ENTRIES = (
    Measure(
        name="burst",
        title="Bursts",
        table="burst",
        schema=frames.Burst,
        compute=bursts.table,
        unit="nats (weight)",
        formula=(
            "σ_i = −ln Binomial(y; N, p_i), p_0 = Σy/ΣN, p_1 = 2p_0. A burst starts where the gain σ_0 − σ_1 of one "
            "period is above ln n (n periods) and lasts while the gain stays above 0; its weight is the sum of gains."
        ),
        definition=(
            "Runs of periods in which a topic was drawn at about twice its usual rate or more. The weight says how "
            "much better the raised rate explains them; 7 nats are odds of a thousand to one."
        ),
        source=(
            "Kleinberg (2003, Data Mining and Knowledge Discovery 7), section 4, batched, two states; equal to the "
            "burst_detection package."
        ),
        caveat=(
            "The usual rate is that of the whole series, so bursts are seen in hindsight and a topic that is new or "
            "rising for good has one long burst at the end. A topic that makes up half of all stories can't double."
        ),
    ),
    Measure(
        name="change_point",
        title="Change points",
        table="change_point",
        schema=frames.ChangePoint,
        compute=change_points.table,
        unit="fraction of the beat's stories",
        formula=(
            "Segments minimise Σ min(D_flat, D_line + ln n) + 3 ln n · changes by PELT; D the binomial deviance over "
            "the dispersion φ ≥ 1, raised for correlated neighbours. share_before and share_after: Σy/ΣN of the "
            "segments on both sides."
        ),
        definition=(
            "The periods at which a topic's share took a new level or direction, with the shares of the stretches "
            "before and after. change_point_story lists the stories that explain each."
        ),
        source=(
            "PELT (Killick, Fearnhead and Eckley 2012, J. American Statistical Association 107) under the modified BIC "
            "(Zhang and Siegmund 2007, Biometrics 63)."
        ),
        caveat=(
            "A change of direction is one too, so the shares on both sides can be alike. A segment has at least five "
            "periods, so nothing can be found in fewer than ten, and the newest change is known four periods "
            "late. A date is exact to a period or two where the change is small."
        ),
    ),
    Measure(
        name="change_point_story",
        title="Stories behind a change point",
        table="change_point_story",
        schema=frames.ChangePointStory,
        compute=change_points.stories,
        reads="change_point",
        unit="difference of shares, counted by impact",
        formula=(
            "contribution = v·(w − share_before)/Σv over the stories of the change point's first period; v the impact, "
            "w 1 if the story is about the topic, else 0. The five strongest in the direction of the change."
        ),
        definition=(
            "What was written when a share changed. A rise is explained by stories about the topic, a fall by the "
            "stories that took its place."
        ),
        source="The exact decomposition of the drivers, for one period against the segment before.",
        caveat=(
            "These are the weightiest stories of the first period, not causes. Where a change is gradual, the stories "
            "of one period say little of it."
        ),
    ),
    Measure(
        name="event_effect",
        title="Event effects",
        table="event_effect",
        schema=frames.EventEffect,
        compute=event_effect.table,
        unit="log-odds (0.69 is a doubling of the odds)",
        formula=(
            "effect = ln[(y_a+½)/(N_a−y_a+½)] − ln[(y_b+½)/(N_b−y_b+½)] over the window after (a) and before (b); z = "
            "effect/se. p = (1 + #{|z_placebo| ≥ |z|})/(1 + #placebos). q: Benjamini–Hochberg over all events and "
            "topics."
        ),
        definition=(
            "How far a topic's share moved at a dated event, beside all other dates, on which nothing was announced. "
            "An effect inside the band is one the topic shows at any time."
        ),
        source=(
            "Log-odds with the Haldane–Anscombe correction and placebo dates (Abadie, Diamond and Hainmueller 2010, J. "
            "American Statistical Association 105); Benjamini and Hochberg (1995)."
        ),
        caveat=(
            "A comparison in time, not a cause: other things happened on the date too, and events are chosen knowing "
            "what followed. Null where fewer than ten placebo dates exist, as for quarters in a short series."
        ),
    ),
    Measure(
        name="lead_lag",
        title="Lead and lag",
        table="lead_lag",
        schema=frames.LeadLag,
        compute=lead_lag_table.table,
        unit="periods",
        formula=(
            "Each share is replaced by the residuals of its own autoregression (order 0 to 4 by BIC). r_k = "
            "corr(a_t, b_{t+k}), |k| ≤ 4; the lag with the largest |r|·√n. p against block-resampled series, over the "
            "search of lags; interval from a block bootstrap; q: Benjamini–Hochberg over the pairs."
        ),
        definition=(
            "Whether one series tends to move some periods before another: the shares of two topics, the part of two "
            "outlets' or owners' articles that is about a headline topic, or two beats' parts of all stories. A "
            "positive lag: the first moves first."
        ),
        source=(
            "Prewhitened cross-correlation (Haugh 1976, J. American Statistical Association 71); block bootstrap "
            "(Künsch 1989, Annals of Statistics 17)."
        ),
        caveat=(
            "It describes an order in time and never a cause: both may follow a third, and two shares of one whole "
            "pull on each other at lag 0. It needs twenty shared periods, and an outlet three articles in each of "
            "them; where there is too little, one row says so. The interval doesn't allow for the choice of "
            "the lag; p does."
        ),
    ),
)
