"""What can go wrong, as one tree; every message names the value that was refused and a valid one.

    TrendsError
    ├── BeatError       a beat file that can't be used: file, key, value
    ├── CorpusError     an input that can't be read at all (a bad line is quarantined, not raised)
    ├── FeedError       an address that can't be fetched, or whose answer is no feed
    ├── ArticleError    one article line that is refused, with the reason the quarantine keeps
    ├── BriefError      one story brief that is refused, with the reason the quarantine keeps
    ├── ModelError      packaged weights or outlet data that don't load
    ├── StoreError      the working store: locked, read-only, full, of another schema
    ├── ReleaseError    a release that is absent, incomplete or of another schema
    └── QueryError      ad-hoc SQL that was refused, failed or ran out of time

The command line prints `str(error)` and ends with `error.exit_code`; nothing else about an error reaches a reader.
"""

from __future__ import annotations


class TrendsError(Exception):
    """Root of every error this project raises on purpose."""

    exit_code = 1


class BeatError(TrendsError):
    """A beat file that can't be used; names the file, the key, the value and a valid one."""


class CorpusError(TrendsError):
    """An input that can't be read at all: missing, not text, not the format its name says."""


class FeedError(TrendsError):
    """An address that can't be fetched, or whose answer is no feed that is known."""


class ArticleError(TrendsError):
    """One article that is refused; the message is the reason that the quarantine keeps."""


class BriefError(TrendsError):
    """One story brief that is refused; the message is the reason that the quarantine keeps."""


class ModelError(TrendsError):
    """Packaged data (weights, outlets) that is absent or doesn't fit this version."""


class StoreError(TrendsError):
    """The private working store can't be used: locked by another writer, read-only, full, or of another schema."""


class ReleaseError(TrendsError):
    """A release that is absent, incomplete, damaged or of another schema."""


class QueryError(TrendsError):
    """Ad-hoc SQL that was refused, failed, or was stopped at a limit."""
