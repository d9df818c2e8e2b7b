"""The `trends` command: results on stdout, everything else on stderr, errors as one sentence with the way out.

Exit codes: 0 done (refused lines included), 1 an error that the message explains, 2 a command line that can't be read,
130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

from cyclopts import App, CycloptsError, Parameter

from trends import cli_home, cli_ingest
from trends.cli_shared import Home, home_folder, progress, stderr, warn
from warehouse import briefs_export, query, query_format, release, resources
from warehouse import ingest as ingestion
from warehouse.clock import now
from warehouse.errors import ReleaseError, TrendsError
from warehouse.store import Store

# What only some commands need is imported by them: `trends sql` shouldn't wait for the packages of a build.
if TYPE_CHECKING:
    from trends.pages.guard import Access

STAGES = 5
DEMO_HOME = Path(".trends-demo")
LOCAL = "127.0.0.1"

app = App(
    name="trends",
    help="A longitudinal index over a news beat: take articles in, seal a release, read it by dashboard or SQL.",
    help_epilogue=(
        "A first tour:\n\n"
        "trends demo --no-serve\n\n"
        'trends sql "SELECT topic_id, share FROM topic_share LIMIT 5" --home .trends-demo\n\n'
        "trends serve --home .trends-demo"
    ),
    error_console=stderr,
    suppress_keyboard_interrupt=False,
)

Day = Annotated[date | None, Parameter(help="Use what was known by the end of this day (UTC); `current` stays.")]
Port = Annotated[int | None, Parameter(help="Port; by default the first free one from 8050 on.")]
Host = Annotated[str, Parameter(help="Address to listen on; 0.0.0.0 is every one of this machine.")]
Token = Annotated[
    str | None,
    Parameter(help="Let in only who shows this text (?token=… once, or a Bearer header).", env_var="TRENDS_TOKEN"),
]
Open = Annotated[bool, Parameter(help="Let in whoever reaches the address, without a token.", negative=())]
Format = Literal["table", "csv", "json", "parquet"]


@app.command
def build(*, home: Home = None, beat: str | None = None, as_of: Day = None) -> None:
    """Builds every registered beat and seals a new release; prints its name.

    Parameters
    ----------
    beat
        A beat to register in this home first: the name of a packaged one, or a TOML file.
    """
    from trends import publish, status

    with progress(STAGES) as say:
        manifest = publish.build(home_folder(home), now=now(), beat=beat, as_of=as_of, say=say, warn=warn)
    print(manifest.release_id)
    for sentence in status.changed(home_folder(home), manifest.release_id):
        stderr.print(sentence)
    kept = "" if as_of is None else "; `current` stays where it was"
    rows = {name: entry["rows"] for name, entry in manifest.tables.items()}
    stderr.print(f"sealed {rows['article']:,} articles in {rows['story']:,} stories, {len(rows)} tables{kept}")


@app.command
def serve(
    *, home: Home = None, port: Port = None, host: Host = LOCAL, token: Token = None, open_to_anyone: Open = False
) -> None:
    """Serves the dashboard and prints its address once it answers; on 127.0.0.1 unless --host names another.

    An address that other machines reach needs --token or --open-to-anyone.
    """
    _serve(home_folder(home), port, host, _access(host, token, open_to_anyone))


@app.command
def demo(
    *,
    home: Home = None,
    port: Port = None,
    host: Host = LOCAL,
    token: Token = None,
    open_to_anyone: Open = False,
    serve: Annotated[bool, Parameter(negative="--no-serve")] = True,
) -> None:
    """Builds the default beat (AI compute) from the packaged chronicle and serves it.

    The folder is ./.trends-demo unless --home names another. Running it again adds nothing twice and deletes nothing.
    """
    from trends import publish

    access = _access(host, token, open_to_anyone) if serve else None
    folder = home or DEMO_HOME
    with progress(STAGES + 1) as say:
        say("taking in the chronicle")
        with Store.open(folder, now=now()) as store:
            report = ingestion.ingest_file(
                store, resources.CHRONICLE, source=resources.CHRONICLE.name, seen_at=now(), backfill=True
            )
        manifest = publish.build(folder, now=now(), beat=publish.DEFAULT_BEAT, say=say, warn=warn)
    stderr.print(f"{report.lines:,} articles: {report.new:,} new, {report.known:,} known, {report.refused:,} refused")
    stderr.print(f"release {manifest.release_id} sealed in {folder}")
    if access:
        _serve_anew(folder, port, host, token, open_to_anyone)


@app.command
def sql(
    statement: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    home: Home = None,
    release: Annotated[str | None, Parameter(name="--release")] = None,
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
    result = query.run(_release_file(home_folder(home), release), text, trusted=not untrusted)
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


@app.command
def export(
    folder: Path | None = None,
    /,
    *,
    home: Home = None,
    release: Annotated[str | None, Parameter(name="--release")] = None,
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
        _fail("name a folder for the tables, such as out, or a file for stories, such as --briefs stories.json", 2)
    if briefs is None and (beat or story or publisher):
        _fail("--beat, --story and --publisher choose stories for --briefs FILE; tables are written whole", 2)
    with _open(home_folder(home), release) as opened:
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


@app.command(name="status")
def show_status(
    *, home: Home = None, format: Annotated[Literal["text", "json"], Parameter(name="--format")] = "text"
) -> None:
    """Shows what a home holds: articles, refused lines, beats, releases and which one is current."""
    from trends import status

    found = status.read(home_folder(home), now=now())
    print(status.as_json(found) if format == "json" else status.as_text(found))


for command in (cli_ingest.ingest, cli_home.check, cli_home.backup, cli_home.restore):
    app.command(command)
app.command("trends.cli_topics:app", name="topics", help="Proposes words for a topic, and explains a story's topics.")
app.command("trends.cli_audit:app", name="audit", help="Draws stories for a human to label; scores the topics.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line; ends the process with its exit code."""
    if hasattr(signal, "siginterrupt"):
        # Polars takes SIGINT first, with calls restarted: without this, Ctrl-C can't end a blocked read
        signal.siginterrupt(signal.SIGINT, True)
    try:
        app(arguments, exit_on_error=False, print_error=False, result_action="return_none")
    except CycloptsError as error:
        _fail(f"{error}; `trends --help` lists the commands and options", 2)
    except TrendsError as error:
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        _fail("interrupted; nothing half-done was kept", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if isinstance(error, RuntimeError) and str(error) == "Query interrupted":  # DuckDB's word for Ctrl-C
            _fail("interrupted; nothing half-done was kept", 130)
        if os.environ.get("TRENDS_DEBUG"):
            raise
        _fail(f"{type(error).__name__}: {error} (a bug, or a broken machine; TRENDS_DEBUG=1 shows where)", 1)


def _fail(message: str, code: int) -> None:
    stderr.print(f"trends: {message}")
    sys.exit(code)


def _release_file(home: Path, release_id: str | None) -> Path:
    return release.path_of(home, release_id)


def _open(home: Path, release_id: str | None) -> release.Release:
    return release.open(home, release_id)


def _access(host: str, token: str | None, open_to_anyone: bool) -> Access:
    from trends.pages import guard  # not at the top: the other commands need no web server

    try:
        return guard.access(host, token=token, open_to_anyone=open_to_anyone)
    except guard.AccessError as error:
        raise TrendsError(str(error)) from error


def _serve(home: Path, port: int | None, host: str, access: Access) -> None:
    from trends.serve import PortError
    from trends.serve import serve as run

    try:
        run(home, port=port, host=host, access=access)
    except PortError as error:
        raise TrendsError(str(error)) from error


def _serve_anew(home: Path, port: int | None, host: str, token: str | None, open_to_anyone: bool) -> NoReturn:
    """Serves in this process begun anew: the server forks, and a fork of one in which Polars has worked can hang."""
    sys.stdout.flush()
    command = [
        sys.executable,
        "-c",
        "from trends.cli import main; main()",
        "serve",
        "--home",
        str(home),
        "--host",
        host,
    ]
    command += [] if port is None else ["--port", str(port)]
    command += ["--open-to-anyone"] if open_to_anyone else []
    os.execve(sys.executable, command, os.environ | ({"TRENDS_TOKEN": token} if token else {}))
