"""Prints sentiment scores beside their references, and speed.

    python bench/sentiment.py [--data DIR]

DIR may hold any of: sentfin_test.parquet (headline, sentiment, n_entities), fiqa_test.parquet (sentence, score),
phrasebank.parquet (sentence, sentiment) and their *_train namesakes. Training parts are marked "seen", since the
packaged weights have learnt them: what cross-validation says is printed by bench/train_sentiment.py. Speed needs
no data, nor does company_check.tsv: 120 sentences in the register of company announcements, written and labelled for
this project apart from the templates that the model learns from (read once, when the templates were extended).
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import polars as pl

import warehouse
from warehouse import sentiment

CHECK = Path(__file__).parent / "company_check.tsv"
CHRONICLE = Path(warehouse.__file__).parent / "beats" / "chronicle.jsonl"
SIDES = {
    "very_bearish": "negative",
    "bearish": "negative",
    "neutral": "neutral",
    "bullish": "positive",
    "very_bullish": "positive",
}


def accuracy(texts: pl.Series, labels: pl.Series) -> float:
    sides = sentiment.score(texts)["tier"].replace_strict(SIDES)
    return float((sides == labels).mean())  # type: ignore[arg-type]


def show(name: str, value: float, n: int, reference: str) -> None:
    print(f"{name:<58}{value:>8.3f}  n = {n:<6} {reference}")


def measure(data: Path) -> None:
    for part, note in (("test", ""), ("train", " (seen in training)")):
        if (path := data / f"sentfin_{part}.parquet").exists():
            rows = pl.read_parquet(path)
            single = rows.filter(pl.col("n_entities") == 1)
            show(
                f"SEntFiN {part}, one entity: accuracy{note}",
                accuracy(single["headline"], single["sentiment"]),
                len(single),
                "bar .84, plain TF-IDF .82",
            )
            several = rows.filter(pl.col("n_entities") > 1).with_columns(
                pl.struct("headline", "entity").map_elements(lambda r: r["headline"].find(r["entity"]),
                return_dtype=pl.Int64).alias("start")
            ).filter(pl.col("start") >= 0)  # fmt: skip
            ends = several["start"] + several["entity"].str.len_chars().cast(pl.Int64)
            sides = sentiment.score_about(several["headline"], several["start"], ends)["tier"].replace_strict(SIDES)
            show(
                f"SEntFiN {part}, entities of others: accuracy{note}",
                float((sides == several["sentiment"]).mean()),
                len(several),
                "",
            )  # type: ignore[arg-type]
        if (path := data / f"fiqa_{part}.parquet").exists():
            rows = pl.read_parquet(path)
            r = np.corrcoef(sentiment.score(rows["sentence"])["score"].to_numpy(), rows["score"].to_numpy())[0, 1]
            show(f"FiQA {part}: Pearson r{note}", float(r), len(rows), "bar .68")
    if (path := data / "phrasebank.parquet").exists():
        rows = pl.read_parquet(path)
        show(
            "Financial PhraseBank: accuracy",
            accuracy(rows["sentence"], rows["sentiment"]),
            len(rows),
            "bar .70, FinVADER .694, VADER .588",
        )


def own_sentences() -> None:
    rows = pl.read_csv(CHECK, separator="\t", quote_char=None)
    show(
        "company announcements in own words: accuracy",
        accuracy(rows["sentence"], rows["sentiment"]),
        len(rows),
        f"always neutral {(rows['sentiment'] == 'neutral').mean():.3f}",
    )


def speed() -> None:
    start = time.perf_counter()
    model = sentiment.load()
    sentiment.score(["Profit rose"], model=model)
    loaded = time.perf_counter() - start
    headlines = [
        f"Company {i} shares rise {i % 40}% as quarterly profit beats estimates at Rs {i} crore" for i in range(10_000)
    ]
    show("load and score a first text, seconds", loaded, 1, "bar .5")
    start, cpu_start = time.perf_counter(), time.process_time()
    sentiment.score(headlines, model=model)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu_start
    show("headlines a second of wall time", len(headlines) / wall, len(headlines), "bar 5,000")
    show("headlines a second of processor time", len(headlines) / cpu, len(headlines), "the same on an idle machine")
    rows = [json.loads(line) for line in CHRONICLE.read_text(encoding="utf-8").splitlines()]
    texts = [f"{row['title']}. {row['summary']}" for row in rows]
    cpu_start = time.process_time()
    sentiment.score(texts, model=model)
    size = sum(map(len, texts)) / len(texts)
    per_second = len(texts) / (time.process_time() - cpu_start)
    show("titles with summaries a second of processor time", per_second, len(texts), f"{size:.0f} characters each")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    if options.data is None:
        print("No labelled data given (--data DIR): own sentences and speed only.")
    else:
        measure(options.data)
    own_sentences()
    speed()


if __name__ == "__main__":
    main()
