"""Which scripts a browser is sent before the first page, and which it fetches when a page needs them.

Editorial decisions. A first visit shall be usable within two seconds, so nothing large is sent that the page doesn't
show:

- Charts are drawn by a bundle of plotly.js with the trace types of our figures alone (`TRACES`), a fifth of the whole;
  AG Grid comes with a page's first table. A page known to hold one has it fetched while the frame is set up.
- Our own files are named by a sum of their content, so that a browser may keep them for good (`packed.py`).
- What Dash asks for first, the layout and the list of callbacks, is on its way before the scripts have run.
- Dash sends polyfills for browsers of 2016, of which its own code needs one, and that one is sent; and a table of its
  own, which no page uses.

Where the vendored files come from: docs/browser-files.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from dash import Dash
from flask import has_request_context, request

from trends.pages.packed import VERSION

TRACES = frozenset({"scatter", "bar", "heatmap"})
"""Trace types in the bundle; `cards.chart` takes no other."""
PLOTLY, GENERATORS = "plotly-trends.min.js", "regenerator-runtime.js"
VENDORED = r"trends-editor.*|plotly-trends.*|regenerator-runtime.*"
"""Files among the assets that are not sent with every page."""

CHARTS, TABLES = "charts", "tables"
SHOWS: Mapping[str, tuple[str, ...]] = {
    "/": (CHARTS, TABLES),
    "/topics": (TABLES,),
    "/topic/": (CHARTS,),
    "/beat": (CHARTS,),
    "/turns": (CHARTS, TABLES),
    "/stories": (TABLES,),
    "/entities": (TABLES,),
    "/entity/": (CHARTS,),
    "/robustness": (CHARTS, TABLES),
}
"""What a page shows, with a slash at its end the pages below it; a script that isn't named here comes with its part."""
CHUNKS = {
    CHARTS: ("/_dash-component-suites/dash/dcc/async-graph.js",),
    TABLES: ("/_dash-component-suites/dash_ag_grid/async-community.js",),
}
"""What Dash fetches by itself with the first chart and the first table."""

_SCRIPT = re.compile(r'<script src="([^"]*)"></script>\n?')
_ASSET = re.compile(r"/assets/([^\"?]+)\?m=[\d.]+")


class Dashboard(Dash):
    """A Dash app whose document names its scripts as decided above."""

    def interpolate_index(
        self,
        metas: str = "",
        title: str = "",
        css: str = "",
        config: str = "",
        scripts: str = "",
        app_entry: str = "",
        favicon: str = "",
        renderer: str = "",
    ) -> str:
        """The document, see `Dash.interpolate_index`."""
        grid = next((src for src in _SCRIPT.findall(scripts) if "/dash_ag_grid." in src), None)
        addresses = {CHARTS: self._asset(PLOTLY), **({TABLES: grid} if grid else {})}

        def instead(found: re.Match[str]) -> str:
            if "/polyfill@" in found[1]:
                return f'<script src="{self._asset(GENERATORS)}"></script>\n'
            return "" if found[1] == grid or "/dash_table/" in found[1] else found[0]

        head = [
            *[f'<meta name="trends-{name}" content="{escape(src)}">' for name, src in addresses.items()],
            *[_ahead(f"/{name}", "fetch", "crossorigin") for name in ("_dash-layout", "_dash-dependencies")],
        ]
        tail = [
            _ahead(src, "script", f'data-expects="{name}"')
            for name in shown(request.path if has_request_context() else "")
            for src in (*([addresses[name]] if name in addresses else []), *CHUNKS[name])
        ]
        whole: str = super().interpolate_index(
            metas,
            title,
            "\n".join([*head, self._by_content(css)]),
            config,
            "\n".join([self._by_content(_SCRIPT.sub(instead, scripts)), *tail, ""]),
            app_entry,
            favicon,
            renderer,
        )  # type: ignore[no-untyped-call]
        return whole

    def _by_content(self, tags: str) -> str:
        """Name our files by their content: Dash names them by their time, which an installer may set to anything."""
        return _ASSET.sub(lambda found: self._asset(found[1]), tags)

    def _asset(self, name: str) -> str:
        """The address of one of our files, which changes with what is in it."""
        path = Path(self.config.assets_folder, name)
        state = path.stat()
        return f"{self.get_asset_url(name)}?{VERSION}={_sum_of(path, state.st_mtime_ns, state.st_size)}"


@lru_cache(maxsize=256)
def _sum_of(path: Path, modified_ns: int, size: int) -> str:
    """A short sum of a file's content; read again when its time or its size has changed."""
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()


def shown(path: str) -> tuple[str, ...]:
    """What the page of an address is known to show: CHARTS, TABLES, both or nothing."""
    clean = "/" + path.strip("/")
    below = next(
        (shows for start, shows in SHOWS.items() if start != "/" and start[-1] == "/" and clean.startswith(start)), ()
    )
    return SHOWS.get(clean, below)


def _ahead(address: str, kind: str, rest: str) -> str:
    """A hint that fetches a file before anything asks for it."""
    return f'<link rel="preload" as="{kind}" href="{escape(address)}" {rest}>'
