"""One reader's browser as a process of its own: puts questions to a served dashboard and times the answers.

    python bench/http_reader.py ADDRESS          (started by bench/callbacks.py, which says how it is talked to)

It takes as little of the processor as it can, since client and server share one machine: nothing of the dashboard is
imported, an answer is unpacked and looked at only after its time was taken, and never read as JSON. Like a browser it
keeps its connection as long as the server does, takes packed answers, and sends back what it was told about the page
it shows. On standard input comes one line of JSON, a list of phases, each a list of query strings; then, once "ready"
was printed, an empty line starts the next phase. A phase ends with a line of JSON: the milliseconds of its answers,
opening a connection included where the last one had been closed.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OUTPUTS = (("page", "children"), ("stamp", "children"), ("title", "data"), ("patch", "data"))
SCREEN = {"theme": "light", "narrow": False}
BEFORE_TITLE, AFTER_TITLE = b'"title":{"data":', b'},"patch":'
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
HEADERS = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": ", ".join(UNPACK)}


def question(search: str, title: bytes) -> bytes:
    """The router's question for the front page: after a change of the query string, with what the page shows now."""
    asked = {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in OUTPUTS) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in OUTPUTS],
        "inputs": [
            {"id": "url", "property": "pathname", "value": "/"},
            {"id": "url", "property": "search", "value": search},
            {"id": "screen", "property": "data", "value": SCREEN},
        ],
        "changedPropIds": ["url.search"],
    }
    state = b'"state":[{"id":"title","property":"data","value":' + title + b"}]}"
    return json.dumps(asked).encode()[:-1] + b"," + state


class Reader:
    """One browser's connection, and what it was told about the page it shows."""

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=120)
        self._title = b"null"

    def visit(self, search: str) -> float:
        """Asks for a view; returns the milliseconds until its last byte was there."""
        body = question(search, self._title)
        start = time.perf_counter()
        self._connection.request("POST", "/_dash-update-component", body, HEADERS)
        answer = self._connection.getresponse()
        content = answer.read()
        taken = (time.perf_counter() - start) * 1000
        if answer.status != 200:
            raise SystemExit(f"the callback answered {answer.status}: {content[:200]!r}")
        packed = answer.headers["Content-Encoding"]
        text = UNPACK[packed](content) if packed else content
        _, found, rest = text.partition(BEFORE_TITLE)
        self._title, ended, _ = rest.partition(AFTER_TITLE)
        if not found or not ended or self._title.startswith(b'{"title":"Error'):
            raise SystemExit(f"the page could not be drawn for {search!r}; the cause is in the server's log")
        return taken


def main() -> None:
    reader = Reader(sys.argv[1])
    phases = json.loads(sys.stdin.readline())
    for phase in phases:
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps([reader.visit(search) for search in phase]), flush=True)


if __name__ == "__main__":
    main()
