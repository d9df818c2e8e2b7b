"""Prints how often a party's direction is right, beside what the tone about it alone would say.

    python bench/directions.py

`directions_read.tsv` holds what a reader said of parties in articles of the packaged chronicle on 24 November 2026: 135
to whom the cues of that day gave a direction ("shown") and 40 to whom they gave none ("not shown"). All were drawn
from articles that no cue had been written for; 80 of the shown were read first (72 right), then the cues at fault were
mended and 55 more were read (51 right). The same rows, read here with the cues of today, are no longer fresh: they
tell of a change that makes things worse.

Printed: directions given and right, and of the parties that the reader found affected how many get the right one.
Reference: the sign of the sentiment about the party where it is clear (−0.2 and 0.3), which stood in for a cue before.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from warehouse import beat, directions, entities, sentiment

READ = Path(__file__).with_name("directions_read.tsv")
CHRONICLE = Path(__file__).parents[1] / "warehouse" / "beats" / "chronicle.jsonl"
CLEAR = (-0.2, 0.3)


def judged() -> pl.DataFrame:
    """The rows that were read, with the direction by cues (`ours`) and by tone (`tone`)."""
    read = pl.read_csv(READ, separator="\t")
    articles = pl.read_ndjson(CHRONICLE).unique("url", maintain_order=True)
    articles = articles.join(read.select("url"), on="url", how="semi", maintain_order="left")
    texts = (articles["title"] + "\n" + articles["summary"]).to_list()
    followed = beat.load("ai_compute")
    kinds = {entity.id: entity.kind for entity in followed.entities}
    found = entities.find(texts, followed).sort("text_index", "start")
    places = found.select("text_index", "start", "end").rows()
    about = sentiment.score_about([texts[i] for i, _, _ in places], found["start"].to_list(), found["end"].to_list())
    rows = found.with_columns(
        sign=pl.Series([directions.of_mention(texts[i], start, end) for i, start, end in places], dtype=pl.Int64),
        score=about["score"],
        url=articles["url"].gather(found["text_index"]),
    )
    grouped = rows.group_by("url", "entity_id").agg("sign", pl.col("score").mean())
    return read.join(grouped, on=["url", "entity_id"], how="left").with_columns(
        ours=pl.struct("sign", "entity_id").map_elements(
            lambda row: directions.of_story(row["sign"] or [], kinds[row["entity_id"]]), return_dtype=pl.String
        ),
        tone=pl.when(pl.col("score") <= CLEAR[0]).then(pl.lit(directions.DOWN))
        .when(pl.col("score") >= CLEAR[1]).then(pl.lit(directions.UP)).otherwise(pl.lit(directions.NEITHER)),
    )  # fmt: skip


def line(name: str, given: Sequence[str], meant: Sequence[str]) -> str:
    """Directions given and right, and how many of the affected parties get the right one."""
    shown = [(g, m) for g, m in zip(given, meant, strict=True) if g != directions.NEITHER]
    right = sum(g == m for g, m in shown)
    affected = sum(m != directions.NEITHER for m in meant)
    share = right / len(shown) if shown else 0.0
    return f"  {name:<12} given {len(shown):>3}, right {right:>3} ({share:.0%})   of {affected} affected found {right}"


def main() -> None:
    rows = judged()
    print(f"parties read by eye: {rows.height}, in {rows['url'].n_unique()} articles")
    for drawn in ("shown", "not shown"):
        part = rows.filter(drawn_from=drawn)
        print(f"{drawn} when they were read: n = {part.height}")
        print(line("ours", part["ours"].to_list(), part["direction"].to_list()))
        print(line("tone (ref.)", part["tone"].to_list(), part["direction"].to_list()))


if __name__ == "__main__":
    main()
