"""The dashboard's files, packed once instead of for every reader, and kept by the browser for as long as they stay.

Editorial decisions. The scripts are the same for everyone, so each is packed once and kept in memory (two megabytes).
An address that names its file's version or content never means another file, so the browser doesn't ask again; at any
other address it asks whether the file has changed.
"""

from __future__ import annotations

import hashlib

import brotli  # type: ignore[import-not-found,import-untyped,unused-ignore]
from flask import Flask, Response, request

from trends.pages.kept import Kept

FOLDERS = ("/_dash-component-suites/", "/assets/")
LEVEL = 5
"""Of brotli's 11: it packs all scripts of the index page in a tenth of a second; 11 saves a ninth and takes eight."""
VERSION = "v"
"""The parameter of an address that names what is in the file."""
SMALLEST = 500
"""Bytes worth packing."""
FILES_KEPT = 256
FOREVER_SECONDS = 31_536_000


def packed(files: Kept[bytes], path: str, version: str, content: bytes) -> bytes:
    """The content of a file, packed once for each version of it."""
    return files.of((path, version), lambda: brotli.compress(content, quality=LEVEL))


def install(server: Flask) -> None:
    """Pack the files that a server sends; all else is left to Flask-Compress, which packs each answer by itself."""
    files: Kept[bytes] = Kept(FILES_KEPT)

    def pack(answer: Response) -> Response:
        if not request.path.startswith(FOLDERS) or answer.status_code not in (200, 304):
            return answer
        if is_versioned(answer):
            answer.cache_control.no_cache = None
            answer.cache_control.max_age = FOREVER_SECONDS
            answer.cache_control.immutable = True
        answer.vary.add("Accept-Encoding")
        if answer.status_code == 304 or not request.accept_encodings["br"] or not is_text(answer):
            return answer
        answer.direct_passthrough = False
        content = answer.get_data()
        if len(content) < SMALLEST:
            return answer
        version, _ = answer.get_etag()
        answer.set_data(packed(files, request.path, version or "", content))
        answer.headers["Content-Encoding"] = "br"
        answer.set_etag(f"{version or hashlib.sha1(content).hexdigest()}:br")
        answer.make_conditional(request)
        return answer

    server.after_request(pack)


def is_versioned(answer: Response) -> bool:
    """Whether the address asked for can only ever mean this file: Dash says so of its own, ours name their content."""
    return answer.cache_control.max_age == FOREVER_SECONDS or VERSION in request.args


def is_text(answer: Response) -> bool:
    """Whether packing makes a file smaller; pictures are packed already."""
    return answer.mimetype in {
        "text/javascript",
        "text/css",
        "application/javascript",
        "application/json",
        "image/svg+xml",
    }
