"""A planted world of reports and reprints with known truth, for the tests and the bench of near-copies and origins.

Every story has a few independent reports. They are written from different sentences of the packaged chronicle, but all
quote the story's statement word for word and use the story's headline words, as real reports of one event do. Copies of
a report come changed: headline replaced, paragraphs cut, a byline added, sentences re-ordered, words lightly rewritten.

`templates` makes the opposite trap: other events told in the same words, market wraps day by day and the results of
companies, where figures and names alone differ.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import polars as pl

from warehouse.resources import CHRONICLE

FAMILIES = {f"family{f}": [f"family{f}-{i}.example" for i in range(4)] for f in range(6)}
OWNERS = {outlet: name for name, outlets in FAMILIES.items() for outlet in outlets}
WIRES = ("Planted Wire", "Example Press", "Test Agency")
CHANGES = ("cut", "byline", "order", "rewrite")
_WRAP = (
    "Stocks closed {moved} on {day} as {sector} shares led the market and investors weighed the outlook for rates.",
    "The S&P 500 ended {moved} by {a} percent at {b}, the Nasdaq by {c} percent at {d} and the Dow by {e} points.",
    "The yield of the 10-year note stood at {f} percent, little changed from the session before.",
    "Oil settled at ${g} a barrel and gold at ${h} an ounce, while the dollar bought {i} yen.",
    "Trading was thin, and traders now wait for the figures that the labor office publishes at the end of the week.",
)
_RESULTS = (
    "{firm} reported quarterly revenue of ${a} billion on {day}, compared with ${b} billion in the quarter before.",
    "Net income came to ${c} million, or {d} cents a share, while analysts on average had expected {e} cents.",
    "Chief executive {person} said that demand had stayed strong and that the company keeps investing in its plants.",
    "The company, based in {city}, expects revenue of ${f} billion to ${g} billion in the current quarter.",
    "Shares of {firm} moved by {h} percent in late trading after the results were published.",
)
_FILLER = ["notably", "largely", "roughly", "reportedly", "broadly", "separately", "partly", "chiefly", "openly"]
_NAMES = ["Arden", "Belmor", "Castell", "Dorne", "Elvar", "Fenwick", "Galden", "Harrow", "Ister", "Jarrow", "Kestrel"]


def world(n: int, *, seed: int, rewrite: float = 0.12) -> pl.DataFrame:
    """At least n articles.

    Returns:
        article_id, title, text, outlet, published_at, credit, story_id, and the truth: report (one text),
        voice (one origin: report, family or wire, joined inside the story).
    """
    rng = random.Random(seed)
    sentences, titles = _material()
    fresh = _dealt(sentences, rng)
    rows: list[dict[str, object]] = []
    story = 0
    while len(rows) < n:
        start = datetime(2026, 1, 1) + timedelta(hours=rng.randrange(24 * 60))
        statement, headline = next(fresh), rng.choice(titles)
        for report in range(rng.randint(1, 4)):
            body = [*(next(fresh) for _ in range(rng.randint(6, 9))), statement]
            rng.shuffle(body)
            name, credit = f"{story}-{report}", (f"{WIRES[report % 3]}" if rng.random() < 0.3 else None)
            for copy in range(rng.choice([1, 1, 1, 2, 3, 6])):
                text, title = (body, _retitled(headline, rng)) if copy == 0 else _changed(body, headline, rng, rewrite)
                family = rng.choice(list(FAMILIES)) if rng.random() < 0.2 else None
                outlet = rng.choice(FAMILIES[family]) if family else f"outlet{len(rows)}.example"
                rows.append(
                    {
                        "article_id": f"a{len(rows):05d}",
                        "title": title,
                        "text": " ".join(text),
                        "outlet": outlet,
                        "published_at": start + timedelta(hours=rng.randrange(72)),
                        "credit": credit,
                        "story_id": f"story{story}",
                        "report": name,
                        "family": family,
                    }
                )
        story += 1
    return _with_voices(
        pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("published_at").cast(pl.Datetime("us")))
    )


def templates(n: int, *, seed: int) -> pl.DataFrame:
    """At least n articles on events that share a template; columns as in `world`, less the voice."""
    rng = random.Random(seed)
    rows: list[dict[str, object]] = []
    for event in itertools.count():
        if len(rows) >= n:
            break
        facts = _facts(rng)
        body = [sentence.format(**facts) for sentence in (_WRAP if event % 2 else _RESULTS)]
        at = datetime(2026, 1, 1) + timedelta(hours=rng.randrange(10 * 24))
        for copy in range(rng.choice([1, 1, 2, 3])):
            text = body if copy == 0 else changed(body, rng, rng.choice([("byline",), ("order",), ("byline", "order")]))
            rows.append(
                {
                    "article_id": f"t{len(rows):05d}",
                    "title": f"What moved, edition {len(rows)}",
                    "text": " ".join(text),
                    "outlet": f"outlet{len(rows)}.example",
                    "published_at": at + timedelta(hours=copy),
                    "credit": None,
                    "report": f"{event}",
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("published_at").cast(pl.Datetime("us")))


def _facts(rng: random.Random) -> dict[str, str]:
    figures = {letter: f"{rng.uniform(1, 900):.2f}" for letter in "abcdefghi"}
    return figures | {
        "moved": rng.choice(["higher", "lower"]),
        "day": rng.choice(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]),
        "sector": rng.choice(["technology", "energy", "bank", "chip"]),
        "firm": f"{rng.choice(_NAMES)} {rng.choice(_NAMES)} Corp",
        "person": f"{rng.choice(_NAMES)} {rng.choice(_NAMES)}",
        "city": rng.choice(_NAMES),
    }


def pair_scores(found: pl.DataFrame, truth: str) -> dict[str, float]:
    """Precision, recall, F1 and wrong pairs of articles, from the columns `found` and `truth` of one frame."""

    def pairs(*by: str) -> float:
        return float(found.group_by(*by).len().select((pl.col("len") * (pl.col("len") - 1) / 2).sum()).item())

    both, said, true = pairs("found", truth), pairs("found"), pairs(truth)
    precision, recall = both / max(said, 1.0), both / max(true, 1.0)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "wrong": said - both,
    }


def _material() -> tuple[list[str], list[str]]:
    rows = [json.loads(line) for line in CHRONICLE.read_text(encoding="utf-8").splitlines()]
    sentences = sorted({s.strip() + "." for row in rows for s in row["summary"].split(". ") if len(s.split()) >= 8})
    return sentences, sorted({row["title"] for row in rows})


def _dealt(sentences: list[str], rng: random.Random) -> Iterator[str]:
    """Sentences in random order, each once before any comes again."""
    while True:
        yield from rng.sample(sentences, len(sentences))


def _retitled(headline: str, rng: random.Random) -> str:
    words = headline.split()
    rng.shuffle(words)
    return " ".join([rng.choice(_FILLER), *words[: max(3, len(words) - 2)]])


def _changed(body: list[str], headline: str, rng: random.Random, rewrite: float) -> tuple[list[str], str]:
    """A copy of a report with one to three of the changes that desks make."""
    return changed(body, rng, rng.sample(CHANGES, rng.randint(1, 3)), rewrite), _retitled(headline, rng)


def changed(body: list[str], rng: random.Random, changes: Sequence[str], rewrite: float = 0.12) -> list[str]:
    """The sentences of a body after these changes, some of `CHANGES`."""
    text = list(body)
    for change in changes:
        if change == "cut":
            text = text[: max(5, len(text) - rng.randint(1, 4))]
        elif change == "byline":
            text = [f"By {rng.choice(['Ann Example', 'Bo Planted'])}, staff writer, with agencies.", *text]
        elif change == "order":
            rng.shuffle(text)
        else:
            text = [" ".join(w if rng.random() > rewrite else rng.choice(_FILLER) for w in s.split()) for s in text]
    return text


def _with_voices(frame: pl.DataFrame) -> pl.DataFrame:
    """Join what the story's reports, families and wires have in common, by plain union-find."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for story, report, family, credit in frame.select("story_id", "report", "family", "credit").iter_rows():
        for other in (family, credit):
            if other is not None:
                parent[root(f"{story} {other}")] = root(report)
    return frame.with_columns(voice=pl.Series([root(report) for report in frame["report"].to_list()]))
