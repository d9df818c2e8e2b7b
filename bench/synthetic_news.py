"""A made-up year of news for the benches: deterministic, as large as asked for, and shaped like the real thing.

Every story has a headline and a stock of sentences, both taken from the packaged chronicle with a third of their longer
words replaced by words of the story's own, so that stories differ while names, amounts, dates and topics stay as dense
as in real text. Independent reports of a story tell it in other sentences. Copies of a report run in other outlets, a
third of them of one owner, with a new headline, a byline or a cut last sentence.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from warehouse import outlets
from warehouse.resources import CHRONICLE
from warehouse.story_features import BACKGROUND

PER_DAY = 2_500
START = datetime(2023, 1, 1)
_REPLACED = re.compile(r"\b[a-z]{5,}\b")
_BYLINES = ("By Ann Example, staff writer.", "From our correspondents.", "Additional reporting by Bo Planted.")


def write(path: Path, n: int, *, seed: int = 1) -> None:
    """Writes n articles as JSONL, in order of publication."""
    rng = random.Random(seed)
    days = max(30, n // PER_DAY)
    rows = sorted(_articles(n, days, rng), key=lambda row: row[0])
    with path.open("w", encoding="utf-8") as out:
        for number, (published, row) in enumerate(rows):
            outlet = row["outlet"]
            row |= {"url": f"https://{outlet}/{published:%Y/%m/%d}/{number}", "published": published.isoformat()}
            out.write(json.dumps(row) + "\n")


def _articles(n: int, days: int, rng: random.Random) -> Iterator[tuple[datetime, dict[str, str | None]]]:
    chronicle = [json.loads(line) for line in CHRONICLE.read_text(encoding="utf-8").splitlines()]
    titles = [row["title"] for row in chronicle]
    sentences = [f"{s.rstrip('.')}." for row in chronicle for s in row["summary"].split(". ") if len(s.split()) > 6]
    words = [w for w in BACKGROUND.read_text(encoding="utf-8").split()[1_000:30_000] if len(w) > 4 and w.isascii()]
    families = _families()
    made = 0
    while True:
        own = rng.sample(words, 14)
        start = START + timedelta(days=rng.random() * days)
        title, stock = _told(rng.choice(titles), own, rng), [_told(s, own, rng) for s in rng.sample(sentences, 8)]
        for _ in range(min(8, 1 + int(rng.expovariate(0.8)))):
            body = rng.sample(stock, rng.randint(3, 5))
            credit = rng.choice(("Reuters", "AP", "Bloomberg")) if rng.random() < 0.15 else None
            headline = _shuffled(title, own, rng)
            family = rng.choice(families) if rng.random() < 0.33 else None
            for copy in range(rng.choice((1, 1, 1, 1, 1, 2, 2, 3, 6))):
                text = body if copy == 0 else _copied(body, rng)
                outlet = rng.choice(family) if family else f"outlet{int(rng.paretovariate(0.7)) % 4_000}.example"
                when = start + timedelta(hours=min(200.0, rng.expovariate(1 / 14)))
                yield (
                    when.replace(microsecond=0),
                    {
                        "outlet": outlet,
                        "title": headline if copy == 0 else _shuffled(headline, own, rng),
                        "summary": " ".join(text),
                        "credit": credit,
                    },
                )
                made += 1
                if made == n:
                    return


def _told(text: str, own: list[str], rng: random.Random) -> str:
    """The text with a third of its longer words replaced by the story's own."""
    return _REPLACED.sub(lambda found: rng.choice(own) if rng.random() < 0.35 else found.group(), text)


def _shuffled(title: str, own: list[str], rng: random.Random) -> str:
    """Another headline of the same story: a part of the words, and one of the story's own."""
    words = title.split()
    cut = rng.randint(1, max(1, len(words) // 3))
    return " ".join(
        [rng.choice(own).capitalize(), *words[cut:]] if rng.random() < 0.5 else [*words[:-cut], rng.choice(own)]
    )


def _copied(body: list[str], rng: random.Random) -> list[str]:
    if rng.random() < 0.3:
        body = body[:-1] if len(body) > 3 else body
    return [rng.choice(_BYLINES), *body] if rng.random() < 0.3 else body


def _families() -> list[list[str]]:
    """Domains of one owner each, from the packaged table."""
    domains: dict[str, list[str]] = {}
    for domain, owner in outlets.load().owners().items():
        domains.setdefault(owner, []).append(domain)
    return [sorted(names) for _, names in sorted(domains.items()) if len(names) > 1]
