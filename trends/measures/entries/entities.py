"""The measures of who is named."""

from __future__ import annotations

from trends import frames
from trends.measures import entity_arc, entity_pair, entity_period
from trends.measures.measure import Measure

ENTRIES = (
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
