"""The registry of measures: what each is called, how it is computed and what may be said about it.

Publish loops over `REGISTRY`; the methodology page, the glossary and the SQL comments are rendered from its texts.
A new measure is one file here and one entry, below or in the file of entries/ that fits.

Editorial decisions:

- The texts are for a news analyst who will quote the number: what it says, what it doesn't, where the formula is from.
- Formulas name their symbols, so that a page can print them without the code.
"""

from __future__ import annotations

import polars as pl

from trends import frames
from trends.measures import any_pair as any_pair_module
from trends.measures import crossover as crossover_module
from trends.measures import drivers_table as drivers_module
from trends.measures import entries as entries_module
from trends.measures import lead_lag_table as lead_lag_module
from trends.measures import momentum as momentum_module
from trends.measures import pair_crossover as pair_crossover_module
from trends.measures import share as share_module
from trends.measures.grid import MeasureError
from trends.measures.inputs import Inputs, prepare
from trends.measures.measure import Measure

__all__ = ["BETWEEN_BEATS", "REGISTRY", "Inputs", "Measure", "MeasureError", "get", "prepare"]


def _periods(inputs: Inputs) -> pl.DataFrame:
    """The period table is the calendar of the inputs."""
    return frames.checked(frames.Period, inputs.periods)


_SHARE = {
    "unit": "fraction of the beat's stories, 0 to 1",
    "formula": (
        "share = A/B, where A_t = δA_{t−1} + y_t and B_t = δB_{t−1} + N_t. y: stories of the period about the "
        "topic; N: stories of the beat; δ = 2^(−1/h), h the half-life in periods. Interval: 5th to 95th "
        "percentile of Beta(n_e·s + ½, n_e·(1−s) + ½), n_e = B²/(φW), W_t = δ²W_{t−1} + N_t. φ: any two stories of a "
        "period may agree with a correlation ρ of 0, .003, .01, .03, .1 or .3, which makes the variance W + "
        "ρΣδ²N(N−1). Each ρ weighs its prior (.72 for 0) times the likelihood of the one-step forecast errors so far "
        "(discounted with a half-life of 26 periods). Where ρ is above 0 the variance is multiplied by what strays add "
        "that keep r of themselves to the next period, up to (1+δr)/(1−δr); r: the correlation of an error with "
        "the one before, shrunk to .1 with the weight of two. φW is the variance of the normal distribution with the "
        "same 5 % tail as their mixture. For attention and impact: n_e = s(1−s)/Var over φ, Var = Σδ²v²(w−s)²/(Σδv)²."
    ),
    "definition": (
        "Of all stories of the beat, the part that is about the topic. Recent periods count most: a story one "
        "half-life old counts half. A story counts once however often it was reprinted, and a story about two "
        "topics counts fully for both, so shares add to more than 1. The interval covers the discounted "
        "average share with 90 % probability; it is wider where stories are few, old or come in bunches."
    ),
    "source": (
        "Ratio of exponentially discounted sums; Jeffreys interval (Brown, Cai and DasGupta 2001, Statistical "
        "Science 16) on Kish's effective sample size; beta-binomial variance (Williams 1975, Biometrics 31), averaged "
        "over its correlation."
    ),
    "caveat": (
        "The interval is for the discounted average, not for the newest period alone. It takes the sources as given: "
        "it doesn't know of outlets that were never read or of stories tagged wrongly. In the first periods it is "
        "wide, since nothing is known yet of how far stories come in bunches. Where a stray from the usual share "
        "lasts for periods it is too narrow, since it can't be told from a change; where the share itself wanders it "
        "is wider than it need be. How often it holds is listed under Calibration."
    ),
}
_PAIR = {
    "unit": "fraction of the two topics' stories, 0 to 1",
    "formula": (
        "share_a = A/(A+B), discounted counts of the stories about each topic. P(a leads) = P(Beta(n_e·q + ½, "
        "n_e·(1−q) + ½) > ½), q = Σδ·max(d,0) / Σδ|d| with d = a − b of each story, n_e = (Σδ|d|)²/Σδ²d². The "
        "band is that of a weighted share in which a story counts a+b, of which a is the first topic's."
    ),
    "definition": (
        "How the coverage of two topics divides between them: 0.6 means that six of ten mentions among the "
        "stories about either are the first topic's. P(a leads) asks whether the first is ahead at all. A "
        "story about both speaks for neither, so only one-sided stories decide it."
    ),
    "source": (
        "Discordant pairs as in McNemar (1947, Psychometrika 12), with a Beta posterior under Jeffreys' prior "
        "on Kish's effective size."
    ),
    "caveat": (
        "P is one period's view and takes stories as independent; whether the lead has been gained for good is "
        "the crossover's question. P is null where fewer than 20 effective one-sided stories stand behind it. "
        "The band allows for bunched stories and P doesn't, so a band can include one half where P is high."
    ),
}

