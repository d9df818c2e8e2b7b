"""The measures of how stories are told and what they lead to."""

from __future__ import annotations

from trends import frames
from trends.measures import scores
from trends.measures.measure import Measure

ENTRIES = (
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
