"""Articles from an address: a feed served on this machine is taken in like a file."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.conftest import Trends

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><link>https://a.example</link>
<item><title>Inference chips ship</title><link>https://a.example/1</link>
<pubDate>Tue, 10 Mar 2026 08:00:00 GMT</pubDate><description>A text.</description></item>
<item><title>Without a date</title><link>https://a.example/2</link></item></channel></rss>"""
LINE = b'{"url": "https://b.example/1", "outlet": "b.example", "published": "2026-03-10", "title": "A line"}\n'
ANSWERS = {"/feed.xml": ("text/xml", FEED), "/lines.jsonl": ("text/plain", LINE), "/page": ("text/html", b"<html>")}


class Outlet(BaseHTTPRequestHandler):
    """Answers with what stands in `ANSWERS`."""

    def do_GET(self) -> None:
        media_type, body = ANSWERS.get(self.path, ("text/plain", b""))
        self.send_response(200 if self.path in ANSWERS else 404)
        self.send_header("Content-Type", media_type)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def outlet() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Outlet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(timeout=5)


def test_a_feed_is_taken_in_by_its_address_and_its_bytes_are_kept(trends: Trends, tmp_path: Path, outlet: str) -> None:
    done = trends("ingest", f"{outlet}/feed.xml", "--home", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "1 new, 0 changed, 0 already known, 1 refused" in done.stdout
    assert "published is missing" in done.stderr
    (kept,) = (tmp_path / "raw").iterdir()
    assert gzip.decompress(kept.read_bytes()) == FEED
    again = trends("ingest", f"{outlet}/feed.xml", f"{outlet}/lines.jsonl", "--home", str(tmp_path))
    assert "0 new, 0 changed, 1 already known, 1 refused" in again.stdout
    assert "1 new, 0 changed, 0 already known, 0 refused" in again.stdout


def test_an_address_that_fails_is_a_sentence_and_the_other_inputs_are_taken_in(
    trends: Trends, tmp_path: Path, outlet: str
) -> None:
    names = [f"{outlet}/nothing", f"{outlet}/page", f"{outlet}/lines.jsonl"]
    done = trends("ingest", *names, "--home", str(tmp_path))
    assert done.returncode == 1
    assert "answers 404" in done.stderr
    assert "no feed" in done.stderr
    assert "1 new" in done.stdout
    assert "Traceback" not in done.stderr


BEAT = """
id = "chips"
name = "Chips"
description = "Chips for models."
frequency = "month"
headline = { a = "inference", b = "training" }
base = { start = 2026-01-01, end = 2026-06-30 }

[[topics]]
id = "inference"
name = "Inference"
group = "compute"
definition = "Running models."
terms = ["inference"]

[[topics]]
id = "training"
name = "Training"
group = "compute"
definition = "Training models."
terms = ["training"]
"""


def test_without_names_the_feeds_of_the_beat_are_asked_and_the_build_knows_how_far_they_reach(
    trends: Trends, tmp_path: Path, outlet: str
) -> None:
    beat, home = tmp_path / "chips.toml", str(tmp_path / "home")
    beat.write_text(f'{BEAT}\n[[feeds]]\nid = "a"\nurl = "{outlet}/feed.xml"\n', encoding="utf-8")
    first = trends("ingest", "--beat", str(beat), "--home", home)
    assert "1 new" in first.stdout, first.stderr
    built = trends("build", "--beat", str(beat), "--home", home)
    assert built.returncode == 0, built.stderr
    again = trends("ingest", "--home", home)
    assert "1 already known" in again.stdout
    rows = trends("sql", "SELECT url, succeeded, n_items FROM poll", "--home", home, "--format", "csv").stdout
    assert rows.splitlines()[1:] == [f"{outlet}/feed.xml,true,2"]
    asked = "SELECT max(period_end) >= (SELECT max(polled_at)::DATE FROM poll) AS reached FROM period"
    assert "true" in trends("sql", asked, "--home", home, "--format", "csv").stdout


def test_a_home_whose_beats_list_no_feeds_says_how_to_name_some(trends: Trends, tmp_path: Path) -> None:
    done = trends("ingest", "--beat", "ai_compute", "--home", str(tmp_path))
    assert done.returncode == 1
    assert "[[feeds]]" in done.stderr
