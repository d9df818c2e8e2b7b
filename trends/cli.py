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
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from trends import cli_home, cli_ingest, cli_read, cli_serve
from trends.cli_shared import STAGES, Home, fail, home_folder, progress, stderr, warn
from warehouse.clock import now
from warehouse.errors import TrendsError

# What only some commands need is imported by them: `trends sql` shouldn't wait for the packages of a build.

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


@app.command(name="status")
def show_status(
    *, home: Home = None, format: Annotated[Literal["text", "json"], Parameter(name="--format")] = "text"
) -> None:
    """Shows what a home holds: articles, refused lines, beats, releases and which one is current."""
    from trends import status

    found = status.read(home_folder(home), now=now())
    print(status.as_json(found) if format == "json" else status.as_text(found))


for command in (
    cli_ingest.ingest,
    cli_serve.serve,
    cli_serve.demo,
    cli_read.sql,
    cli_read.export,
    cli_home.check,
    cli_home.backup,
    cli_home.restore,
):
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
        fail(f"{error}; `trends --help` lists the commands and options", 2)
    except TrendsError as error:
        fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        fail("interrupted; nothing half-done was kept", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if isinstance(error, RuntimeError) and str(error) == "Query interrupted":  # DuckDB's word for Ctrl-C
            fail("interrupted; nothing half-done was kept", 130)
        if os.environ.get("TRENDS_DEBUG"):
            raise
        fail(f"{type(error).__name__}: {error} (a bug, or a broken machine; TRENDS_DEBUG=1 shows where)", 1)
