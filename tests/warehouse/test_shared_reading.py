"""Work that is shared between readers and done in turns changes no result."""

import re
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import amounts, anchored, clause_edges, sentences, sentiment, story_reading
from warehouse.beat import Entity

BEAT = SimpleNamespace(
    id="test",
    entities=(Entity(id="nvidia", name="Nvidia", kind="company", annual_revenue_usd=100e9, revenue_year=2024),),
    base=None,
)
EDGES = (sentiment._CLAUSE_EDGE, amounts._CLAUSE_EDGE)
PIECES = st.sampled_from(
    [",", ", ", ". ", ".", "; ", ":", "\n", " but ", "but", " while ", " and ", " as ", "Nvidia", "AMD", " 5", "5", " "]
)


@pytest.mark.parametrize("edge", EDGES)
@given(text=st.lists(PIECES, max_size=25).map("".join))
def test_the_edge_before_a_place_is_the_last_one_in_the_text_up_to_there(edge, text):
    for start in range(len(text) + 1):
        expected = max((match.end() for match in edge.finditer(text, 0, start)), default=0)
        assert clause_edges.last_edge(edge, text, start) == expected


def test_a_word_cut_off_at_the_place_is_an_edge_as_in_the_text_up_to_there():
    assert clause_edges.last_edge(re.compile(r"\bbut\b"), "one button", 7) == 7
    assert clause_edges.last_edge(re.compile(r"\bbut\b"), "one button", 8) == 0


def test_scores_are_the_same_to_the_last_bit_in_batches_of_any_size_and_for_repeated_texts(monkeypatch):
    texts = [
        f"Shares of maker {n} {'rose' if n % 3 else 'fell'} {n} percent, as sales beat forecasts" for n in range(9)
    ]
    texts = [*texts, "", *texts[:4], "Profit fell"]
    model = sentiment.load()
    at_once = sentiment.score(texts, model=model)
    monkeypatch.setattr(sentiment, "BATCH", 2)
    in_twos = sentiment.score(texts, model=model)
    assert at_once["score"].to_list() == in_twos["score"].to_list()
    alone = [sentiment.score([text], model=model)["score"][0] for text in texts]
    assert at_once["score"].to_list() == alone


def test_a_reader_that_has_met_other_texts_scores_the_same_to_the_last_bit():
    model = sentiment.load()
    words = sentiment.reader(model)
    texts = ["Chip maker's profit rose 5 percent", "Shares of the chip maker fell", "Nvidia's sales missed forecasts"]
    first = [sentiment.score([text], model=model, words=words)["score"][0] for text in texts]
    again = sentiment.score(texts, model=model, words=words)["score"].to_list()
    assert first == again == sentiment.score(texts, model=model)["score"].to_list()


NUMBERS = st.sampled_from(
    (
        *("between ", "$", "NT$ ", "-", "5", "17", "3.8", "one", "ten ", "often ", " million", "bn", "%", " GPUs"),
        *(" to ", "–", "in ", "2024", "1999-04-03", "March ", "may 3, ", "Q3 ", "second-quarter ", " ", ", ", "x", "٣"),
    )
)


@given(text=st.lists(NUMBERS, max_size=25).map("".join))
def test_figures_and_dates_are_sought_where_they_can_be_and_found_as_everywhere(text):
    starts = [place.start() for place in amounts._ANCHOR.finditer(text)]
    figures = anchored.matches(amounts._FIGURE, text, starts, before=amounts._BEFORE_NUMBER)
    assert [match.span() for match in figures] == [match.span() for match in amounts._FIGURE.finditer(text)]
    years = [place.start() for place in amounts._YEAR.finditer(text)]
    for pattern in amounts._DATES:
        near = anchored.matches(
            pattern, text, years, before=amounts._BEFORE_YEAR, reach=amounts._BEHIND_YEAR
        )  # fmt: skip
        assert [match.span() for match in near] == [match.span() for match in pattern.finditer(text)]


