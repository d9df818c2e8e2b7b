"""The labels of a home: what a human said of its stories, kept in HOME/audit, one CSV file a sheet.

Labels are neither articles nor part of a release: they are kept beside both, as plain text that a person can read and a
backup can copy. A sheet that is scored again replaces its own earlier file and no other.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import polars as pl

FOLDER = "audit"
COLUMNS = ("topic", "release_id", "story_id", "machine", "human", "probability")
SCHEMA: dict[str, type[pl.DataType]] = {
    "sheet": pl.String,
    **dict.fromkeys(COLUMNS, pl.String),
    "probability": pl.Float64,
}


def keep(home: Path, labels: pl.DataFrame) -> Path:
    """Writes the labels of one sheet into the home and returns the file.

    Args:
        labels: `COLUMNS`, all of one topic; rows without a human answer are left out.

    Raises:
        OSError: when the folder can't be written.
    """
    rows = labels.select(pl.col(name).cast(SCHEMA[name]) for name in COLUMNS).sort("story_id")
    drawn = sha256("\n".join(rows["story_id"]).encode()).hexdigest()[:12]
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{rows['topic'][0].replace('|', '+')}.{rows['release_id'][0]}.{drawn}.csv"
    aside = path.with_suffix(".writing")
    rows.drop_nulls("human").write_csv(aside)
    aside.replace(path)
    return path


def read(home: Path) -> tuple[pl.DataFrame, list[str]]:
    """Returns every kept label (`SCHEMA`), sorted, and a sentence for each file that can't be read."""
    parts, problems = [pl.DataFrame(schema=SCHEMA)], []
    for path in sorted((home / FOLDER).glob("*.csv")):
        try:
            rows = pl.read_csv(path, schema_overrides=SCHEMA).select(COLUMNS).drop_nulls()
        except (OSError, pl.exceptions.PolarsError) as error:
            problems.append(f"{path} can't be read as kept labels ({str(error).splitlines()[0]}); it is left out")
        else:
            parts.append(rows.select(pl.lit(path.stem).alias("sheet"), *COLUMNS))
    return pl.concat(parts).sort("topic", "sheet", "story_id"), problems
