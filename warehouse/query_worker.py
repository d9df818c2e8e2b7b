"""The child process of the SQL sandbox: one release, read-only, behind locked settings and hard limits.

Started as `python -m warehouse.query_worker OPTIONS`; talks in frames over its pipes (see `query_process`).

Editorial decisions, in the order in which they take hold:

- The release is opened read-only with file access, extensions and Python scans off; then the local file
  system itself is disabled (the open file stays usable, though not readable as a file), and the
  configuration is locked.
- Limits are set after connecting and warming up, because imports and connecting need what the limits take
  away: no new file descriptors, no file growth, no core dump, and an address space that keeps resident
  memory below the cap.
- DuckDB's interrupt is not trusted with the deadline: the parent kills the process, and an alarm whose
  default action ends it is a second hand in case the parent is gone. End of input ends the process at once,
  even inside a query.
- Every query gets a cursor of its own, so nothing a statement leaves in a connection is seen by the next
  one.
- Only Arrow and JSON bytes go back. Types that Polars can't hold travel as DuckDB's own text.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import QueryError
from warehouse.query_pipe import ArrowPipe, receive, send_json
from warehouse.query_rules import check

BATCH_ROWS = 2_048
CELL_CHARACTERS = 32_767
"""Longest text cell of a capped query: what a spreadsheet cell holds."""
MARGIN = 128 << 20
"""Bytes that the memory limit stays below the cap."""

_FLAT = frozenset(
    {
        "boolean",
        "tinyint",
        "smallint",
        "integer",
        "bigint",
        "utinyint",
        "usmallint",
        "uinteger",
        "ubigint",
        "float",
        "double",
        "decimal",
        "varchar",
        "blob",
        "date",
        "time",
        "timestamp",
        "timestamp_s",
        "timestamp_ms",
        "timestamp_ns",
        "sqlnull",
        "null",
        "timestamp with time zone",
    }
)
_BREAKING = (duckdb.FatalException, duckdb.InternalException, duckdb.OutOfMemoryException, MemoryError)
"""Errors after which the engine may be broken or its memory in pieces: the next query gets a fresh process."""
_NESTED = frozenset({"list", "array", "struct"})


def connect(path: str, *, threads: int | None, memory_mib: int | None) -> duckdb.DuckDBPyConnection:
    """Open `path` read-only with files, extensions and Python scans off, then lock the configuration."""
    config: dict[str, Any] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
        "allow_persistent_secrets": "false",
        "temp_directory": "",
        "extension_directory": "off",
        "secret_directory": "off",
    }
    if threads is not None:
        config["threads"] = str(threads)
    if memory_mib is not None:
        config["memory_limit"] = f"{memory_mib}MiB"
    connection = duckdb.connect(path, read_only=True, config=config)
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute("SET disabled_filesystems = 'LocalFileSystem'")
    connection.execute("SET lock_configuration = true")
    return connection


class Memory:
    """Reads how much memory this process maps and holds; knows nothing where /proc is absent (macOS, Windows)."""

    def __init__(self) -> None:
        # Opened once: after `restrict` nothing can be opened any more.
        self._file = os.open("/proc/self/statm", os.O_RDONLY) if os.path.exists("/proc/self/statm") else None  # noqa: PTH110

    def now(self) -> tuple[int, int] | None:
        """Bytes mapped and bytes resident."""
        if self._file is None:
            return None
        mapped, resident = (int(word) for word in os.pread(self._file, 200, 0).split()[:2])
        page = os.sysconf("SC_PAGE_SIZE")
        return mapped * page, resident * page


def restrict(memory_mib: int, memory: Memory) -> None:
    """Take away new files, file growth, core dumps and memory beyond the cap, where the platform can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's deadline and DuckDB's own memory limit remain
        return
    now = memory.now()
    if now is not None:
        mapped, resident = now
        # pages mapped now and touched only later count too, so the limit keeps a margin below the cap
        limit = mapped + max((memory_mib << 20) - resident - MARGIN, 64 << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def portable(relation: duckdb.DuckDBPyRelation, *, cut_text: bool) -> duckdb.DuckDBPyRelation:
    """Cast to text the columns that Arrow or Polars can't hold exactly; cut text inside the engine, where it is cheap.

    Args:
        relation: the query, bound but not yet run.
        cut_text: keep one character more than `CELL_CHARACTERS`, by which `cut_cells` sees that there was more.
    """
    changed, columns = False, []
    for place, (name, column_type) in enumerate(zip(relation.columns, relation.types, strict=True), start=1):
        value = f"#{place}"
        if not _holds(column_type):
            value = f"CAST({value} AS VARCHAR)"
        if cut_text and (value != f"#{place}" or column_type.id.lower() == "varchar"):
            value = f"left({value}::VARCHAR, {CELL_CHARACTERS + 1})"
        changed = changed or value != f"#{place}"
        columns.append(f"{value} AS " + '"' + name.replace('"', '""') + '"')
    return relation.project(", ".join(columns)) if changed else relation


def _holds(column_type: Any) -> bool:
    """Whether a DuckDB type reaches Polars exactly as an Arrow column."""
    name = column_type.id.lower()
    if name in _NESTED:
        return all(_holds(child) for label, child in column_type.children if label != "size")
    return name in _FLAT


def cut_cells(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, bool]:
    """Cut top-level text and byte cells to `CELL_CHARACTERS`; say whether any was cut."""
    columns, cut = [], False
    for column in batch.columns:
        text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        if text or pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            longest = pc.max(pc.binary_length(column)).as_py() or 0
            if longest > CELL_CHARACTERS:
                slicer = pc.utf8_slice_codeunits if text else pc.binary_slice
                column, cut = slicer(column, 0, CELL_CHARACTERS), True
        columns.append(column)
    return (pa.RecordBatch.from_arrays(columns, schema=batch.schema) if cut else batch), cut


class Cap:
    """Counts rows and bytes as they leave, and cuts the batch that would pass a cap (None: no cap)."""

    def __init__(self, max_rows: int | None, max_bytes: int | None) -> None:
        self._rows, self._bytes = max_rows, max_bytes
        self.cuts_cells = max_bytes is not None
        self.truncated = self.full = False

    def take(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the part of `batch` that still fits; `full` is set once something didn't."""
        fits = batch.num_rows
        if self._rows is not None:
            fits = min(fits, self._rows)
        if self._bytes is not None:
            batch, cut = cut_cells(batch)
            self.truncated = self.truncated or cut
            if batch.nbytes > self._bytes:
                fits = min(fits, int(batch.num_rows * self._bytes / batch.nbytes))
        if fits < batch.num_rows:
            self.truncated = self.full = True
            batch = batch.slice(0, fits)
        if self._rows is not None:
            self._rows -= batch.num_rows
        if self._bytes is not None:
            self._bytes -= batch.nbytes
        return batch


def answer(connection: duckdb.DuckDBPyConnection, request: dict[str, Any], outlet: BinaryIO) -> dict[str, Any]:
    """Check and run one statement; send its columns and its Arrow stream; return what the closing frame says."""
    started = time.perf_counter()
    cap = Cap(request["max_rows"], request["max_bytes"])
    cursor = connection.cursor()
    try:
        check(cursor, request["sql"])
        relation = cursor.sql(request["sql"])
        send_json(outlet, b"C", columns=relation.columns, types=[str(column_type) for column_type in relation.types])
        reader = portable(relation, cut_text=cap.cuts_cells).to_arrow_reader(BATCH_ROWS)
        with pa.ipc.new_stream(ArrowPipe(outlet), reader.schema) as stream:
            for batch in reader:
                if (part := cap.take(batch)).num_rows:
                    stream.write_batch(part)
                if cap.full:
                    break
        return {"truncated": cap.truncated, "elapsed_s": time.perf_counter() - started}
    finally:
        cursor.close()


def serve(
    connection: duckdb.DuckDBPyConnection,
    requests: queue.SimpleQueue[bytes],
    outlet: BinaryIO,
    worn: Callable[[], bool],
) -> None:
    """Answer requests one after another; the answer after which this process shouldn't be asked again says so."""
    while True:
        request = json.loads(requests.get())
        _alarm(request["timeout_s"])
        try:
            closing = answer(connection, request, outlet)
            send_json(outlet, b"D", **closing, retire=worn())
        except (QueryError, duckdb.Error, MemoryError, pa.ArrowException, ValueError, RuntimeError) as error:
            broken = isinstance(error, _BREAKING) or worn()
            send_json(outlet, b"E", kind=type(error).__name__, message=str(error), retire=broken)
        _alarm(None)


def _alarm(timeout_s: float | None) -> None:
    """Let the kernel end this process a second after the deadline, should the parent not have done so."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0 if timeout_s is None else timeout_s + 1)


def listen(pipe: BinaryIO, requests: queue.SimpleQueue[bytes]) -> None:
    """Queue incoming requests; end the process when the parent closes the pipe."""
    while (frame := receive(pipe)) is not None:
        requests.put(frame[1])
    os._exit(0)


def main() -> None:
    """Connect, warm up, restrict, announce the tables, serve."""
    options = json.loads(sys.argv[1])
    inlet, outlet = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        connection = connect(options["path"], threads=options["threads"], memory_mib=options["engine_mib"])
        check(connection, "SELECT 1")
        connection.sql("SELECT 'warm' AS word, 1.5 AS number ORDER BY 1").to_arrow_reader(BATCH_ROWS).read_all()
        tables = [row[0] for row in connection.sql("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        cut_cells(pa.RecordBatch.from_pydict({"word": ["x" * (CELL_CHARACTERS + 1)]}))
    except (duckdb.Error, QueryError) as error:
        send_json(outlet, b"E", kind=type(error).__name__, message=str(error))
        return
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(inlet, requests), daemon=True).start()
    memory, cap_mib = Memory(), options["memory_mib"]
    if cap_mib is not None:
        restrict(cap_mib, memory)

    def worn() -> bool:
        """Whether past queries left so much memory in the allocator that the next one would suffer."""
        now = memory.now()
        return cap_mib is not None and now is not None and now[1] > (cap_mib << 20) * 2 // 5

    send_json(outlet, b"H", tables=tables, duckdb=duckdb.__version__)
    serve(connection, requests, outlet, worn)


if __name__ == "__main__":
    main()
