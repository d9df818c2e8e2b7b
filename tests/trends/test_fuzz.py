"""Whatever stands in an address is answered with a page or a sentence: never an error, never an exception of a layout.

The parameters are read from the sources of the pages and from the charts' templates, so a new one is fuzzed by itself.
Seeds are fixed: a run that passes on one machine passes on another.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from dash._utils import to_json
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trends.fake_view import FakeProvider, fake_view
from tests.trends.story_world import World
from trends.pages import PAGES, chart_sql, shell

SOURCES = Path(shell.__file__).parent
READ = re.compile(r'\b(?:query|values)\.(?:text|choice|number|day|get)\(\s*"([a-z_]+)"')
PARAMETERS = sorted({name for file in SOURCES.glob("*.py") for name in READ.findall(file.read_text(encoding="utf-8"))})
TEMPLATES = {name: sorted(set(chart_sql._PARAMETER.findall(chart_sql._template(name)))) for name in chart_sql.names()}

VALID = [
    *("ai_compute", "inference", "training", "nvidia", "quarter", "day", "year", "verified", "yes", "no", "story"),
    *("impact", "s1", "2026-01-01", "2", "2.0", "all", "bullish", "newest", "origins"),
]
HOSTILE = [
    *("nan", "inf", "-inf", "1e400", "-1", "0", "1_000", "٣", "9" * 400, "-0.0", "1e300", "0x10"),
    *("0001-01-01", "9999-12-31", "2026-02-30", "2026-W01-1", "20260101"),
    *("'", "''; DROP TABLE story; --", "$topic", "$$", "\\", "%", "_", "%%%", "\x00", "\r\nSet-Cookie: a=b"),
    *("<script>alert(1)</script>", "javascript:alert(1)", "../../etc/passwd", "{}", "[1]", "null", "true"),
    *("\ud800", "\u202e", "\ufeff", "😀" * 50, "é" * 3000, "x" * 30_000, "a&b=c", "(" * 500, "[[:alpha:]]{999}"),
]
anything = st.one_of(
    st.sampled_from(VALID),
    st.sampled_from(HOSTILE),
    st.text(st.characters(), max_size=60),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
)
bounded = settings(
    deadline=None,
    derandomize=True,
    max_examples=15,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
WORLDS = ("index", "stories")


@cache
def provider(world: str) -> Any:
    return FakeProvider(fake_view()) if world == "index" else World()


@cache
def client(world: str) -> FlaskClient:
    return shell.dashboard(provider(world), PAGES).server.test_client()


def encoded(values: dict[str, str]) -> str:
    return urlencode(values, errors="surrogatepass")


def drawn(world: str, path: str | None, search: str | None, screen: Any = None) -> None:
    """Draw a page; fail if it could not be drawn or could not be sent."""
    shown = shell.render(provider(world), PAGES, path, search, screen)
    assert not shown.title.startswith("Error"), (path, search)
    assert to_json(shown.children)


def paths(world: str) -> list[str]:
    """The pages whose tables a world has; a page that isn't named here is fuzzed in the one with all real tables."""
    index = ["/", "/topics", "/topic/inference"]
    if world == "index":
        return index
    return ["/story/s1", "/story/s2", *(page.path for page in PAGES if page.path not in ("/", "/topics", "/topic"))]


def test_the_parameters_of_the_pages_and_charts_are_found() -> None:
    assert {"q", "gate", "frequency", "weighting", "half_life", "period", "beat", "from", "to", "shown"} <= {
        *PARAMETERS
    }
    assert TEMPLATES["drivers"] == ["beat", "frequency", "gate", "period", "topic", "weighting"]
    assert {"/stories", "/sql", "/glossary", "/method", "/story"} <= {*paths("stories")}


@pytest.mark.parametrize("world", WORLDS)
def test_one_hostile_value_in_every_parameter_at_once(world: str) -> None:
    pages = paths(world)
    for number, value in enumerate(HOSTILE[:: 4 if world == "index" else 1]):
        drawn(world, pages[number % len(pages)], "?" + encoded(dict.fromkeys(PARAMETERS, value)))


