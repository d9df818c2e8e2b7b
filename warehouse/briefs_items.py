"""From an input file to its items, each the bytes of one JSON object with the line on which it begins.

Editorial decisions:

* A file is read line by line, one object a line, unless its name ends in .json: that is one document, an object or a
  list of objects, laid out as it pleases. A .json file whose first line is an object by itself is read by lines.
* An item that can't be read ends the reading of a document, since what comes after it can't be told apart; what came
  before it is taken in. By lines, a broken line never touches its neighbours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from warehouse.errors import CorpusError

_MARK = b"\xef\xbb\xbf"
_SPACE = " \t\n\r"


class Item(NamedTuple):
    """One object of a file, not yet read; `reason` says why it can't be."""

    line: int
    raw: bytes
    reason: str | None = None


def of_file(stream: BinaryIO, path: Path) -> Iterator[Item]:
    """Returns the items of an open file.

    Raises:
        CorpusError: when a .json document isn't UTF-8.
    """
    if path.suffix.lower() != ".json":
        return lines(stream)
    data = stream.read()
    return lines(data.splitlines(keepends=True)) if _begins_with_whole_object(data) else document(data, path)


def lines(stream: Iterable[bytes]) -> Iterator[Item]:
    """Returns an item for each line that holds anything."""
    for number, line in enumerate(stream, start=1):
        if raw := line.strip().removeprefix(_MARK):
            yield Item(number, raw)


def document(data: bytes, path: Path) -> Iterator[Item]:
    """Returns the objects of one JSON document: the items of its list, or the objects that follow each other."""
    try:
        text = data.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    return _Document(text).items()


class _Document:
    """A reader over the text of one document."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._counted = 0
        self._line = 1

    def items(self) -> Iterator[Item]:
        if self._next() != "[":
            while self._next():
                item = self._item()
                yield item
                if item.reason:
                    return
            return
        self._place += 1
        if self._next() == "]":
            self._place += 1
        else:
            while True:
                item = self._item()
                yield item
                if item.reason:
                    return
                sign = self._next()
                self._place += 1
                if sign == "]":
                    break
                if sign != ",":
                    yield self._broken("a comma or ] is missing after the item before")
                    return
        if self._next():
            yield self._broken("there is more after the end of the list")

    def _next(self) -> str:
        """The next sign that isn't white space, "" at the end."""
        while self._text[self._place : self._place + 1] in _SPACE and self._place < len(self._text):
            self._place += 1
        return self._text[self._place : self._place + 1]

    def _item(self) -> Item:
        self._next()
        start = self._place
        try:
            _, self._place = json.JSONDecoder().raw_decode(self._text, start)
        except RecursionError:
            return self._broken("it is nested too deeply")
        except ValueError as error:
            return self._broken(str(error))
        return Item(self._line_of(start), self._text[start : self._place].encode("utf-8", "surrogatepass"))

    def _broken(self, why: str) -> Item:
        line = self._line_of(self._place)
        rest = self._text[self._place : self._place + 2_000].encode("utf-8", "surrogatepass")
        return Item(line, rest, f"the document can't be read from here on ({why}); what came before was taken")

    def _line_of(self, place: int) -> int:
        self._line += self._text.count("\n", self._counted, place)
        self._counted = place
        return self._line


def _begins_with_whole_object(data: bytes) -> bool:
    first = data.removeprefix(_MARK).lstrip().partition(b"\n")[0]
    try:
        return isinstance(json.loads(first.decode("utf-8")), dict)
    except (ValueError, RecursionError):
        return False
