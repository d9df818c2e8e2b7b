"""Who owns which outlet, with the evidence for it.

Editorial decisions: an outlet is a registrable domain. An owner is named only where it is publicly known (an imprint, a
corporate page, a filing), and the row says where; an unknown owner stays unknown and never joins two outlets. Platforms
that carry many people's posts, and release wires that carry many companies' notices, are not one voice: two articles
there are not the same voice for sharing the domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warehouse.errors import ModelError

PACKAGED = Path(__file__).with_name("outlets.csv")

_COLUMNS = ("domain", "name", "owner", "evidence", "aliases")

PLATFORMS = frozenset(
    (
        "medium.com substack.com blogspot.com wordpress.com tumblr.com github.io pages.dev web.app vercel.app fly.dev "
        "facebook.com x.com twitter.com reddit.com youtube.com linkedin.com wixsite.com eu.org run.app "
        "prnewswire.com businesswire.com globenewswire.com einpresswire.com newsbreak.com binance.com co.jp com."
    ).split()
)


@dataclass(frozen=True)
class Outlets:
    """The outlet table: `frame` holds domain, name, owner (null: unknown), evidence and aliases (a list)."""

    frame: pl.DataFrame

    def owner_of(self, domain: str) -> str | None:
        """The owner of a domain, or None where it is not known."""
        return self.owners().get(domain)

    def owners(self) -> dict[str, str]:
        """Every known owner, by domain."""
        known = self.frame.filter(pl.col("owner").is_not_null())
        return dict(zip(known["domain"].to_list(), known["owner"].to_list(), strict=True))

    def credit_names(self) -> dict[str, str]:
        """Domain by the (normalised) names under which credits refer to it."""
        names = self.frame.select("domain", pl.concat_list("name", "domain", "aliases").alias("name")).explode("name")
        names = names.with_columns(normalised_credit(pl.col("name"))).filter(pl.col("name") != "")
        names = names.unique("name", keep="first", maintain_order=True)
        return dict(zip(names["name"].to_list(), names["domain"].to_list(), strict=True))


def normalised_credit(name: pl.Expr) -> pl.Expr:
    """A credit's name without case, article, punctuation and spaces: "The Wall Street Journal" is "wallstreetjournal"."""
    return name.str.to_lowercase().str.replace(r"^\s*the\s+", "").str.replace_all(r"[^\p{L}\p{N}]+", "")


def load(path: Path | str = PACKAGED) -> Outlets:
    """Read an outlet table.

    Args:
        path: a CSV with the columns domain, name, owner, evidence, aliases (names separated by "|").

    Returns:
        The outlets, ordered by domain; an empty owner or evidence is null.

    Raises:
        ModelError: the file is absent, lacks a column, names a domain twice or gives an owner without evidence.
    """
    file = Path(path)
    if not file.is_file():
        raise ModelError(f"outlet table {file} doesn't exist; the packaged one is {PACKAGED}")
    frame = pl.read_csv(file, infer_schema=False)
    missing = [name for name in _COLUMNS if name not in frame.columns]
    if missing:
        raise ModelError(f"outlet table {file} lacks {missing}; its columns must be {', '.join(_COLUMNS)}")
    return from_frame(frame.select(_COLUMNS), source=str(file))


def from_frame(frame: pl.DataFrame, *, source: str = "the outlet frame") -> Outlets:
    """Check and complete a frame of outlets (text columns as in the CSV)."""
    text = pl.col("domain", "name", "owner", "evidence", "aliases").str.strip_chars().replace("", None)
    frame = frame.with_columns(text).sort("domain")
    twice = frame.filter(pl.col("domain").is_duplicated())["domain"].unique().sort().to_list()
    if twice:
        raise ModelError(f"{source} names {twice[0]!r} twice; a domain has one row")
    bare = frame.filter(pl.col("owner").is_not_null() & pl.col("evidence").is_null())["domain"].to_list()
    if bare:
        raise ModelError(f"{source} gives {bare[0]!r} an owner without evidence; say how it is known or leave it empty")
    return Outlets(frame.with_columns(pl.col("aliases").fill_null("").str.split("|").list.eval(pl.element().filter(pl.element() != ""))))


def as_outlets(owners: Outlets | Mapping[str, str | None] | pl.DataFrame | Path | str | None) -> Outlets:
    """Accept what callers have at hand: outlets, {domain: owner}, a frame with domain and owner, a path, or None (packaged)."""
    if owners is None:
        return load()
    if isinstance(owners, Outlets):
        return owners
    if isinstance(owners, str | Path):
        return load(owners)
    if isinstance(owners, pl.DataFrame):
        if {"domain", "owner"} - set(owners.columns):
            raise ModelError(f"an owners frame needs the columns domain and owner; it has {owners.columns}")
        pairs = {row[0]: row[1] for row in owners.select("domain", "owner").iter_rows()}
        return as_outlets(pairs)
    domains = sorted(owners)
    empty = pl.lit(None, dtype=pl.String)
    frame = pl.DataFrame({"domain": domains, "owner": [owners[d] for d in domains]}, schema={"domain": pl.String, "owner": pl.String})
    return from_frame(
        frame.with_columns(name=empty, evidence=pl.lit("given by the caller"), aliases=empty), source="the owners mapping"
    )
