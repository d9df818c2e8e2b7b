"""For the editor of a beat: which words a topic may be missing, and why a text has the topics that it has.

Editorial decisions:

- Nothing here changes a beat. `suggest` proposes terms for an editor to accept, `explain` shows what the rules did.
- A term separates a topic's stories from the rest if a story inside is likelier to use it than one outside. The
  measure is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin'
  Words", equations 16 and 22), over stories that use a term or don't, so that a repeated word counts once. The prior
  is worth `PRIOR_STORIES` stories of average wording on each side: it keeps rare words from leading the list.
- Words that lie inside a term of the topic don't count: they brought the story in, so of course they separate it. Nor
  do names given to `suggest`: a company is an entity of the beat, and as a term it would bring in all its news.
  Phrases have one to three words, neither begin nor end with a function word, and never cross punctuation.
- Of two phrases, one inside the other, used by the same numbers of stories, the longer is given alone.
- An explanation is counterfactual: a word list is to blame for a mention that doesn't count, if the mention counts
  once that list is taken away. So the explanation can't drift from the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from warehouse.beat import Beat, Topic
from warehouse.matching import Match, Matcher, fold, leftmost_longest, variants
from warehouse.topics import PASSING_FACTOR, TERM_POINTS, WEAK_POINTS, Tagger

PRIOR_STORIES = 10.0
LONGEST_PHRASE = 3
SUGGEST_SCHEMA = pl.Schema(
    {
        "topic_id": pl.String(),
        "term": pl.String(),
        "z": pl.Float64(),
        "n_in": pl.Int64(),
        "n_out": pl.Int64(),
        "headline_in": pl.String(),
        "headline_out": pl.String(),
    }
)
EXPLAIN_SCHEMA = pl.Schema(
    {
        "topic_id": pl.String(),
        "start": pl.Int64(),
        "end": pl.Int64(),
        "mention": pl.String(),
        "rule": pl.String(),
        "points": pl.Float64(),
        "counted": pl.Boolean(),
        "why": pl.String(),
    }
)
VERDICT_SCHEMA = pl.Schema({"topic_id": pl.String(), "about": pl.Boolean(), "weight": pl.Float64(), "why": pl.String()})

_BREAK = "|"
_FUNCTION_WORDS = sorted({*ENGLISH_STOP_WORDS, "said", "says", "say", "it's", "its", "will", "new", "year", "years"})


def suggest(
    stories: pl.DataFrame, topic: Topic, *, names: Iterable[str] = (), min_stories: int = 3, top: int = 20
) -> pl.DataFrame:
    """Proposes terms for a topic: those that its stories use and the others don't.

    Args:
        stories: story_id, headline, text (title, newline, body), about (whether the story has the topic).
        topic: whose own words to leave out.
        names: further words to leave out, such as the beat's entities.
        min_stories: how many stories of the topic must use a term.
        top: how many terms to propose.

    Returns:
        topic_id, term (folded), z (log-odds ratio over its standard error), n_in and n_out (stories of the topic and
        others that use it), headline_in, headline_out (one of each, null where none: what the term would bring in; if
        possible a headline that has the term).
        Only z above 0; sorted by z, descending, then term. Empty where all stories have the topic, or none.
    """
    n_in = int(stories["about"].sum())
    n_out = stories.height - n_in
    if not n_in or not n_out:
        return pl.DataFrame(schema=SUGGEST_SCHEMA)
    uses = _phrases(stories.with_row_index("number"), topic, names).join(
        stories.with_row_index("number").select("number", "headline", "about"), on="number"
    )
    counted = (
        uses.sort(~pl.col("headline").str.to_lowercase().str.contains(pl.col("term"), literal=True), "number")
        .group_by("term")
        .agg(
            n_in=pl.col("about").sum().cast(pl.Int64),
            n_out=(~pl.col("about")).sum().cast(pl.Int64),
            headline_in=pl.col("headline").filter("about").first(),
            headline_out=pl.col("headline").filter(~pl.col("about")).first(),
        )
        .filter(pl.col("n_in") >= min_stories)
        .sort("term")
    )
    z = log_odds_z(counted["n_in"].to_numpy(), n_in, counted["n_out"].to_numpy(), n_out)
    ranked = counted.with_columns(z=pl.Series(z, dtype=pl.Float64), topic_id=pl.lit(topic.id)).filter(pl.col("z") > 0)
    return _widest(ranked.sort(-pl.col("z"), "term"), top).select(list(SUGGEST_SCHEMA))


def log_odds_z(
    count_a: np.ndarray, size_a: int, count_b: np.ndarray, size_b: int, *, prior: float = PRIOR_STORIES
) -> np.ndarray:
    """Log-odds ratio with an informative Dirichlet prior, over its standard error.

    With y of n stories using a term, and a prior of α = prior·p and β = prior·(1−p) for its share p over both sides,
    δ = log((y_a+α)/(n_a−y_a+β)) − log((y_b+α)/(n_b−y_b+β)) and var δ ≈ 1/(y_a+α) + 1/(y_b+α) (Monroe et al. 2008).

    Args:
        count_a: stories of side a that use each term; `count_b` likewise.
        size_a: stories of side a; `size_b` likewise.
        prior: weight of the prior, in stories.

    Returns:
        z of each term, positive where side a uses it more.
    """
    share = (count_a + count_b) / (size_a + size_b)
    alpha, beta = prior * share, prior * (1 - share)
    everywhere = share >= 1  # a term that every story uses tells the sides apart nowhere
    beta = np.where(everywhere, 1.0, beta)
    odds_a = (count_a + alpha) / (size_a - count_a + beta)
    odds_b = (count_b + alpha) / (size_b - count_b + beta)
    delta = np.log(odds_a) - np.log(odds_b)
    z = delta / np.sqrt(1 / (count_a + alpha) + 1 / (count_b + alpha))
    return np.where(everywhere, 0.0, z)


def _phrases(stories: pl.DataFrame, topic: Topic, names: Iterable[str]) -> pl.DataFrame:
    """The phrases of each story outside the topic's own terms and the names: number, term; each once a story."""
    words = (
        stories.select("number", text=pl.Series(list(_without_terms(stories["text"], topic, names)), dtype=pl.String))
        .with_columns(
            pl.col("text").str.replace_all(r"[^\w' |]+", f" {_BREAK} ").str.replace_all(r"\b\d[\w']*", f" {_BREAK} ")
        )
        .select("number", word=pl.col("text").str.extract_all(r"[|]|[^|\s]+"))
        .explode("word")
        .with_columns(pl.col("word").str.strip_chars("'").str.strip_suffix("'s"))
    )
    edge = pl.col("word").is_in(_FUNCTION_WORDS) | (pl.col("word").str.len_chars() < 2)
    marked = words.with_columns(edge=edge)
    lengths = []
    for n in range(1, LONGEST_PHRASE + 1):
        parts = [pl.col("word").shift(-k).over("number") for k in range(n)]
        last = pl.col("edge").shift(1 - n).over("number")
        phrase = pl.concat_str(parts, separator=" ")
        lengths.append(
            marked.select("number", term=phrase, bad=pl.col("edge") | last)
            .filter(~pl.col("bad") & pl.col("term").is_not_null() & ~pl.col("term").str.contains(_BREAK, literal=True))
            .select("number", "term")
        )
    return pl.concat(lengths).unique()


