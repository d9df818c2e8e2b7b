"""`trends serve` and `trends demo`: the dashboard of a home, and of the packaged chronicle in two words."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

from cyclopts import Parameter

from trends.cli_shared import STAGES, Home, home_folder, progress, stderr, warn
from warehouse import ingest as ingestion
from warehouse import resources
from warehouse.clock import now
from warehouse.errors import TrendsError
from warehouse.store import Store

# What only some commands need is imported by them: `trends sql` shouldn't wait for the packages of a web server.
if TYPE_CHECKING:
    from trends.pages.guard import Access

DEMO_HOME = Path(".trends-demo")
LOCAL = "127.0.0.1"

Port = Annotated[int | None, Parameter(help="Port; by default the first free one from 8050 on.")]
Host = Annotated[str, Parameter(help="Address to listen on; 0.0.0.0 is every one of this machine.")]
Token = Annotated[
    str | None,
    Parameter(help="Let in only who shows this text (?token=… once, or a Bearer header).", env_var="TRENDS_TOKEN"),
]
Open = Annotated[bool, Parameter(help="Let in whoever reaches the address, without a token.", negative=())]


def serve(
    *, home: Home = None, port: Port = None, host: Host = LOCAL, token: Token = None, open_to_anyone: Open = False
) -> None:
    """Serves the dashboard and prints its address once it answers; on 127.0.0.1 unless --host names another.

    An address that other machines reach needs --token or --open-to-anyone.
    """
    _serve(home_folder(home), port, host, _access(host, token, open_to_anyone))


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
