"""The outlet table: what is known of owners, and what a table must be."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from warehouse import outlets
from warehouse.errors import ModelError

HEADER = "domain,name,owner,evidence,aliases\n"


def test_domains_of_one_syndicator_have_one_owner() -> None:
    packaged = outlets.load()
    assert packaged.owner_of("northkoreatimes.com") == packaged.owner_of("sierraleonetimes.com") is not None


def test_an_owner_is_never_given_without_evidence() -> None:
    bare = outlets.load().frame.filter(pl.col("owner").is_not_null() & pl.col("evidence").is_null())
    assert bare.is_empty()


def test_an_unknown_outlet_and_an_outlet_without_a_known_owner_have_none() -> None:
    packaged = outlets.load()
    assert packaged.owner_of("nobody-knows-this.example") is None
    assert packaged.owner_of("benzinga.com") is None


def test_no_two_outlets_answer_to_one_credit_name() -> None:
    frame = outlets.load().frame
    names = frame.select("domain", pl.concat_list("name", "aliases").alias("name")).explode("name")
    keys = names.with_columns(outlets.normalised_credit(pl.col("name"))).unique(["domain", "name"])
    assert keys.filter(pl.col("name").is_duplicated()).is_empty()


@pytest.mark.parametrize("credit", ["The Wall Street Journal", "Wall Street Journal", "WSJ", "wsj"])
def test_the_names_of_an_outlet_lead_to_its_domain(credit: str) -> None:
    key = pl.select(outlets.normalised_credit(pl.lit(credit))).item()
    assert outlets.load().credit_names()[key] == "wsj.com"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + "a.example,A,Someone,,\n", "without evidence"),
        (HEADER + "a.example,A,,,\na.example,B,,,\n", "twice"),
        ("domain,name\na.example,A\n", "lacks"),
    ],
)
def test_a_bad_table_is_refused_in_a_sentence(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "outlets.csv"
    file.write_text(text)
    with pytest.raises(ModelError, match=message):
        outlets.load(file)


def test_an_absent_table_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"absent\.csv"):
        outlets.load(tmp_path / "absent.csv")


def test_owners_given_by_the_caller_replace_the_packaged_ones_but_keep_the_names() -> None:
    given = outlets.as_outlets({"a.example": "One", "reuters.com": None})
    assert given.owner_of("a.example") == "One"
    assert given.owner_of("reuters.com") is None
    assert given.owner_of("wsj.com") is None
    assert given.credit_names()["reuters"] == "reuters.com"
    same = outlets.as_outlets(pl.DataFrame({"domain": ["a.example"], "owner": ["One"]}))
    assert same.owner_of("a.example") == "One"
