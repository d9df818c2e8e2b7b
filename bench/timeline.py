"""Timelines: links of planted threads found among real stories, beside the nearest stories that name the same entity.

Run: python bench/timeline.py [--threads N]

Each planted thread is one project told over months in three to five stories, a development each: they share a made-up
place and partner and the thing that is built, next to a company that many other stories name; two threads may build
the same thing for the same company. They are mixed with the packaged chronicle, one story a title. A link from a
planted story is right if it leads to another story of its thread; recall is over all pairs of a thread. The reference
links each story to the nearest ones in time, before and after, that share an entity.

Planted threads are easier than real ones. Read by hand, 62 of 69 links of 40 stories drawn at random from the built
default beat led to another development of the same thread; the others share two names that stand together for
another reason (two companies whose listing the same banks prepare). Words and names on two scales, as it was
before, gave about half.
"""

from __future__ import annotations

import argparse
import random
from datetime import datetime, timedelta

import polars as pl

from warehouse import beat as beats
from warehouse import entities, timeline

SYLLABLES = ("bar", "cor", "dun", "fel", "gar", "hol", "kel", "lor", "mar", "nor", "pel", "ros", "sal", "tor", "ver")
COMPANIES = ("Microsoft", "Nvidia", "Meta", "Google", "Amazon", "OpenAI", "Intel", "AMD")
OBJECTS = [
    *(
        "substation",
        "desalination plant",
        "turbine hall",
        "fibre loop",
        "laser coupler",
        "photonic switch",
        "cold plate",
    ),
    *("interposer", "crossbar", "busbar", "chiller", "battery yard", "heat exchanger", "optical engine", "retimer"),
]
STEPS = (
    ("{c} {picks} {q} for {o} in {p}", "The plan for {p} {needs} a permit; {q} will build the {o} that {c} {wants}."),
    ("{p} {delays} {o} of {q} and {c}", "Residents object to the {o}; a vote in {p} comes in the spring, {q} {says}."),
    ("Judge {halts} work on {o} in {p}", "The court {wants} a study before {q} goes on, a blow to {c}."),
    ("{q} and {c} {settle} suit over {o}", "Work in {p} resumes under terms that were not given, {q} {says}."),
    ("{c} {opens} its {o} in {p}", "A year late, {q} handed over the site, which {needs} no further approval."),
)  # fmt: skip
WORDINGS = {
    "picks": ("picks", "chooses", "hires", "names"),
    "needs": ("needs", "requires", "calls for"),
    "wants": ("wants", "seeks", "demands"),
    "delays": ("delays", "postpones", "puts off"),
    "halts": ("halts", "stops", "suspends"),
    "settle": ("settle", "end", "resolve"),
    "opens": ("opens", "starts", "switches on"),
    "says": ("said", "told reporters", "announced"),
}


def planted(n: int, seed: int = 5) -> pl.DataFrame:
    """Stories of `n` threads: story_id, thread, headline, summary, first_published_at."""
    rng = random.Random(seed)
    rows = []
    for thread in range(n):
        place, partner, thing = _name(rng), _name(rng), rng.choice(OBJECTS)
        day = datetime(2022, 1, 1) + timedelta(days=rng.randrange(1_200))
        for step in sorted(rng.sample(range(len(STEPS)), rng.randint(3, len(STEPS)))):
            headline, summary = STEPS[step]
            words = {"c": COMPANIES[thread % len(COMPANIES)], "p": place, "q": partner, "o": thing}
            words |= {slot: rng.choice(choices) for slot, choices in WORDINGS.items()}
            rows.append((f"p{thread}-{step}", thread, headline.format(**words), summary.format(**words), day))
            day += timedelta(days=rng.randrange(14, 150))
    schema = ["story_id", "thread", "headline", "summary", "first_published_at"]
    return pl.DataFrame(rows, schema=schema, orient="row").cast({"first_published_at": pl.Datetime("us")})


def _name(rng: random.Random) -> str:
    return "".join(rng.sample(SYLLABLES, 3)).capitalize()


def background() -> pl.DataFrame:
    """The chronicle's articles with distinct titles, as stories without a thread."""
    return (
        pl.read_ndjson(beats.PACKAGED / "chronicle.jsonl")
        .unique("title", keep="first", maintain_order=True)
        .with_row_index("n")
        .select(
            pl.format("c{}", "n").alias("story_id"),
            pl.lit(None, pl.Int64).alias("thread"),
            pl.col("title").alias("headline"),
            "summary",
            pl.col("published").str.to_datetime("%Y-%m-%d", time_unit="us").alias("first_published_at"),
        )
    )


def named(stories: pl.DataFrame) -> pl.DataFrame:
    """story_id, name: the beat's entities in each story."""
    found = entities.find(stories["headline"] + "\n" + stories["summary"], beats.load("ai_compute"))
    ids = stories.with_row_index("text_index").select(pl.col("text_index").cast(pl.Int64), "story_id")
    rows = found.with_columns(pl.col("text_index").cast(pl.Int64)).join(ids, on="text_index")
    return rows.select("story_id", name=pl.col("entity_id")).unique().sort("story_id", "name")


def nearest_with_entity(stories: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """The reference: story_id, other_story_id; the nearest stories in time on each side that share an entity."""
    dated = mentions.join(stories.select("story_id", "first_published_at"), on="story_id")
    pairs = dated.join(dated, on="name", suffix="_other").filter(pl.col("story_id") != pl.col("story_id_other"))
    gap = pl.col("first_published_at_other") - pl.col("first_published_at")
    return (
        pairs.select("story_id", other_story_id="story_id_other", later=gap.dt.total_seconds() > 0, gap=gap.abs())
        .unique()
        .sort("story_id", "later", "gap", "other_story_id")
        .group_by("story_id", "later", maintain_order=True)
        .head(timeline.PER_SIDE)
        .select("story_id", "other_story_id")
    )


def judge(links: pl.DataFrame, threads: pl.DataFrame) -> tuple[float, float, int]:
    """Precision, recall and number of the links that start at a planted story."""
    of = dict(threads.select("story_id", "thread").iter_rows())
    started = [(a, b) for a, b in links.select("story_id", "other_story_id").iter_rows() if a in of]
    right = sum(of[a] == of.get(b) for a, b in started)
    wanted = sum(n * (n - 1) for n in threads.group_by("thread").len()["len"])
    return right / max(1, len(started)), right / wanted, len(started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=60, help="how many threads to plant (default 60)")
    options = parser.parse_args()
    threads = planted(options.threads)
    stories = pl.concat([background(), threads])
    mentions = named(stories)
    print(f"{options.threads} threads of {threads.height} stories among {stories.height}")
    for name, links in (
        ("timeline", timeline.threads(stories, mentions)),
        ("nearest with the same entity", nearest_with_entity(stories, mentions)),
    ):
        precision, recall, n = judge(links, threads)
        print(f"{name:30} precision {precision:.3f}   recall {recall:.3f}   ({n} links)")


if __name__ == "__main__":
    main()
