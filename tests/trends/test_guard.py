from __future__ import annotations

import base64
import hashlib
import io
import logging
import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from flask import abort
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.conftest import COMMAND, Trends
from trends import serve
from trends.pages import PAGES, guard, shell
from trends.pages.guard import Access, AccessError, access, host_name, same, without_token
from trends.pages.page import Page

TOKEN = "a-token-of-enough-length"
SECRET = "/home/someone/secret.duckdb"


class Sealed:
    """A release of which only the name is asked."""

    id = "2026-07-05-1"
    as_of = None


class Provider:
    """A provider of whatever it is given; an exception is raised."""

    def __init__(self, held: Any) -> None:
        self.held = held

    def current(self) -> Any:
        if isinstance(self.held, Exception):
            raise self.held
        return self.held

    def examples(self) -> tuple[()]:
        return ()

    def ask(self, sql: str, *, token: str | None = None) -> Any:
        raise RuntimeError(f"the file {SECRET} broke")

    def cancel(self, token: str) -> bool:
        return False


def client(held: Any = None, allowed: Access | None = None, pages: tuple[Page, ...] = PAGES) -> FlaskClient:
    app = shell.dashboard(Provider(held), pages, allowed or Access())  # type: ignore[arg-type]

    @app.server.get("/boom/<int:status>")
    def boom(status: int) -> str:
        if status == 500:
            raise RuntimeError(f"the file {SECRET} broke")
        abort(status)

    return app.server.test_client()


def is_a_sentence(answer: TestResponse) -> bool:
    text = answer.text
    return (
        answer.mimetype == "text/plain"
        and text.count("\n") == 1
        and text[0].isupper()
        and text.endswith(".\n")
        and not any(word in text for word in ("Traceback", SECRET, ".py", "<"))
    )


@pytest.mark.parametrize("address", ["/", "/healthz", "/nowhere", "/assets/none.js", "/boom/500", "/data/none.csv"])
def test_every_answer_carries_the_headers(address: str) -> None:
    answer = client().get(address)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_an_answer_that_was_refused_at_the_door_carries_them_too() -> None:
    answer = client().get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["X-Frame-Options"]) == (421, "DENY")


def test_the_policy_takes_no_inline_script_but_those_of_the_page() -> None:
    answer = client().get("/")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert "unsafe" not in rules["script-src"]
    assert rules["object-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert (rules["connect-src"], rules["img-src"]) == ("'self'", "'self' data: blob:")
    theme = answer.text.split("<script>")[1].split("</script>")[0]
    assert f"'sha256-{base64.b64encode(hashlib.sha256(theme.encode()).digest()).decode()}'" in rules["script-src"]


def test_health_names_the_release_or_says_in_a_sentence_why_there_is_none(caplog: pytest.LogCaptureFixture) -> None:
    well = client(Sealed()).get("/healthz")
    assert (well.status_code, well.json) == (200, {"status": "ok", "release": "2026-07-05-1"})
    none = client(None).get("/healthz")
    assert none.status_code == 503
    assert "trends build" in none.get_json()["message"]
    broken = client(OSError(SECRET)).get("/healthz")
    assert broken.status_code == 503
    assert SECRET not in broken.text
    assert SECRET in caplog.text


def test_a_long_query_and_a_large_body_are_refused() -> None:
    asked = client()
    assert asked.get("/?q=" + "x" * (guard.LONGEST_QUERY - 2)).status_code == 200
    long = asked.get("/?q=" + "x" * (guard.LONGEST_QUERY - 1))
    assert (long.status_code, is_a_sentence(long)) == (414, True)
    large = asked.post("/_dash-update-component", data=b"x" * (guard.LARGEST_BODY + 1))
    assert (large.status_code, is_a_sentence(large)) == (413, True)


def test_a_large_body_that_hides_its_length_is_refused_while_it_is_read() -> None:
    answer = client().post(
        "/_dash-update-component",
        input_stream=io.BytesIO(b"x" * (guard.LARGEST_BODY + 1)),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert (answer.status_code, is_a_sentence(answer)) == (413, True)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 503])
def test_an_error_is_one_sentence_without_a_path_or_a_trace(status: int, caplog: pytest.LogCaptureFixture) -> None:
    answer = client().get(f"/boom/{status}")
    assert (answer.status_code, is_a_sentence(answer)) == (status, True)
    assert (SECRET in caplog.text) == (status == 500), "the log, and only the log, has the cause"


def test_unknown_files_and_methods_are_sentences() -> None:
    asked = client()
    for answer, status in (
        (asked.get("/assets/../app.py"), 404),
        (asked.get("/assets/none.js"), 404),
        (asked.get("/_dash-component-suites/os/path.py"), 404),
        (asked.delete("/healthz"), 405),
        (asked.post("/_dash-update-component", data="{", content_type="application/json"), 400),
    ):
        assert (answer.status_code, is_a_sentence(answer)) == (status, True), answer.text


def test_a_callback_that_fails_tells_the_reader_nothing_and_the_log_everything(
    caplog: pytest.LogCaptureFixture,
) -> None:
    body = {
        "output": "sql-result.children",
        "outputs": {"id": "sql-result", "property": "children"},
        "inputs": [{"id": "sql-run", "property": "data", "value": {"sql": "SELECT 1"}}],
        "changedPropIds": ["sql-run.data"],
    }
    with caplog.at_level(logging.ERROR):
        answer = client(Sealed()).post("/_dash-update-component", json=body)
    assert (answer.status_code, is_a_sentence(answer)) == (500, True)
    assert SECRET in caplog.text
    assert "Traceback" in caplog.text


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST:8050", "[::1]:8050", "127.0.0.1:80", "localhost."]
)
def test_a_loopback_name_is_answered(host: str) -> None:
    assert client().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8050", "127.0.0.1:80:80", "evil@localhost",
     "::1", "localhost/x", "[::1", "", "127.0.0.1:", "127.0.0.1 evil"],
)  # fmt: skip
def test_any_other_name_is_refused_in_a_sentence(host: str) -> None:
    answer = client().get("/", headers={"Host": host})
    assert (answer.status_code, is_a_sentence(answer)) == (421, True)


