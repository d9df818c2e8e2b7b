"""The import rule of the design, as sentences; a broken one names the file and the import that breaks it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DUCKDB = {
    "warehouse/store.py", "warehouse/release.py", "trends/cube.py",
    "warehouse/query.py", "warehouse/query_worker.py", "warehouse/query_rules.py", "warehouse/query_process.py",
    "warehouse/query_format.py",
}  # fmt: skip


def sources() -> Iterator[str]:
    for top in ("trends", "warehouse"):
        yield from (str(path.relative_to(ROOT)) for path in sorted((ROOT / top).rglob("*.py")))
    yield "app.py"


def imports(source: str) -> set[str]:
    """Every module that a file imports, absolute; `from a import b` counts as a and a.b."""
    package = source.removesuffix(".py").split("/")[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / source).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def breaks(source: str, *forbidden: str) -> list[str]:
    return sorted(
        f"{source} imports {name}"
        for name in imports(source)
        if any(name == module or name.startswith(module + ".") for module in forbidden)
    )


def within(*prefixes: str) -> list[str]:
    return [source for source in sources() if source.startswith(prefixes)]


def outside(*prefixes: str) -> list[str]:
    return [source for source in sources() if not source.startswith(prefixes)]


RULES = {
    "the warehouse imports nothing of trends": (within("warehouse/"), ["trends", "app"]),
    "in trends only publish, status and the cli modules import the warehouse": (
        [s for s in within("trends/") if not s.startswith(("trends/publish", "trends/status.py", "trends/cli"))],
        ["warehouse"],
    ),
    "figures import no measure": (within("trends/figures/"), ["trends.measures", "trends.pages"]),
    "measures import no figure and no page": (within("trends/measures/"), ["trends.figures", "trends.pages"]),
    "frames, calendar and settings stand below measures, figures and pages": (
        within("trends/frames/", "trends/calendar.py", "trends/settings.py"),
        ["trends.measures", "trends.figures", "trends.pages"],
    ),
    "duckdb is imported in store, release, query and cube alone": (
        [s for s in sources() if s not in DUCKDB],
        ["duckdb"],
    ),
    "dash is imported in pages and app alone": (
        [s for s in outside("trends/pages/") if s != "app.py"],
        ["dash", "dash_mantine_components", "dash_ag_grid"],
    ),
    "plotly is imported in figures and style alone": (
        outside("trends/figures/", "trends/style.py"),
        ["plotly"],
    ),
    "only fetch opens a network connection": (
        [s for s in sources() if s not in ("warehouse/fetch.py", "trends/serve.py")],
        ["socket", "urllib.request", "http.client", "requests", "httpx", "httpx2"],
    ),
}


@pytest.mark.parametrize("sentence", RULES)
def test_import_rule(sentence: str) -> None:
    files, forbidden = RULES[sentence]
    assert files, "the rule speaks of no file"
    assert [line for source in files for line in breaks(source, *forbidden)] == []


@pytest.mark.parametrize("package", ["trends", "trends.measures", "warehouse"])
def test_no_init_hides_a_submodule(package: str) -> None:
    """`import trends.measures.share` must give the module, whatever the package binds."""
    folder = ROOT / package.replace(".", "/")
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    submodules = {path.stem for path in folder.glob("*.py")}
    bound = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    assert bound & submodules == set()
