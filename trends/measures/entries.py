"""The registered measures beyond share, momentum, pair and drivers: panels, turns, tone, and how firm it all is."""

from __future__ import annotations

from trends import frames
from trends.measures import (
    bursts,
    change_points,
    coverage,
    entity_arc,
    entity_pair,
    entity_period,
    event_effect,
    lead_lag_table,
    nowcast,
    nowcast_pair,
    panel_index_table,
    robustness,
    scores,
)
from trends.measures.measure import Measure

PANEL = (
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

TURNS = (
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

SCORES = (
    Measure(
        name="mean_tone",
        title="Tone index",
        table="tone",
        schema=frames.Tone,
        compute=scores.tone,
        unit="sentiment, -1 to 1",
        formula=(
            "tone = Σδx/Σδ over the stories with a sentiment x. Interval: tone ± t·√(σ²/n_e), n_e = (Σδ)²/(φΣδ²), σ² "
            "the topic's discounted variance shrunk to the beat's with the weight of five stories. tone_adjusted = "
            "tone − (m_t − m̄), m the discounted mean outlet effect; effects are shrunk by n/(n + σ²/τ²)."
        ),
        definition=(
            "How positively or negatively a topic's stories, or all stories of the beat, are told, on average; recent "
            "periods count most. The five counts show how the stories of a period spread over the tiers. tone_adjusted "
            "leaves out what a changing mix of outlets alone would have done."
        ),
        source=(
            "Discounted mean with Kish's effective size; one-way random effects by moments (Searle, Casella and "
            "McCulloch 1992, Variance Components)."
        ),
        caveat=(
            "It inherits the errors of the sentiment model, which the interval doesn't hold. The adjustment does "
            "nothing where outlets have few stories each: their effects can't then be told from chance."
        ),
    ),
    Measure(
        name="mean_impact",
        title="Impact index",
        table="topic_impact",
        schema=frames.TopicImpact,
        compute=scores.impact,
        unit="impact, 1 to 10",
        formula=(
            "impact = Σδx/Σδ over the stories, x from 1 to 10; the interval is made as for tone. n_action counts the "
            "stories with 8 or more."
        ),
        definition=(
            "How consequential a topic's stories are on average, recent periods first. It says nothing of how many "
            "they are; the share under the weighting impact puts the two together."
        ),
        source="Discounted mean with Kish's effective size; the rubric is printed under Impact.",
        caveat=(
            "A story whose consequence isn't stated counts 1, so a topic told in short notices looks slight. The "
            "interval covers the sampling of stories, not the rubric's judgement."
        ),
    ),
)

FIRMNESS = (
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

ENTITIES = (
    Measure(
        name="entity_period",
        title="Entities over time",
        table="entity_period",
        schema=frames.EntityPeriod,
        compute=entity_period.table,
        unit="fraction of the beat's stories, 0 to 1; tone, -1 to 1",
        formula=(
            "share as for topics, with y the stories that name the entity. tone = Σδvx/Σδv over these stories, x the "
            "tone about the entity, v the story's impact. Interval: tone ± t·√(σ²/n_e), n_e = (Σδv)²/(φΣδ²v²), σ² the "
            "entity's weighted variance shrunk to that of all tones about anyone with the weight of five stories."
        ),
        definition=(
            "How much of the beat's coverage names an entity, and in what light it is shown there. A story counts its "
            "impact in the tone, so one with consequences outweighs a passing note; recent periods count most."
        ),
        source="Discounted weighted mean with Kish's effective size (Kish 1965, Survey Sampling).",
        caveat=(
            "Only names that the beat's file knows are found. The tone inherits the errors of the sentiment model, "
            "which are larger about one of several names in a sentence and which the interval doesn't hold."
        ),
    ),
    Measure(
        name="entity_arc",
        title="Arc of an entity's coverage",
        table="entity_arc",
        schema=frames.EntityArc,
        compute=entity_arc.table,
        unit="ratio; 1 is as spread over time as the beat itself",
        formula=(
            "bunching = [Σy_t(y_t−1)/n(n−1)]/[ΣN_t(N_t−1)/N(N−1)], y the stories of period t that name the entity, N "
            "those of the beat. p: part of 999 random picks of n stories of the beat that are bunched at least as "
            "much; q: Benjamini–Hochberg over the entities. Interval: jackknife over the stories, on the logarithm, at "
            "least as wide as for a Poisson number of pairs."
        ),
        definition=(
            "Whether an entity is news for a while or keeps being written about. Bunching says how much more often two "
            "of its stories fall into one period than two stories of the beat do. Sustained: surely below 1.5. News "
            "cycle: bunched, and the shortest stretch with half of its stories is over. Recent: bunched, and that "
            "stretch reaches the newest period, so it may still turn out either way."
        ),
        source=(
            "Morisita's index of dispersion (1959, Memoirs of the Faculty of Science, Kyushu University E 2) with the "
            "beat's calendar in place of equal plots; random labelling as the null; Benjamini and Hochberg (1995)."
        ),
        caveat=(
            "It tells how coverage is spread, not why; a name that is new and grows looks like a wave at first. Below "
            "10 stories there is no call, and with 10 to 30 the interval is wide. It depends on the length of a period."
        ),
    ),
    Measure(
        name="entity_pair",
        title="Named together",
        table="entity_pair",
        schema=frames.EntityPair,
        compute=entity_pair.table,
        unit="ratio; 1 is what independent naming gives",
        formula=(
            "lift = n_both/E, E = Σ n_a·n_b/N over the periods of the beat's frequency. p: twice the smaller tail of "
            "the binomial with the mean and variance of a sum of hypergeometric counts; q: Benjamini–Hochberg over all "
            "pairs of entities with five stories or more. Interval: that of a Poisson count over E."
        ),
        definition=(
            "Who is named in the same stories more often than if, within each period, one name said nothing of the "
            "other. 2 is twice as often. Two names that merely rose at the same time have a lift near 1."
        ),
        source=(
            "Stratified contingency tables (Mantel and Haenszel 1959, J. National Cancer Institute 22); Garwood (1936, "
            "Biometrika 28) for the interval."
        ),
        caveat=(
            "Being named together isn't a relation: a product goes with its maker, and rivals are compared. A name in "
            "half of all stories can have a lift of 2 at most."
        ),
    ),
)

ENTRIES = (*PANEL, *TURNS, *SCORES, *FIRMNESS, *ENTITIES)
