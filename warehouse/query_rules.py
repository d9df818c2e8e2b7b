"""What ad-hoc SQL may say: one reading statement, over the release's own tables, through functions that only compute.

Editorial decisions:

- DuckDB itself splits, types and parses the text; nothing here reads SQL with patterns. The statement's
  type decides first, then the names in its syntax tree. What can't be parsed into a tree is refused: the
  rules fail closed.
- Table functions are an allowlist, because a new one in a new DuckDB may read a file or switch a setting
  (`FROM enable_logging(...)` is a SELECT). Scalar functions are a short denylist: nearly all of them only
  compute.
- Catalog views that name the machine (settings, database paths) are refused; those that describe tables
  stay.
- The locked connection and the child's limits hold even where a rule is wrong; the rules exist to be kind
  and early.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from warehouse.errors import QueryError

READING = frozenset({"SELECT", "EXPLAIN"})
"""Statement types that only read. DESCRIBE, SHOW, SUMMARIZE, VALUES and FROM-first all arrive as SELECT."""

TABLE_FUNCTIONS = frozenset(
    {
        "range",
        "generate_series",
        "unnest",
        "repeat",
        "repeat_row",
        "json_each",
        "json_tree",
        "histogram",
        "histogram_values",
        "duckdb_tables",
        "duckdb_columns",
        "duckdb_views",
        "duckdb_functions",
        "duckdb_types",
        "duckdb_keywords",
        "duckdb_constraints",
        "pragma_table_info",
        "pragma_version",
        "summary",
        "pg_timezone_names",
        "icu_calendar_names",
    }
)

HIDDEN_FUNCTIONS = frozenset(
    {"getenv", "current_setting", "getvariable", "write_log", "nextval", "currval", "add_parquet_key", "current_query"}
)

HIDDEN_PREFIXES = ("duckdb_", "pg_", "pragma_")
"""Catalog views under these prefixes are hidden unless `TABLE_FUNCTIONS` names them."""

INSTEAD = {
    "CREATE": "Releases are read-only; name a step in WITH step AS (SELECT …) instead of creating an object.",
    "CREATE_FUNC": "Releases are read-only; write the expression out instead of creating a macro.",
    "COPY": "Files can't be written from here; run the SELECT alone and export its result as CSV, JSON or Parquet.",
    "EXPORT": "Files can't be written from here; run a SELECT and export its result as CSV, JSON or Parquet.",
    "ATTACH": "Only the release that is open can be read; choose another release instead of attaching a file.",
    "DETACH": "Only the release that is open can be read; there is nothing to detach.",
    "SET": "Settings are locked; leave out the SET and run the SELECT alone.",
    "VARIABLE_SET": "Variables can't be set; put the value into the SELECT, or into a WITH step.",
    "LOAD": "Extensions are off; use DuckDB's built-in functions.",
    "EXTENSION": "Extensions are off; use DuckDB's built-in functions.",
    "PRAGMA": "PRAGMA is off; use DESCRIBE, SHOW TABLES or SUMMARIZE to look around.",
    "CALL": "CALL is off; use DESCRIBE, SHOW TABLES or SUMMARIZE to look around.",
    "TRANSACTION": "Every query runs alone on a sealed release; leave out the transaction.",
    "MULTI": "PIVOT needs its values named here: PIVOT … ON column IN ('a', 'b') USING ….",
}
READ_ONLY = "Releases are read-only; ask with SELECT, WITH … SELECT, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN."


def check(connection: Any, sql: str) -> None:
    """Raise `QueryError` unless `sql` is one reading statement that names only permitted functions and views.

    Args:
        connection: an open DuckDB connection, used to split and parse the text; nothing of it is executed.
        sql: the text as the reader typed it.

    Raises:
        QueryError: a sentence that says what to write instead.
        duckdb.Error: DuckDB's own message where the text doesn't parse.
    """
    inner = _one_reading_statement(connection, sql)
    for kind, name in _names(_tree(connection, inner)):
        if kind == "table function" and name not in TABLE_FUNCTIONS:
            raise QueryError(
                f"{name}() can't be used here: files, settings and logs are closed. "
                f"Ask the release's own tables (SHOW TABLES lists them), or range(), unnest(), generate_series()."
            )
        if kind == "function" and name in HIDDEN_FUNCTIONS:
            raise QueryError(
                f"{name}() can't be used here: the machine's environment and settings are closed. "
                "Put the value itself into the query."
            )
        if kind == "table" and name.startswith(HIDDEN_PREFIXES) and name not in TABLE_FUNCTIONS:
            raise QueryError(
                f"{name} can't be read here: it describes the machine, not the release. "
                "Use SHOW TABLES, DESCRIBE table or information_schema.columns."
            )


def _one_reading_statement(connection: Any, sql: str) -> str:
    """Return the SELECT inside `sql` (the text itself, or what an EXPLAIN explains)."""
    statements = connection.extract_statements(sql)
    word = first_word(connection, sql)
    if not statements:
        raise QueryError("There is no statement in this text; write a SELECT, for example: FROM story LIMIT 10")
    if word == "pivot" and (len(statements) > 1 or statements[0].type.name == "MULTI"):
        raise QueryError(INSTEAD["MULTI"])
    if len(statements) > 1:
        raise QueryError(
            f"One statement at a time: this text holds {len(statements)}. Run them one by one, or join them with WITH."
        )
    kind = statements[0].type.name
    if word in ("pragma", "call"):
        raise QueryError(INSTEAD[word.upper()])
    if kind not in READING:
        raise QueryError(f"{kind.replace('_', ' ')} can't be run here. {INSTEAD.get(kind, READ_ONLY)}")
    return _explained(connection, sql) if kind == "EXPLAIN" else sql


def _tokens(connection: Any, sql: str) -> list[str]:
    """DuckDB's own tokens without comments, as text; each runs up to the next one (offsets count bytes)."""
    import duckdb

    raw = sql.encode("utf-8", "surrogatepass")
    marks = duckdb.tokenize(sql)
    ends = [*(start for start, _ in marks), len(raw)][1:]
    return [
        raw[start:end].decode("utf-8", "replace")
        for (start, kind), end in zip(marks, ends, strict=bool(marks))
        if kind != duckdb.token_type.comment
    ]