def _without_terms(texts: Iterable[str | None], topic: Topic, names: Iterable[str]) -> Iterator[str]:
    """The folded texts with the topic's own words, excluded phrases too, and the names struck out."""
    lists = (topic.terms, topic.weak, topic.exclude, topic.not_near, tuple(names))
    matcher = Matcher(sorted({spelling for words in lists for word in words for spelling in variants(word)}))
    for text in texts:
        folded = list(fold(text or ""))
        for match in matcher.find_all("".join(folded)):
            folded[match.start : match.end] = _BREAK * (match.end - match.start)
        yield "".join(folded)


def _widest(ranked: pl.DataFrame, top: int) -> pl.DataFrame:
    """The first `top` rows, without phrases that a longer one with the same counts contains."""
    rows = ranked.head(20 * top).with_row_index("rank").select("rank", "term", "n_in", "n_out").rows()
    by_counts: dict[tuple[int, int], list[str]] = {}
    for _, term, n_in, n_out in rows:
        by_counts.setdefault((n_in, n_out), []).append(f" {term} ")
    kept = [
        rank
        for rank, term, n_in, n_out in rows
        if not any(f" {term} " in other and other != f" {term} " for other in by_counts[n_in, n_out])
    ]
    return ranked.with_row_index("rank").filter(pl.col("rank").is_in(kept[:top])).drop("rank")


@dataclass(frozen=True)
class _Found:
    """A word of a topic as it stands in a text."""

    match: Match
    list_name: str
    word: str


