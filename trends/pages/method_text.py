"""The editorial text of the methodology page, for readers who will quote a number.

Figures of the rules that the warehouse applies are written out here, since pages don't import it; a test compares them.
"""

from __future__ import annotations

SAMPLE = (
    "A share is a share of what was read. It says how these articles divide, not how all reporting does, and least of "
    "all how much of a thing happened. Outlets that were never read, paywalled texts and articles that no query found "
    "leave no trace, and nothing here corrects for them.",
    "What the index does well is comparison over time within the same sample: the same rules for every period, an "
    "interval for every share, and a state for every period that says whether a call is allowed.",
)
STORIES = (
    "An article is one address; the same address with other content is a new version, and the latest one known by the "
    "release’s date is used. Nearly equal texts are collapsed first, so that reprints can’t make a word look common "
    "or a story look large.",
    "Articles on one development form a story. They are taken in the order in which they arrived, and each joins the "
    "story it is closest to, by words that few stories share, or founds one. A later article never changes an earlier "
    "decision, except that two stories merge when one text stands in both; the older address then carries on.",
    "Every story counts once in the index, however often it was reprinted. Lines that could not be taken in are kept, "
    "with the reason, in the table quarantine.",
)
ORIGINS = (
    "Ten articles can be one voice. Inside a story, articles are joined into one origin when their outlets have one "
    "owner, when they credit the same wire or outlet, or when their texts are nearly the same; chains join too. The "
    "evidence for every pair is stored, and shown on the story’s page.",
    "Four counts are given: articles, outlets, owners, origins. “Verified by N” means origins, never articles. One "
    "origin is marked “single origin”. An unknown owner joins nothing, so the number of origins is then an upper "
    "bound, “≤ N”. Corroboration is 1 − 0.5^origins within 14 days: it orders stories, it is not a probability of "
    "being true.",
)
TOPICS = (
    "A topic is a definition and a list of terms, written down in the beat’s file and printed in the glossary. Terms "
    "match on word boundaries (“AI” never inside “training”), not where they are negated or used in another sense.",
    "A story is about a topic where the words carry the text: the title counts double, repetition counts half each "
    "further time, and a passing mention gives no topic. The weight is the part of the text’s sentences on the topic; "
    "weights and the rest, which is about none of them, sum to exactly one. The words that decided are marked on the "
    "story’s page.",
)
TONE = (
    "Tone is a score from −1 to +1 in five tiers, from a linear model trained on labelled finance headlines. Whether "
    "a text is neutral is decided by its three classes; how strong it is otherwise, by a regression on graded scores, "
    "which also places the two “very” tiers. A story’s tone is the mean over its different texts; the tone about a "
    "company is scored at the places that name it, and can differ from the story’s.",
    "It reads headlines and summaries word by word: irony, long negations and a sentence good for one party and bad "
    "for another are where it errs.",
)
IMPACT = (
    "Impact, 1 to 10, is the consequence that a story states, never how often it was told. Three parts get 0 to 4 "
    "points each, only from sentences of the text, which are quoted; the largest that any of its articles supports "
    "counts. A hope, a denial or hearsay is no fact, and what a clause dates to an earlier year is history: neither "
    "gives points. What the title and the first two sentences say counts in full, what later sentences say one point "
    "less; an article that says itself that it explains, lists or digests counts one point less than the event it "
    "comments on, and so does a sum that is only planned. Each of these is named in the reasons. 8 and more is an "
    "action item.",
)
RUBRIC_PARTS = ("Regulatory (R)", "Financial (F)", "Operational (O)")
RUBRIC: tuple[tuple[str, str, str, str], ...] = (
    (
        "0",
        "no authority or rule is named",
        "under 0.1 % of the affected party’s annual revenue",
        "no event of that kind",
    ),
    (
        "1",
        "proposed",
        "from 0.1 %",
        "a product or a first sign: a preview, a finding, talks; also a plan of the party’s own",
    ),
    (
        "2",
        "under investigation, or a party under a rule",
        "from 1 %",
        "a company: what it sells, runs, signs or employs",
    ),
    ("3", "adopted or carried out", "from 5 %", "a market or a region: supply, outage, ban, a fall of many shares"),
    ("4", "in force", "from 20 %", "by stated size, or the above where it lasts for years"),
)
IMPACT_FORMULA = "impact = round(1 + 9·(0.6·max(R, F, O) + 0.4·(0.4·R + 0.35·F + 0.25·O)) / 4)"
IMPACT_LIMITS = (
    "A part that the text doesn’t let one judge is unknown: it adds nothing and lowers the completeness shown beside "
    "the score. Where no part finds anything, completeness is 0 % and an impact of 1 is the scale’s floor, no finding. "
    "Where a size is stated (megawatts, chips, jobs, the percentage that shares moved in a day), it can raise the "
    "operational part; so do three years or more, and a deal between two companies of the title. Annual revenue is "
    "that of the newest fiscal year that had ended 60 days before the story (table entity_revenue). In a deal a sum "
    "counts for the party that it affects most. Valuations, market values and what analysts expect are nobody’s "
    "outlay; revenue and profit count by how far they moved, which the reason then names beside the level.",
)
FACTS = (
    "A key fact is a whole sentence with a figure, a date or a named commitment, quoted with its place in its "
    "article. What several articles say is one fact, credited to the earliest; so is a sum that several tell in other "
    "words, unless a later one adds a figure. Takeaways are the sentences that tell most beyond the headline, none of "
    "them a repeat of another. One that opens with “It” or “The company” stands behind the sentence that says who, and "
    "what a digest tells beside its headline is left out.",
    "A timeline joins stories that share what few others share: named companies and rare words. Each item says what "
    "it shares. At most four earlier and four later stories are shown.",
    "Where another publisher’s brief was taken in, its tone, impact and count of sources stand beside ours, as it gave "
    "them, on the page of the story that holds most of its sources. Nothing of a brief enters a number of ours.",
)
MEASURES = (
    "Every measure is a function of daily sums, so a number can be computed again from the release alone. Intervals "
    "are 90 %. A value that can’t be estimated is empty, never zero.",
)
REPRODUCE = (
    "A release is one sealed file that never changes; a new build is a new file. Every chart and table shows the SQL "
    "that gave it, and that SQL gives the same numbers on the SQL page, on the command line and in DuckDB alone. Two "
    "builds from the same articles have the same data hash.",
    "A build as of an earlier day leaves out what wasn’t known then. It removes hindsight from the data, not from the "
    "method: topics, terms and models are today’s.",
)