@pytest.mark.parametrize("world", WORLDS)
@bounded
@given(data=st.data())
def test_any_values_of_any_parameters_draw_a_page(world: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths(world)))
    values = data.draw(st.dictionaries(st.sampled_from([*PARAMETERS, "nobody"]), anything, max_size=5))
    drawn(world, path, "?" + encoded(values))


@pytest.mark.parametrize("world", WORLDS)
@bounded
@given(data=st.data())
def test_any_text_as_address_and_query_draws_a_page(world: str, data: st.DataObject) -> None:
    start = data.draw(st.sampled_from(["", "/", "/topic/", "/story/", "/stories/", "/data/", "//"]))
    path = data.draw(st.none() | anything.map(lambda text: start + text))
    screen = data.draw(
        st.none() | st.dictionaries(st.sampled_from(["scheme", "narrow"]), st.none() | st.text(max_size=5))
    )
    drawn(world, path, data.draw(st.none() | anything), screen)


@bounded
@given(name=st.sampled_from(sorted(TEMPLATES)), data=st.data())
def test_any_values_of_any_parameters_of_a_chart_are_a_file_or_a_sentence(name: str, data: st.DataObject) -> None:
    values = data.draw(st.dictionaries(st.sampled_from([*TEMPLATES[name], "nobody"]), anything, max_size=6))
    answered(f"/data/{name}.csv?{encoded(values)}")


@pytest.mark.parametrize("name", TEMPLATES)
def test_hostile_values_in_every_parameter_of_a_chart(name: str) -> None:
    """Numbers and dates meet every hostile value; texts, which are all quoted alike, meet every third."""
    for parameter in TEMPLATES[name]:
        typed = parameter in chart_sql.NUMBERS | chart_sql.DATES
        for value in HOSTILE if typed else HOSTILE[:: len(TEMPLATES[name]) + 3]:
            answered(f"/data/{name}.csv?{encoded({parameter: value})}")


@bounded
@given(text=anything)
def test_any_address_of_the_server_is_answered(text: str) -> None:
    for start in ("/", "/data/", "/assets/", "/_dash-component-suites/", "/_dash-component-suites/dash/"):
        address = start + quote(text, errors="surrogatepass")
        assert client("stories").get(address).status_code in (200, 204, 301, 304, 308, 400, 404, 405), address


@pytest.mark.parametrize("path", ["/story/\ud800", "/topic/\ud800", "/\ud800", "/stories", "/sql", "/glossary"])
def test_half_a_character_pair_in_a_callbacks_text_draws_a_page(path: str) -> None:
    """JSON can carry what UTF-8 can't; a database and an encoder would both stumble over it."""
    drawn("stories", path, "?q=\ud800&beat=\udfff&entity=\ud800")


def answered(address: str) -> None:
    answer = client("stories").get(address)
    assert answer.status_code in (200, 400, 404, 414), (address[:300], answer.text[:300])
    assert answer.mimetype == ("text/csv" if answer.status_code == 200 else "text/plain")
    if answer.status_code != 200:
        assert answer.text.count("\n") == 1


def test_a_date_before_the_year_1000_and_a_plain_number_stay_what_they_are() -> None:
    assert chart_sql.literal(date(33, 4, 3)) == "DATE '0033-04-03'"
    assert chart_sql.from_url("stories", {"limit": "5"}).text.endswith("LIMIT 5")


@pytest.mark.parametrize("text", ["nan", "inf", "1e400", "-inf", "x", ""])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(chart_sql.ChartError, match="half life"):
        chart_sql.from_url("topic_share_variant", {"half_life": text})


@pytest.mark.parametrize("text", ["-1", "1.5", "1e300", "nan"])
def test_a_limit_is_a_whole_number(text: str) -> None:
    with pytest.raises(chart_sql.ChartError, match="limit"):
        chart_sql.from_url("stories", {"limit": text})
