"""Frames on a pipe between the SQL sandbox and its parent: one letter, four bytes of length, the bytes.

Letters: R request (JSON, to the child); H hello, C columns, D done, E error (JSON) and A Arrow stream bytes (from it).
"""

from __future__ import annotations

import json
import struct
from typing import BinaryIO

HEADER = struct.Struct(">cI")
CHUNK_BYTES = 1 << 24
LARGEST_BYTES = 1 << 26


def send(pipe: BinaryIO, letter: bytes, body: bytes) -> None:
    """Write one frame and flush it."""
    pipe.write(HEADER.pack(letter, len(body)) + body)
    pipe.flush()


def send_json(pipe: BinaryIO, letter: bytes, **fields: object) -> None:
    """Write one frame that holds a JSON object."""
    send(pipe, letter, json.dumps(fields).encode("utf-8", "surrogatepass"))


def receive(pipe: BinaryIO) -> tuple[bytes, bytes] | None:
    """Read one frame as (letter, body); None where the other side is gone or doesn't speak in frames."""
    head = pipe.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    letter, length = HEADER.unpack(head)
    if length > LARGEST_BYTES:
        return None
    body = pipe.read(length)
    return (letter, body) if len(body) == length else None


class ArrowPipe:
    """A file object for `pyarrow.ipc` whose writes become frames of the letter A."""

    closed = False

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe

    def write(self, body: bytes) -> int:
        """Write Arrow bytes as frames of at most `CHUNK_BYTES`."""
        view = memoryview(body)
        for start in range(0, len(view), CHUNK_BYTES):
            send(self._pipe, b"A", bytes(view[start : start + CHUNK_BYTES]))
        return len(view)

    def flush(self) -> None:
        """Nothing to do: every frame is flushed."""
