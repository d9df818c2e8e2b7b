"""One line of input to one article, or to the reason why not.

Editorial decisions:

* An article is its canonical URL. The fragment and known tracking parameters go; every other query stays, because on
  many sites it is the article.
* A date must be one that can be believed: not before 1990, not in the future, not after we saw the article. One day's
  grace covers time zones; a date that is only known to its month is believed within its month.
* A line that can't be believed is refused with its reason and never stops the lines after it.
"""

from __future__ import annotations

import calendar
import hashlib
import json
import re
import unicodedata
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from warehouse.clock import naive_utc
from warehouse.errors import ArticleError

MAX_LINE_BYTES = 2_000_000
MAX_TITLE_CHARACTERS = 1_000
MAX_BODY_CHARACTERS = 500_000
EARLIEST_YEAR = 1990
GRACE = timedelta(days=1)
PRECISIONS = ("day", "month", "time")

_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|mc_[ce]id|_hs(enc|mi)|mkt_tok|ref_src"
    r"|ref_url|cmpid|ncid|ito|smid|sr_share|guce_\w+|guccounter|oly_(anon|enc)_id|vero_(conv|id)|wt\.mc_id)$",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


def canonical_url(url: str) -> str:
    """Returns the form of `url` that identifies an article.

    Scheme and host in lower case, default port, fragment and tracking parameters dropped, everything else kept.

    Raises:
        ArticleError: when it is not an absolute http or https URL.
    """
    hint = "a valid one is https://example.org/story"
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise ArticleError(f"url {_short(url)} can't be read ({error}); {hint}") from error
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not host or _SPACE.search(host):
        raise ArticleError(f"url {_short(url)} is not an absolute http(s) address; {hint}")
    if ":" in host:
        host = f"[{host}]"
    if port and (scheme, port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._%") if " " in parts.path else parts.path
    query = "&".join(pair for pair in parts.query.split("&") if not _TRACKING.match(unquote(pair.split("=")[0])))
    return urlunsplit((scheme, host, path or "/", query, ""))


def article_id(url: str) -> str:
    """Returns the identifier of the article at a canonical URL: "a" and 16 hexadecimal digits."""
    return "a" + hashlib.sha256(url.encode()).hexdigest()[:16]


def parse_line(raw: bytes, *, seen_at: datetime, backfill: bool) -> dict[str, Any]:
    """Returns the article on one line of JSON, as a row of the store without its version.

    Args:
        raw: the line, UTF-8.
        seen_at: when this home sees it, naive UTC.
        backfill: whether the line was collected after the fact; it then also gets an assumed date of first sight
            and may be older than the home.

    Raises:
        ArticleError: with the reason for the quarantine.
    """
    return article(decode(raw), seen_at=seen_at, backfill=backfill)


def decode(raw: bytes) -> dict[str, Any]:
    """Returns the JSON object on a line.

    Raises:
        ArticleError: when the line is too long, not UTF-8, not JSON, or not an object.
    """
    if len(raw) > MAX_LINE_BYTES:
        raise ArticleError(f"line has {len(raw):,} bytes; at most {MAX_LINE_BYTES:,} are taken")
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ArticleError(f"line is not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"line is not JSON ({_plain(error)}); one object a line is expected") from error
    if not isinstance(value, dict):
        raise ArticleError(f"line holds a JSON {type(value).__name__}; one object a line is expected")
    return value


def article(fields: dict[str, Any], *, seen_at: datetime, backfill: bool) -> dict[str, Any]:
    """Returns the store's row for the fields of one article; see `parse_line`."""
    url = canonical_url(_text(fields, "url", 2_000, required=True) or "")
    outlet = (_text(fields, "outlet", 255, required=True) or "").lower().removeprefix("www.")
    title = _text(fields, "title", MAX_TITLE_CHARACTERS, required=True)
    published_at, precision = believable_date(fields, seen_at=seen_at, backfill=backfill)
    row: dict[str, Any] = {
        "article_id": article_id(url),
        "url": url,
        "outlet_id": outlet,
        "title": title,
        "summary": _text(fields, "text", MAX_BODY_CHARACTERS) or _text(fields, "summary", MAX_BODY_CHARACTERS),
        "author": _text(fields, "author", 500),
        "language": _text(fields, "language", 35),
        "published_at": published_at,
        "date_precision": precision,
        "credit": _text(fields, "credit", 200),
    }
    content = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
    row["content_hash"] = hashlib.sha256(content.encode()).hexdigest()
    row["first_seen_at"] = seen_at
    row["assumed_seen_at"] = assumed_sight(published_at, precision) if backfill else None
    return row


def believable_date(fields: dict[str, Any], *, seen_at: datetime, backfill: bool) -> tuple[datetime, str]:
    """Returns the publication time (naive UTC) and its precision.

    Raises:
        ArticleError: when the date is absent, unreadable, before 1990, in the future, or after first sight.
    """
    text = _text(fields, "published", 40, required=True) or ""
    try:
        moment = naive_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise ArticleError(f"published {_short(text)} is not a date; valid: 2026-03-18 or 2026-03-18T09:30Z") from error
    precision = _text(fields, "date_precision", 10) or ("day" if len(text) <= 10 else "time")
    if precision not in PRECISIONS:
        raise ArticleError(f"date_precision {_short(precision)} is not known; valid: {', '.join(PRECISIONS)}")
    if moment.year < EARLIEST_YEAR:
        raise ArticleError(f"published {_short(text)} is before {EARLIEST_YEAR}; give the article's own date")
    limit = seen_at + GRACE
    if precision == "month":
        moment = datetime.combine(moment.date().replace(day=15), time())
        limit = max(limit, month_end(seen_at))
    if moment > limit:
        what = "in the future" if not backfill else "after the collection of this file"
        raise ArticleError(f"published {_short(text)} is {what} (it is {seen_at:%Y-%m-%d} here); check the year")
    return moment, precision


def assumed_sight(published_at: datetime, precision: str) -> datetime:
    """Returns when a reader could first have seen a backfilled article: a day after, or the end of its month."""
    if precision == "month":
        return month_end(published_at)
    return datetime.combine(published_at.date(), time()) + timedelta(days=1)


def month_end(moment: datetime) -> datetime:
    """Returns the start of the last day of the month of `moment`."""
    last = calendar.monthrange(moment.year, moment.month)[1]
    return datetime.combine(moment.date().replace(day=last), time())


def _text(fields: dict[str, Any], key: str, limit: int, *, required: bool = False) -> str | None:
    """Returns a field as normalised text, None where absent or empty; refuses other types and overlong text."""
    value = fields.get(key)
    if value is None or value == "":
        if required:
            state = "empty" if key in fields else "missing"
            raise ArticleError(f"{key} is {state}; url, outlet, published and title are required")
        return None
    if not isinstance(value, str):
        raise ArticleError(f"{key} is a {type(value).__name__}; text is expected")
    if len(value) > limit:
        raise ArticleError(f"{key} has {len(value):,} characters; at most {limit:,} are taken")
    return _normalised(key, value) or _text({key: ""}, key, limit, required=required)


def _normalised(key: str, value: str) -> str:
    """Returns the text composed (NFC), without control characters, with runs of white space as one space."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(f"{key} holds half of a surrogate pair at character {error.start}") from error
    composed = unicodedata.normalize("NFC", value)
    if not composed.isprintable():  # few texts aren't, and to ask every character is slow
        unseen = [c for c in set(composed) if not c.isspace() and unicodedata.category(c) in ("Cc", "Cf")]
        composed = composed.translate(dict.fromkeys(map(ord, unseen)))
    return " ".join(composed.split())


def _short(value: str) -> str:
    return repr(value if len(value) <= 80 else value[:77] + "…")


def _plain(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
