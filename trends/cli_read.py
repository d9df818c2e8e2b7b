"""`trends sql` and `trends export`: a sealed release read by query, by table or as story briefs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from trends.cli_shared import Home, fail, home_folder, stderr
from warehouse import briefs_export, query, query_format
from warehouse import release as releases
from warehouse.errors import ReleaseError

Format = Literal["table", "csv", "json", "parquet"]
ReleaseName = Annotated[str | None, Parameter(name="--release")]


def sql(
    statement: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    home: Home = None,
    release: ReleaseName = None,
    format: Annotated[Format, Parameter(name="--format")] = "table",
    untrusted: bool = False,
) -> None:
    """Runs one SELECT (or DESCRIBE, SHOW, SUMMARIZE, EXPLAIN) against a sealed release.

    Parameters
    ----------
    statement
        The SQL; "-" reads it from standard input. `SHOW TABLES` lists the tables, `DESCRIBE story` its columns.
    release
        Name of a release; by default the current one.
    format
        How to print the result.
    untrusted
        Apply the limits that the dashboard applies to strangers: 5 seconds, 1 GiB, 10,000 rows.
    """
    text = sys.stdin.read() if statement == "-" else statement
    result = query.run(releases.path_of(home_folder(home), release), text, trusted=not untrusted)
    if format == "table":
        print(query_format.to_table(result.frame, result.types))
    elif format == "csv":
        sys.stdout.write(query_format.to_csv(result.frame))
    elif format == "json":
        print(query_format.to_json(result.frame, result.types))
    else:
        query_format.to_parquet(result.frame, sys.stdout.buffer)
    if result.truncated:
        stderr.print(f"cut off at {result.frame.height:,} rows; add LIMIT or aggregate")


def export(
    folder: Path | None = None,
    /,
    *,
    home: Home = None,
    release: ReleaseName = None,
    format: Annotated[Literal["parquet", "csv", "json"], Parameter(name="--format")] = "parquet",
    table: tuple[str, ...] = (),
    briefs: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    beat: str | None = None,
    story: tuple[str, ...] = (),
    publisher: str | None = None,
    signed: Annotated[str, Parameter(name="--as")] = briefs_export.PUBLISHER,
    texts: bool = True,
) -> None:
    """Writes the public tables of a release into a folder, one file a table, or stories as briefs into a file.

    Prints the names of the files.

    Parameters
    ----------
    folder
        Where to write; made if absent. Existing files of the same names are replaced.
    table
        Only this table; may be given more than once.
    briefs
        Write stories as briefs to this file (.jsonl: one a line, else a JSON list), or "-" for standard output.
    beat
        With --briefs: only the stories of this beat.
    story
        With --briefs: only this story; may be given more than once.
    publisher
        With --briefs: the briefs that this publisher's files brought in, unchanged, instead of our own.
    signed
        With --briefs: the publisher that our own briefs name.
    texts
        With --briefs: --no-texts leaves out the articles' summaries and the sentences taken from them.
    """
    if (folder is None) == (briefs is None):
        fail("name a folder for the tables, such as out, or a file for stories, such as --briefs stories.json", 2)
    if briefs is None and (beat or story or publisher):
        fail("--beat, --story and --publisher choose stories for --briefs FILE; tables are written whole", 2)
    with releases.open(home_folder(home), release) as opened:
        if briefs is not None:
            from trends import cli_briefs

            count = cli_briefs.export(
                opened, briefs, beat=beat, stories=story, publisher=publisher, signed=signed, texts=texts
            )
            stderr.print(f"{count:,} briefs")
            return
        assert folder is not None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in table or tuple(opened.tables()):
                path = folder / f"{name}.{format}"
                frame = opened.frame(name)
                if format == "parquet":
                    frame.write_parquet(path)
                else:
                    text = query_format.to_csv(frame) if format == "csv" else query_format.to_json(frame)
                    path.write_text(text, encoding="utf-8")
                print(path)
        except OSError as error:
            raise ReleaseError(f"{folder} can't be written ({error.strerror or error}); name another folder") from error
