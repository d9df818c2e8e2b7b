"""Every attack of attacks.toml: nothing is read, written, changed or outlived, and the next query works."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse import tiny_release
from warehouse.errors import QueryError
from warehouse.query import UNTRUSTED, Sandbox
from warehouse.query_format import to_json
from warehouse.query_worker import connect

ATTACKS = tomllib.loads((Path(__file__).parents[1] / "attacks.toml").read_text(encoding="utf-8"))["attack"]
TIMEOUT_S = 0.6
BUSY_S = 3.0  # allowance for taken cores; bench/query.py prints how late a kill really is
SECRET = "canary-7d1f"
STATUS = Path("/proc/self/status")


@dataclass
class Field:
    """The ground on which the attacks run."""

    sandbox: Sandbox
    release: Path
    canary: Path
    target: Path
    digest: str

    def text(self, attack: dict[str, Any]) -> str:
        """The attack's SQL, with its places filled in."""
        if "sql" not in attack:
            return str(
                attack["prefix"] + attack["unit"] * attack["times"] + attack["suffix"] + ")" * attack.get("closing", 0)
            )
        places = {"canary": self.canary, "folder": self.canary.parent, "target": self.target, "release": self.release}
        sql = str(attack["sql"])
        for name, path in places.items():
            sql = sql.replace("{" + name + "}", str(path))
        return sql


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    outside, home = tmp_path_factory.mktemp("outside"), tmp_path_factory.mktemp("home-of-releases")
    canary = outside / "canary.csv"
    canary.write_text(f"word\n{SECRET}\n")
    release = tiny_release.write(home / "2026-07-05-1.duckdb")
    os.environ["SANDBOX_CANARY"] = SECRET
    with Sandbox(release) as sandbox:
        sandbox.warm()
        yield Field(sandbox, release, canary, outside / "target.out", _digest(release))
    del os.environ["SANDBOX_CANARY"]


@pytest.mark.parametrize(
    "attack", ATTACKS, ids=[f"{attack['group']}: {attack.get('name', attack.get('sql'))[:60]!a}" for attack in ATTACKS]
)
def test_an_attack_does_no_harm_and_the_next_query_works(field: Field, attack: dict[str, Any]) -> None:
    sql, refusal, answer = field.text(attack), "", ""
    with _peak_memory() as peak:
        started = time.perf_counter()
        try:
            result = field.sandbox.run(sql, timeout_s=TIMEOUT_S)
            answer = to_json(result.frame)
            assert result.frame.height <= UNTRUSTED.max_rows
            assert result.frame.estimated_size() <= 2 * UNTRUSTED.max_bytes
        except QueryError as error:
            refusal = str(error)
        took = time.perf_counter() - started
    if attack["expect"] == "refused":
        assert refusal, f"it answered: {answer[:200]}"
    assert took < TIMEOUT_S + BUSY_S
    assert peak.mib <= UNTRUSTED.memory_mib
    assert SECRET not in answer + refusal
    for private in (str(field.release.parent), "Traceback", "Stack Trace", "trends-sql-"):
        assert private not in refusal.replace(sql, "").replace(str(field.release), "")
    assert not field.target.exists()
    assert _digest(field.release) == field.digest
    after = field.sandbox.run("SELECT count(*) AS n FROM duckdb_tables() WHERE temporary", timeout_s=5)
    assert after.frame.item() == 0
    field.sandbox.warm()


def test_there_are_at_least_eighty_attacks_and_none_twice() -> None:
    texts = [str(attack) for attack in ATTACKS]
    assert len(texts) >= 80
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_text('{canary}')",
        "FROM '{canary}'",
        "FROM glob('{folder}/*')",
        "FROM read_blob('{release}')",
        "COPY (SELECT 1) TO '{target}'",
        "ATTACH '{target}' AS other",
        "SET threads = 1",
        "SET disabled_filesystems = ''",
        "INSTALL httpfs",
        "CREATE TABLE evil (x INTEGER)",
        "FROM python_object",
    ],
)
def test_the_locked_connection_holds_even_where_no_rule_is_asked(field: Field, sql: str) -> None:
    python_object = duckdb.sql("SELECT 1 AS x").to_arrow_table()  # what a replacement scan would find
    connection = connect(str(field.release), threads=1, memory_mib=256)
    with pytest.raises(duckdb.Error):
        connection.execute(field.text({"sql": sql})).fetchall()
    connection.close()
    assert python_object.num_rows == 1
    assert not field.target.exists()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class _Peak:
    mib = 0.0


@contextlib.contextmanager
def _peak_memory() -> Iterator[_Peak]:
    """The highest resident memory among this process's children, sampled every 10 ms; 0 where /proc is absent."""
    peak, done = _Peak(), threading.Event()

    def sample() -> None:
        while not done.wait(0.01):
            for pid in _children():
                with contextlib.suppress(OSError):
                    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                        if line.startswith("VmHWM"):
                            peak.mib = max(peak.mib, int(line.split()[1]) / 1024)

    thread = threading.Thread(target=sample)
    if STATUS.exists():
        thread.start()
    yield peak
    done.set()
    if STATUS.exists():
        thread.join()


def _children() -> list[str]:
    pids: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            pids += (task / "children").read_text().split()
    return pids
