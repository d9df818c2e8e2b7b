"""A story brief: a story as another publisher tells and scores it, taken in beside our own judgement.

Editorial decisions:

* A brief is its publisher and the publisher's own id for it. The same content again adds nothing; other content is a
  new version, and a build reads the version known by its as-of.
* The whole brief is kept as canonical JSON: keys in order of their characters, no white space between, UTF-8, numbers
  as Python writes them (1 and 1.0 stay apart). What is exported is that text, so nothing is lost or rounded on the way.
* What can't be kept exactly is refused: a key given twice, NaN, a number beyond the range of a double.
* A brief's date must be one that can be believed, by the rule for articles.
"""

from __future__ import annotations

import hashlib
import json
import math
from datetime import datetime
from typing import Any, NoReturn

from warehouse import articles, briefs_schema
from warehouse.errors import ArticleError, BriefError

FORM = "trends-brief/1"
MAX_BYTES = 20_000_000
"""A brief with the texts of many articles is longer than a line of one."""


def looks_like(value: dict[str, Any]) -> bool:
    """Whether a JSON object means to be a brief: by `schema`, else by headline or sources and no title."""
    if str(value.get("schema", "")).startswith("trends-brief"):
        return True
    return "title" not in value and ("headline" in value or "sources" in value)


def canonical(brief: dict[str, Any]) -> str:
    """Returns the one text of a brief: keys in order, no white space between, UTF-8, no NaN.

    Raises:
        BriefError: when text holds half of a surrogate pair, which UTF-8 can't write, or nests too deeply.
    """
    try:
        text = json.dumps(brief, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
        text.encode()
    except UnicodeEncodeError as error:
        raise BriefError("the brief holds half of a surrogate pair; write the character whole") from error
    except RecursionError as error:
        raise BriefError("the brief is nested too deeply; a few levels are enough") from error
    return text


def decode(raw: bytes) -> dict[str, Any]:
    """Returns the brief in UTF-8 JSON, read so that writing it again gives the same.

    Raises:
        BriefError: when it is too long, not JSON, not an object, or holds what can't be kept exactly.
    """
    if len(raw) > MAX_BYTES:
        raise BriefError(f"the brief has {len(raw):,} bytes; at most {MAX_BYTES:,} are taken")
    try:
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
        )
    except UnicodeDecodeError as error:
        raise BriefError(f"the brief is not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    except RecursionError as error:
        raise BriefError("the brief is nested too deeply; a few levels are enough") from error
    except ValueError as error:
        raise BriefError(f"the brief is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise BriefError(f"the brief is a JSON {type(value).__name__}; an object is expected")
    return value


def row(brief: dict[str, Any], *, seen_at: datetime, backfill: bool) -> dict[str, Any]:
    """Returns the store's row for a brief, without its version.

    Args:
        brief: as `decode` gives it.
        seen_at: when this home sees it, naive UTC.
        backfill: whether it was collected after the fact; it then also gets an assumed date of first sight.

    Raises:
        BriefError: with the reason for the quarantine: the place in the brief, the value, a valid one.
    """
    if wrong := briefs_schema.fault(brief) or _foreign_source(brief):
        raise BriefError(wrong)
    try:
        published_at, precision = articles.believable_date(
            {key: brief[key] for key in ("published", "date_precision") if key in brief},
            seen_at=seen_at,
            backfill=backfill,
        )
    except ArticleError as error:
        raise BriefError(str(error)) from error
    text = canonical(brief)
    return {
        "publisher": brief["publisher"],
        "brief_id": brief["brief_id"],
        "content_hash": hashlib.sha256(text.encode()).hexdigest(),
        "published_at": published_at,
        "brief": text,
        "first_seen_at": seen_at,
        "assumed_seen_at": articles.assumed_sight(published_at, precision) if backfill else None,
    }


def address(url: str) -> str:
    """Returns the canonical form of a source's address, or the address itself where it has none."""
    try:
        return articles.canonical_url(url)
    except ArticleError:
        return url


def _foreign_source(brief: dict[str, Any]) -> str | None:
    """What is wrong with the first fact whose source isn't one of the brief's own."""
    own = {address(source["url"]) for source in brief["sources"]}
    for place, fact in enumerate(brief.get("facts", ())):
        if "source" in fact and address(fact["source"]) not in own:
            first = brief["sources"][0]["url"]
            return (
                f"facts[{place}].source is {briefs_schema.shown(fact['source'])}, which is no url of the sources; "
                f"a valid one is {briefs_schema.shown(first)}"
            )
    return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {briefs_schema.shown(twice)} stands twice in one object")
    return found


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]} is beyond the range of a double")
    return value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON number")
