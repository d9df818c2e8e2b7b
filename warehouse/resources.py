"""Where packaged text lives: the SQL, the beats and the outlets that ship inside this package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
CHRONICLE = PACKAGE / "beats" / "chronicle.jsonl"


def sql(name: str) -> str:
    """Returns the text of `sql/<name>.sql`."""
    return (PACKAGE / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def sql_files(folder: str) -> list[Path]:
    """Returns the files of `sql/<folder>`, by name."""
    return sorted((PACKAGE / "sql" / folder).glob("*.sql"))
