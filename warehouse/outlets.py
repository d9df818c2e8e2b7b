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

# The last two are what is left of a domain that was cut too short: a public suffix is nobody's outlet.
PLATFORMS = frozenset(
    {
        *("medium.com", "substack.com", "blogspot.com", "wordpress.com", "tumblr.com", "wixsite.com"),
        *("github.io", "pages.dev", "web.app", "vercel.app", "fly.dev", "run.app", "eu.org"),
        *("facebook.com", "x.com", "twitter.com", "reddit.com", "youtube.com", "linkedin.com", "binance.com"),
        *("prnewswire.com", "businesswire.com", "globenewswire.com", "einpresswire.com", "newsbreak.com"),
        *("co.jp", "com."),
    }
)


@dataclass(frozen=True)
class Outlets:
    """The outlet table: `frame` holds domain, name, owner (null: unknown), evidence and aliases (a list)."""

    frame: pl.DataFrame

    def owner_of(self, domain: str) -> str | None:
        """The owner of a domain, or None where it is not known."""
        found = self.frame.filter(pl.col("domain") == domain)["owner"].to_list()
        return found[0] if found else None

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
    """A credit's name without case, article and punctuation: "The Wall Street Journal" is "wallstreetjournal"."""
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
    aliases = pl.col("aliases").fill_null("").str.split("|").list.eval(pl.element().filter(pl.element() != ""))
    return Outlets(frame.select("domain", "name", "owner", "evidence", aliases))


def as_outlets(owners: Outlets | Mapping[str, str | None] | pl.DataFrame | Path | str | None) -> Outlets:
    """Accept what callers have at hand.

    Args:
        owners: an outlet table, a path to one, or None for the packaged one; or owners alone, as a mapping of domain to
            owner or a frame with the columns domain and owner: these then replace the packaged owners, while the names
            under which credits refer to outlets stay the packaged ones.
    """
    if owners is None:
        return load()
    if isinstance(owners, Outlets):
        return owners
    if isinstance(owners, str | Path):
        return load(owners)
    if isinstance(owners, Mapping):
        given = pl.DataFrame(list(owners.items()), schema={"domain": pl.String, "owner": pl.String}, orient="row")
    elif {"domain", "owner"} <= set(owners.columns):
        given = owners.select(pl.col("domain", "owner").cast(pl.String))
    else:
        raise ModelError(f"a frame of owners needs the columns domain and owner; it has {', '.join(owners.columns)}")
    known = load().frame.select("domain", "name", pl.col("aliases").list.join("|"))
    merged = known.join(given, on="domain", how="full", coalesce=True)
    return from_frame(merged.with_columns(evidence=pl.lit("as given by the caller")), source="the owners given")