def explain(text: str, beat: Beat) -> pl.DataFrame:
    """Shows every term and weak word of the beat's topics in a text, and whether it counts.

    Args:
        text: title, newline, body.
        beat: whose topics to look for.

    Returns:
        topic_id, start, end, mention (text[start:end]), rule (the list and the word), points (0 where it doesn't
        count; the title's doubling not included), counted, why. In beat order of the topics, then by place.
    """
    title_end = text.find("\n") if "\n" in text else len(text)
    rows: list[tuple[object, ...]] = []
    for topic in beat.topics:
        found = _words_in(text, topic)
        if not found:
            continue
        points = {(m.start, m.end): m.points for m in _counted(text, beat, topic)}
        for item in found:
            span = (item.match.start, item.match.end)
            worth = points.get(span, 0.0)
            why = _why(item, worth, span[0] < title_end) if span in points else _why_not(text, beat, topic, item)
            rule = f"{item.list_name}: {item.word}"
            rows.append((topic.id, *span, text[slice(*span)], rule, worth, span in points, why))
    return pl.DataFrame(rows, schema=EXPLAIN_SCHEMA, orient="row")


def verdicts(text: str, beat: Beat) -> pl.DataFrame:
    """Says of each topic with a word in the text whether the text is about it, with which weight, and why.

    Args:
        text: title, newline, body.
        beat: whose topics to judge.

    Returns:
        topic_id, about, weight (share of the text, 0 where not about), why; in beat order.
    """
    tagger = Tagger(beat)
    weights = {topic_id: micro / 1e6 for topic_id, micro, _ in tagger.tag_one(text)}
    rows: list[tuple[object, ...]] = []
    for topic in beat.topics:
        if not _words_in(text, topic):
            continue
        mentions = _counted(text, beat, topic)
        strong = any(m.points >= TERM_POINTS for m in mentions)
        if topic.id in weights:
            why = f"{len(mentions)} mentions carry it" if len(mentions) > 1 else "one mention carries it"
        elif not mentions:
            why = "no mention counts"
        elif not strong and len({m.term for m in mentions}) < 2:
            why = "a single weak word, or an aside, is not enough"
        else:
            why = "a passing mention: too few points for the length of the text"
        rows.append((topic.id, topic.id in weights, weights.get(topic.id, 0.0), why))
    return pl.DataFrame(rows, schema=VERDICT_SCHEMA, orient="row")


def _words_in(text: str, topic: Topic) -> list[_Found]:
    """Terms and weak words of a topic in a text, in order; where both lists have a spelling it is a term."""
    words: dict[str, tuple[str, str]] = {}
    for name, listed in (("weak", topic.weak), ("term", topic.terms)):
        words |= {spelling: (name, word) for word in listed for spelling in variants(word)}
    patterns = sorted(words)
    matches = leftmost_longest(Matcher(patterns).find_all(fold(text)))
    return [_Found(match, *words[patterns[match.pattern]]) for match in matches]


def _counted(text: str, beat: Beat, topic: Topic) -> list[_Mention]:
    """The mentions of one topic that count."""
    return [_Mention(m.start, m.end, m.points, m.term) for m in Tagger(replace(beat, topics=(topic,))).mentions(text)]


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    points: float
    term: str


def _why(item: _Found, points: float, in_title: bool) -> str:
    full = TERM_POINTS if item.list_name == "term" else WEAK_POINTS
    reasons = ["in the title, where it counts double"] if in_title else []
    if points < full:
        reasons.append(f"in an aside, where it counts {PASSING_FACTOR:g} of its points")
    return "counts" + (": " + "; ".join(reasons) if reasons else "")


def _why_not(text: str, beat: Beat, topic: Topic, item: _Found) -> str:
    """Which rule keeps a mention from counting: the one without which it would."""

    def counts_in(changed: Topic) -> bool:
        mentions = _counted(text, beat, changed)
        return any((m.start, m.end) == (item.match.start, item.match.end) for m in mentions)

    for changed, reason in (
        (replace(topic, exclude=()), "lies in an excluded phrase"),
        (replace(topic, not_near=()), "used in its other sense: beside a word that it may not stand near"),
        (replace(topic, context=()), "none of the topic's context words stands in the text"),
    ):
        if counts_in(changed):
            return reason
    if not counts_in(replace(topic, exclude=(), not_near=(), context=())):
        return "negated, or named as left behind"
    return "kept out by more than one of: excluded phrase, word it may not stand near, missing context word"