REGISTRY: tuple[Measure, ...] = (
    Measure(
        name="period",
        title="Calendar",
        table="period",
        schema=frames.Period,
        compute=_periods,
        unit="stories",
        formula=(
            "missing: at least half of its days were not covered; partial: it holds the last covered day "
            "(verified gate: or ended no more than 14 days before it); empty: covered, no story; thin: B²/W < "
            "20 at the default half-life; else complete."
        ),
        definition=(
            "Every period has a row and says how far it can be believed. A gap is never shown as zero: either "
            "we looked and there was nothing (empty) or we couldn't look (missing)."
        ),
        source=(
            "Explicit gaps as in the tsibble package (Wang, Cook and Hyndman 2020, J. Computational and "
            "Graphical Statistics 29)."
        ),
        caveat=(
            "An outage is recorded, or found where outlets fall silent against their own past; in a corpus of many "
            "outlets with few articles each, one that nobody recorded looks like a quiet period."
        ),
    ),
    Measure(
        name="share", title="Share", table="topic_share", schema=frames.TopicShare,
        compute=share_module.table, reads="share_variant", **_SHARE,
    ),
    Measure(
        name="share_variant", title="Share under other half-lives", table="topic_share_variant",
        schema=frames.TopicShareVariant, compute=share_module.variants, **_SHARE,
    ),
    Measure(
        name="momentum",
        title="Momentum",
        table="topic_momentum",
        schema=frames.TopicMomentum,
        compute=momentum_module.table,
        unit="log-odds (0.69 is a doubling of the odds)",
        formula=(
            "momentum = logit(A_f/B_f) − logit(A_s/B_s), fast and slow half-lives. z = (A_f/B_f − "
            "A_s/B_s)/√(φ·V·p(1−p)), p = (A_s+½)/(B_s+1), V = W_f/B_f² + W_s/B_s² − 2X/(B_f·B_s), X_t = "
            "δ_fδ_sX_{t−1} + N_t. φ is averaged over as for the share, seven tenths by the errors up to the period "
            "before and three by the newest too, with a prior (.55 for ρ = 0) taught by the other complete topics of "
            "the period: (3·prior + Σ their weights)/(3 + their number). p_rising is the mean of Φ(z), z in the end "
            "its normal score. q: Benjamini–Hochberg over "
            "the complete topics of the period, from two-sided p-values. Direction where q ≤ 0.10; rising_since where "
            "q ≤ 0.01 within the run."
        ),
        definition=(
            "Whether a topic's recent share is above or below its longer share. Of the topics called rising or "
            "falling in a period, about one in ten is a false call, however many topics the beat has. Rising "
            "means this period; the start of a rise is only named once the evidence is ten times stricter."
        ),
        source=(
            "Difference of two discounted proportions with their covariance; Benjamini and Hochberg (1995, J. "
            "Royal Statistical Society B 57)."
        ),
        caveat=(
            "A call comes after the change, in small beats by some periods, and goes as the longer share takes the "
            "change in. How often a change is found, and how often one is seen that isn't there, is listed under "
            "Calibration. A topic's p depends a little on the others, which teach how far the beat's stories come in "
            "bunches. Topics worth fewer than 20 stories get no call."
        ),
    ),
    Measure(
        name="pair_share", title="Pair share", table="pair_share", schema=frames.PairShare,
        compute=crossover_module.pair_table, **_PAIR,
    ),
    Measure(
        name="pair_share_variant", title="Pair share under other half-lives", table="pair_share_variant",
        schema=frames.PairShareVariant, compute=crossover_module.pair_variants, **_PAIR,
    ),
    Measure(
        name="topic_pair_share", title="Pair share of any two topics", table="topic_pair_share",
        schema=frames.TopicPairShare, compute=any_pair_module.table, **_PAIR,
    ),
    Measure(
        name="crossover",
        title="Crossover",
        table="crossover",
        schema=frames.Crossover,
        compute=crossover_module.table,
        unit="period",
        formula=(
            "First of three consecutive complete periods, each with a story of the pair and P ≥ c, after three such "
            "periods with P ≤ 1−c; c = 1 − 3/T over T periods, at least .8. P as in the pair share with n_e/φ_Δ, "
            "φ_Δ = max(1, [½+Σλh(r_t−r_{t−1})²]/[½+Σλp(1−p)]), averaged over the half-lives 1, 2, 4, … below h and h "
            "itself; each weighs exp Σλ·log f, f the probability (Beta-binomial) it gave a period's counts in the "
            "period before, λ of half-life 26. Lower end: last earlier period with P ≤ 1−c, minus ⌈δ/(1−δ)⌉ "
            "periods."
        ),
        definition=(
            "When the first topic overtook the second, as far as can be told: first the second led clearly for three "
            "periods in a row, later the first did. It is confirmed in the third of these, so nobody could have known "
            "earlier; the lower end says how early it may really have happened."
        ),
        source=(
            "Run rule on a posterior probability under dynamic model averaging (Raftery, Kárný and Ettler 2010, "
            "Technometrics 52); thresholds and error rates by simulation (bench/calibration.py)."
        ),
        caveat=(
            "Of pairs whose share never changes, be it a half or a steady lead, up to 3 % are called crossed at some "
            "point, and up to 6 % where stories come in bunches. c grows with the series, so a release with fewer "
            "periods asked for less, and a later one can take a crossing back. A step near the end is found late: "
            "three periods must follow in which the lead has turned. A topic that was overtaken before it had led for "
            "three periods with enough stories is not seen to be overtaken. P here gives more weight to the newest "
            "periods where they contradict the older, so it can turn before the P of the pair share does. How often "
            "steps are found is listed under Calibration. A lower end that is null is open: it would lie before the "
            "first period. What a crossover is worth among those of all pairs is told by its q. The swapped pair's row "
            "tells of a crossing back; where the lead changes hands more often, each row tells of its latest "
            "crossover."
        ),
    ),
    Measure(
        name="pair_crossover",
        title="Crossovers of all pairs",
        table="topic_pair_crossover",
        schema=frames.TopicPairCrossover,
        compute=pair_crossover_module.table,
        unit="period",
        formula=(
            "The crossover's rule for every two topics in both orders, where P can be given in six periods or more. "
            "e = min(p_before, p_after), the highest 1−P that three periods in a row reach before the start and the "
            "highest P that three reach from it on; p_chance = (1 + #{e* ≥ e})/(1 + 40000), e* the largest e at any "
            "time of a series of the same length whose periods differ by Gaussian chance alone. q: Benjamini–Hochberg "
            "over all pairs and orders of the frequency; those without a crossover count with p = 1."
        ),
        definition=(
            "Which topics overtook which, and which of these turns would be seen anyway among so many pairs. Of the "
            "crossovers with q of at most 0.1 about one in ten is chance. A small q takes both sides: first the one "
            "topic surely ahead, then the other, each for three periods."
        ),
        source=(
            "The weaker of two probabilities as the statistic of an intersection–union test (Berger 1982, "
            "Technometrics 24), its null distribution by simulation; Benjamini and Hochberg (1995)."
        ),
        caveat=(
            "The rule's c holds for one pair that was chosen beforehand: its p_chance is below .025. Among a hundred "
            "pairs a few such turns are chance, so a crossover without a small q is a thing to look at and no finding. "
            "Where stories come in bunches p_chance is too small: a .01 happens in up to 3 % of series. Pairs with a "
            "topic in common aren't independent."
        ),
    ),
    Measure(
        name="driver",
        title="Drivers",
        table="driver",
        schema=frames.Driver,
        compute=drivers_module.table,
        unit="difference of shares (0.01 is one percentage point)",
        formula=(
            "share_t − share_s = Σ δ^(t−k)·v·(w − share_s)/B_t over the stories of the periods after s up to "
            "t; k the story's period, v what it counts for, w the part of it that is about the topic."
        ),
        definition=(
            "What each story did to the share since the period before. The contributions add up to the change "
            "exactly. A story about the topic pushes up; all others together push down, in one row without a "
            "story. Key 'a|b': the first topic's share of the headline pair."
        ),
        source="Exact decomposition of a discounted ratio; no approximation and no residual.",
        caveat="It says which stories moved the number, not why they were written. The null-story row isn't one event.",
    ),
    *entries_module.ENTRIES,
)  # fmt: skip

BETWEEN_BEATS = {"lead_lag": lead_lag_module.between_beats}
"""Tables with rows that need every beat of a release: computed from all beats' facts and their calendars, and added."""


def get(name: str) -> Measure:
    """The measure of that name.

    Raises:
        MeasureError: if there is none.
    """
    for measure in REGISTRY:
        if measure.name == name:
            return measure
    raise MeasureError(f"No measure is called {name!r}; use {', '.join(m.name for m in REGISTRY)}.")