def first_word(connection: Any, sql: str) -> str:
    """The statement's first word in lower case, empty where there is none."""
    tokens = [token.strip() for token in _tokens(connection, sql)]
    return next((token.lower() for token in tokens if token), "")


def _explained(connection: Any, sql: str) -> str:
    """The single SELECT behind EXPLAIN [ANALYZE] [(options)]; anything else is refused."""
    tokens = [token for token in _tokens(connection, sql) if token.strip()][1:]
    while tokens and tokens[0].strip().lower() in ("analyze", "verbose"):
        tokens = tokens[1:]
    candidates = ["".join(tokens)]
    if tokens and tokens[0].strip() == "(" and ")" in (closing := [token.strip() for token in tokens]):
        candidates.append("".join(tokens[closing.index(")") + 1 :]))
    for inner in candidates:
        try:
            statements = connection.extract_statements(inner)
        except Exception:  # not the inner statement: an option list, or text DuckDB refuses below
            continue
        if len(statements) == 1 and statements[0].type.name == "SELECT" and first_word(connection, inner) != "pragma":
            return inner
    raise QueryError("EXPLAIN can explain one SELECT here. Write EXPLAIN SELECT …, or EXPLAIN ANALYZE SELECT ….")


def _tree(connection: Any, sql: str) -> object:
    """The syntax tree of one SELECT, as DuckDB serialises it."""
    try:
        text = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0][0]
        tree = json.loads(text)
    except RecursionError:
        raise QueryError("The query is nested too deeply; name its parts as steps: WITH step AS (…).") from None
    if tree.get("error"):
        message = tree.get("error_message", "it can't be parsed")
        raise QueryError(f"This statement can't be checked, so it isn't run: {message}. {READ_ONLY}")
    return tree


def _names(tree: object) -> Iterator[tuple[str, str]]:
    """Yield (kind, lower-case name) for every function, table function and table the tree refers to."""
    stack: list[object] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if node.get("type") == "TABLE_FUNCTION":
                yield "table function", str((node.get("function") or {}).get("function_name", "")).lower()
            elif "function_name" in node:
                yield "function", str(node["function_name"]).lower()
            if "table_name" in node and node.get("type") in ("BASE_TABLE", "SHOW_REF"):
                yield "table", str(node["table_name"]).strip('"').lower()
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def worded(kind: str, message: str, *, tables: Sequence[str] = (), secrets: Sequence[str] = ()) -> str:
    """Turn DuckDB's error into what a reader sees: its message, no path or stack trace, and the way out.

    Args:
        kind: the exception's class name, for example `CatalogException`.
        message: DuckDB's message.
        tables: the release's tables, listed where the message says a table doesn't exist.
        secrets: texts (paths) to be replaced by the word "release".
    """
    for end in ("Stack Trace:", "stack trace:", "Traceback (most recent call last)", "\nThis error signals"):
        message = message.split(end, 1)[0]
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        message = message.replace(secret, "release")
    message = message.strip()
    if "file system" in message.lower() or kind == "PermissionException":
        return f"Files can't be read or written here; ask the release's own tables ({', '.join(tables)}). {message}"
    if "read-only mode" in message:
        return f"{READ_ONLY} {message}"
    if "has been locked" in message:
        return f"Settings are locked; leave them out. {message}"
    if "install" in message.lower() and "extension" in message.lower():
        return f"Extensions are off; use DuckDB's built-in functions. {message.splitlines()[0]}"
    if kind in ("OutOfMemoryException", "MemoryError") or "bad_alloc" in message or "Out of Memory" in message:
        return "The query needs more memory than it may use; filter earlier, or aggregate before joining and sorting."
    if kind == "CatalogException" and "Table with name" in message:
        return f"{message}\nTables of this release: {', '.join(tables)}."
    return message
