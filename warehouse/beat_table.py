"""Reading a TOML file strictly: what is asked for is there and of its type, or the message says what to write."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from warehouse.errors import BeatError


def read(path: Path) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        BeatError: when it can't be read, or isn't TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BeatError(f"{path}: can't be read ({error.strerror}); give a readable .toml file") from error
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError
        raise BeatError(f"{path}: not a TOML file ({error})") from error


class Table:
    """One TOML table being read: takes keys out by type and complains with file, key, value and a valid one."""

    def __init__(self, content: Mapping[str, Any], file: str, where: str) -> None:
        self.content, self.file, self.where = content, file, where

    def fail(self, key: str, problem: str) -> BeatError:
        """The error to raise over a key of this table."""
        return BeatError(f"{self.file}: {self.where}{key}: {problem}")

    def only(self, valid: Iterable[str]) -> None:
        """Refuses a key that isn't among the valid ones."""
        names = tuple(valid)
        for key in self.content:
            if key not in names:
                raise self.fail(key, f"unknown key; valid keys are {', '.join(names)}")

    def text(self, key: str, *, default: str | None = None, example: str = "a few words") -> str:
        """A text without the white space around it; it may be empty where there is a default."""
        value = self.content.get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.fail(key, f"{value!r} is not a text; write {example!r}, for instance")
        return value.strip()

    def choice(self, key: str, valid: tuple[str, ...]) -> str:
        """One of the valid texts."""
        value = self.content.get(key)
        if value not in valid:
            raise self.fail(key, f"{value!r} is not one of {', '.join(valid)}")
        return str(value)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of different texts, none of them empty."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.fail(key, f"{value!r} is not a list of words; write ['word', 'two words'], for instance")
        if required and not value:
            raise self.fail(key, "[] is empty; give at least one word, for instance ['word']")
        words = tuple(v.strip() for v in value)
        for word in words:
            if words.count(word) > 1:
                raise self.fail(key, f"{word!r} is listed twice; list it once")
        return words

    def day(self, key: str) -> date:
        """A date, written as one or as an ISO text."""
        value = self.content.get(key)
        if type(value) is date:  # a datetime is a date too, and not meant here
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self.fail(key, f"{value!r} is not an ISO date; write 2024-03-18, for instance") from None

    def number(self, key: str) -> float | None:
        """A number above 0, or None where the key is absent."""
        value = self.content.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not value > 0):
            raise self.fail(key, f"{value!r} is not a number above 0; write 1.5e9, for instance")
        return None if value is None else float(value)

    def table(self, key: str) -> Table:
        """A table below this one; an absent one is empty."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, f"{value!r} is not a table; write [{key}]")
        return Table(value, self.file, f"{self.where}{key}.")

    def tables(self, key: str) -> list[Table]:
        """A list of tables; an absent one is empty."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.fail(key, f"{value!r} is not a list of tables; write [[{key}]]")
        return [Table(v, self.file, f"{key}[{v.get('id', number)}].") for number, v in enumerate(value)]
