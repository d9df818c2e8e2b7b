"""Posts of traders and headlines of company events with a grade, made from templates, to teach the grade their words.

`graded_templates.tsv` (kind, grade, template) was written for this project; no template comes from a labelled set. In
a post, what its writer holds or expects decides: who is long, buys calls or sees a breakout is bullish, who is short,
buys puts or sees a breakdown is bearish, however glad the words. In an event, it is what happened to the company
first named.
"""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl

TEMPLATES = Path(__file__).parent / "graded_templates.tsv"
COPIES = 2
TICKERS = [f"${name}" for name in ("ABC", "XYZ", "QRS", "LMN", "OPQ", "TUV", "WXY", "DEF", "GHI", "JKL")]
COMPANIES = [
    "Harbour Group",
    "Nordbank",
    "Kivi Steel",
    "Medistar",
    "Aalto Telecom",
    "Baltic Lines",
    "Valo Energy",
    "Sund Paper",
    "Larkfield",
    "Penrose Foods",
    "Hartwell",
    "Calder Pharma",
]
ENDINGS = ["", "!", ".", " #stocks", " $SPX"]


def generate(seed: int = 0) -> list[tuple[str, float, str]]:
    """(text, grade, kind) of each template, `COPIES` times with other names and figures; a post with varied endings."""
    dice = random.Random(seed)
    made = []
    for kind, grade, template in pl.read_csv(TEMPLATES, separator="\t", quote_char=None).iter_rows():
        for _ in range(COPIES):
            company, other = dice.sample(COMPANIES, 2)
            level = dice.randint(5, 400)
            text = template.format(
                ticker=dice.choice(TICKERS),
                company=company,
                other=other,
                level=level,
                further=level + 5,
                number=dice.randint(2, 900),
                percent=dice.randint(1, 60),
            )
            made.append((text + dice.choice(ENDINGS) if kind == "post" else text, grade, kind))
    return made