@given(st.text())
def test_no_name_but_a_loopback_one_passes(host: str) -> None:
    assert not Access().knows_host(host) or host_name(host) in guard.LOOPBACK
    assert not Access().knows_host(f"{host}.example")


def test_a_wider_address_asks_for_a_token_or_an_explicit_word() -> None:
    for host in ("0.0.0.0", "::", "192.168.1.5", "box.local"):
        with pytest.raises(AccessError, match="--token TOKEN, or --open-to-anyone"):
            access(host)
        assert access(host, open_to_anyone=True) == Access(None, None)
        assert access(host, token=TOKEN) == Access(None, TOKEN)
    for host in ("127.0.0.1", "127.0.0.2", "localhost", "::1"):
        found = access(host)
        assert found.token is None
        assert found.knows_host(f"[{host}]:80" if ":" in host else f"{host}:80")
        assert not found.knows_host("evil.example")
    for token in ("", "short", "x" * 15, "x" * 20 + "\n"):
        with pytest.raises(AccessError, match="16"):
            access("127.0.0.1", token=token)
    with pytest.raises(AccessError, match="contradict"):
        access("0.0.0.0", token=TOKEN, open_to_anyone=True)


def test_behind_a_token_nothing_is_answered_without_it() -> None:
    for address in ("/", "/healthz", "/data/sample.csv", "/assets/shell.js", "/_dash-layout", f"/?token={TOKEN}x"):
        answer = client(Sealed(), Access(None, TOKEN)).get(address)
        assert (answer.status_code, is_a_sentence(answer)) == (401, True), address
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_script_shows_the_token_in_a_header() -> None:
    asked = client(Sealed(), Access(None, TOKEN))
    for header, status in (
        (f"Bearer {TOKEN}", 200), (f"bearer  {TOKEN}", 200), (f"Bearer {TOKEN}x", 401), (f"Basic {TOKEN}", 401),
        ("Bearer", 401), (TOKEN, 401), ("Bearer \u00e9", 401),
    ):  # fmt: skip
        assert asked.get("/healthz", headers={"Authorization": header}).status_code == status, header


def test_a_browser_shows_the_token_once_and_keeps_a_cookie_that_is_not_the_token() -> None:
    asked = client(Sealed(), Access(None, TOKEN))
    welcome = asked.get(f"/stories?q=a+%26b&token={TOKEN}", headers={"Accept": "text/html"})
    assert welcome.status_code == 200
    assert 'content="0;url=/stories?q=a+%26b"' in welcome.text
    assert TOKEN not in welcome.text
    cookie = welcome.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    assert asked.get("/healthz").status_code == 200
    other = client(Sealed(), Access(None, TOKEN + "2"))
    other.set_cookie(guard.COOKIE, Access(None, TOKEN).cookie)
    assert other.get("/healthz").status_code == 401, "another token's cookie is worth nothing"


def test_a_file_asked_for_with_the_token_is_the_file() -> None:
    answer = client(Sealed(), Access(None, TOKEN)).get(f"/healthz?token={TOKEN}")
    assert answer.get_json()["status"] == "ok"


@given(st.text(), st.text())
def test_the_way_on_stays_on_this_server(path: str, query: str) -> None:
    onward = without_token("/" + path, query)
    assert onward.startswith("/")
    assert not onward.startswith(("//", "/\\"))
    assert "token=" not in onward.partition("?")[2].replace("%", "").split("&")


def test_without_a_token_everyone_is_admitted_and_equal_means_equal() -> None:
    assert Access().admits()
    assert same("é" * 20, "é" * 20)
    assert not same(None, "")
    assert not Access(None, TOKEN).admits(shown="\ud800", authorization="Bearer \ud800", cookie="\udfff")


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_the_commands_refuse_a_wide_address_before_they_do_anything(
    command: str, trends: Trends, tmp_path: Path
) -> None:
    done = trends(command, "--host", "0.0.0.0", "--home", tmp_path / "home")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "--token TOKEN, or --open-to-anyone" in done.stderr
    assert not (tmp_path / "home").exists()


def test_a_served_token_is_asked_for_and_the_command_says_who_may_come(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [*COMMAND, "serve", "--host", "0.0.0.0", "--port", "0", "--home", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TRENDS_TOKEN": TOKEN},
    )
    try:
        assert child.stdout is not None
        address = child.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(address + "/healthz", timeout=30)
        request = urllib.request.Request(address + "/", headers={"Authorization": f"Bearer {TOKEN}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
    finally:
        child.terminate()
        _, said = child.communicate(timeout=30)
    assert "0.0.0.0 for other machines too" in said
    assert "whoever shows the token" in said
    assert TOKEN not in said


def test_an_address_of_another_machine_is_a_sentence() -> None:
    for host in ("192.0.2.1", "no-such-name.invalid"):
        with pytest.raises(serve.PortError, match="is no address of this machine"):
            serve.listen(0, host)


def test_the_address_that_is_printed_can_be_opened() -> None:
    assert serve.url("0.0.0.0", 80) == "http://127.0.0.1:80"
    assert serve.url("::", 80) == serve.url("::1", 80) == "http://[::1]:80"