def test_outputs_of_no_text_have_a_column_an_output():
    assert sentiment.linear_outputs(sentiment.load(), []).shape == (0, 4)
    assert np.isfinite(sentiment.linear_outputs(sentiment.load(), iter(["Profit rose"]))).all()


def test_what_a_caller_does_to_a_list_of_figures_dates_or_sentences_reaches_no_other_caller():
    text = "Revenue rose to $5 billion in March 2026. It was $4 billion."
    for read in (amounts.figures, amounts.dates, sentences.split):
        first = read(text)
        kept = list(first)
        first.clear()
        assert kept and read(text) == kept


def test_turns_keep_stories_whole_and_rows_in_order():
    frame = pl.DataFrame({"story_id": ["a", "b", "b", "b", "b", "c", "d", "d"], "row_no": range(8)})
    turns = story_reading.turns(frame, 2)
    assert len(turns) > 2
    assert pl.concat(turns).equals(frame)
    stories = [set(turn["story_id"]) for turn in turns]
    assert sum(map(len, stories)) == len(set().union(*stories))


def test_stories_read_in_turns_give_the_rows_of_stories_read_at_once(monkeypatch):
    texts = [
        f"Nvidia orders chips for {n} billion dollars\nRevenue rose to ${n + 3} billion from ${n + 1} billion in "
        f"March 2026. The plant has {n}00 MW and opens for {n + 2} customers."
        for n in range(1, 8)
    ]
    frame = pl.DataFrame(
        {
            "story_id": ["a", "a", "b", "c", "c", "d", "e"],
            "article_id": [f"article-{n}" for n in range(7)],
            "text": texts,
            "published_at": pl.Series([None] * 7, dtype=pl.Datetime("us", "UTC")),
        }
    )
    monkeypatch.setattr(story_reading, "ARTICLES_AT_ONCE", 1_000)
    told = story_reading.read_stories(frame, BEAT)
    monkeypatch.setattr(story_reading, "ARTICLES_AT_ONCE", 1)
    told_apart = story_reading.read_stories(frame, BEAT)
    assert all(told[name].equals(told_apart[name]) for name in told)
    assert told["impact"].height == 5
    assert told["story_fact"].height and told["story_comparison"].height


def test_no_stories_give_the_tables_without_a_row():
    schema = {
        "story_id": pl.String,
        "article_id": pl.String,
        "text": pl.String,
        "published_at": pl.Datetime("us", "UTC"),
    }
    told = story_reading.read_stories(pl.DataFrame(schema=schema), BEAT)
    assert told and all(table.is_empty() for table in told.values())


def test_several_processes_tell_what_one_tells_in_the_same_order(monkeypatch):
    told = [
        ("Nvidia shares fell", "Nvidia lost $4 billion of value on 3 March 2026, after it had gained 2 percent."),
        ("Nvidia wins a contract", "Profit rose to $12 billion from $9 billion, and Nvidia will pay 300 people more."),
    ]
    frame = pl.DataFrame(
        {
            "story_id": [f"story-{n:02}" for n in range(20) for _ in range(2)],
            "article_id": [f"article-{n:02}" for n in range(40)],
            "title": [f"{told[n % 2][0]} in week {n}" for n in range(40)],
            "summary": [told[n // 2 % 2][1] for n in range(40)],
            "published_at": [datetime(2026, 3, 4)] * 40,
        }
    ).with_columns(text=pl.col("title") + "\n" + pl.col("summary"))
    alone = story_reading.read(frame, BEAT, processes=1)
    monkeypatch.setattr(story_reading, "ARTICLES_OF_A_PART", 7)
    together = story_reading.read(frame, BEAT, processes=2)
    assert alone.keys() == together.keys()
    assert all(alone[name].equals(together[name]) for name in alone)
    assert all(alone[name].height for name in ("story_entity", "story_sentiment", "impact", "story_fact"))
