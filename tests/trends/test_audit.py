"""The audit on synthetic truth: what the human would say is known for every story."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trends.audit import AuditError, sample, score, score_pair


def machine(rng: np.random.Generator, n: int, truth: float, recall: float, specificity: float) -> pl.DataFrame:
    about = rng.random(n) < truth
    tagged = np.where(about, rng.random(n) < recall, rng.random(n) >= specificity)
    return pl.DataFrame({"story_id": [f"s{i:05d}" for i in range(n)], "machine": tagged, "human": about})


def test_half_of_a_sample_is_tagged_and_every_story_says_how_likely_it_was() -> None:
    stories = machine(np.random.default_rng(1), 4000, 0.1, 0.9, 0.98)
    drawn = sample(stories, n=200)
    assert drawn["machine"].sum() == 100 and len(drawn) == 200
    assert (1 / drawn["probability"]).sum() == pytest.approx(4000)
    assert drawn["machine"].to_list() != sorted(drawn["machine"].to_list())
    assert drawn.equals(sample(stories.sample(fraction=1, shuffle=True, seed=2), n=200))


@given(st.integers(1, 60), st.integers(0, 20), st.integers(0, 40))
def test_a_sample_takes_what_there_is_and_no_story_twice(n: int, tagged: int, rest: int) -> None:
    flags = [True] * tagged + [False] * rest
    stories = pl.DataFrame(
        {"story_id": [str(i) for i in range(len(flags))], "machine": pl.Series(flags, dtype=pl.Boolean)}
    )
    drawn = sample(stories, n=n)
    assert drawn["story_id"].n_unique() == len(drawn) == min(n, len(flags))
    assert ((drawn["probability"] > 0) & (drawn["probability"] <= 1)).all()


def test_rates_are_those_of_the_whole_collection_though_half_of_the_sample_is_tagged() -> None:
    stories = machine(np.random.default_rng(2), 60_000, 0.05, 0.8, 0.97)
    found = score(sample(stories, n=6000), observed=0.07, n_effective=500)
    assert found.recall == pytest.approx(0.8, abs=0.06)
    assert found.specificity == pytest.approx(0.97, abs=0.01)
    assert found.precision == pytest.approx(0.05 * 0.8 / (0.05 * 0.8 + 0.95 * 0.03), abs=0.03)


def test_the_corrected_interval_holds_the_truth_as_often_as_it_says_and_the_plain_one_does_not() -> None:
    rng = np.random.default_rng(3)
    held = plain = 0
    wider = []
    for _ in range(300):
        stories = machine(rng, 600, 0.3, 0.75, 0.9)
        found = score(
            sample(stories, n=200, seed=int(rng.integers(1 << 30))),
            observed=float(stories["machine"].mean()),  # type: ignore[arg-type]
            n_effective=600,
        )
        assert found.low is not None and found.high is not None
        held += found.low <= 0.3 <= found.high
        plain += found.low_observed <= 0.3 <= found.high_observed
        wider.append(found.high - found.low > found.high_observed - found.low_observed)
    assert 0.85 <= held / 300 <= 0.98
    assert plain / 300 < 0.9 and all(wider)


def test_kappa_is_one_for_equal_answers_and_none_is_left_to_correct() -> None:
    stories = machine(np.random.default_rng(4), 500, 0.3, 1.0, 1.0)
    found = score(sample(stories, n=100), observed=0.3, n_effective=100)
    assert (found.precision, found.recall, found.agreement, found.kappa) == (1.0, 1.0, 1.0, pytest.approx(1.0))
    assert found.corrected == pytest.approx(0.3)
    assert found.high - found.low > found.high_observed - found.low_observed  # type: ignore[operator]


def test_a_machine_that_says_too_little_is_not_corrected() -> None:
    stories = machine(np.random.default_rng(5), 5000, 0.3, 0.5, 0.7)
    found = score(sample(stories, n=1000), observed=0.36, n_effective=100)
    assert found.corrected is None and "below 0.3" in str(found.refused)


def test_a_correction_outside_zero_to_one_is_clipped_and_flagged() -> None:
    labels = pl.DataFrame(
        {"machine": [True] * 30 + [False] * 20, "human": [True] * 20 + [False] * 30, "probability": [1.0] * 50}
    )
    found = score(labels, observed=0.05, n_effective=50)
    assert found.clipped and found.corrected == 0.0 and found.low == 0.0


def test_labels_of_one_kind_are_not_enough() -> None:
    labels = pl.DataFrame({"machine": [True, False], "human": [True, True], "probability": [1.0, 0.5]})
    assert "No label of one kind" in str(score(labels, observed=0.5, n_effective=10).refused)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"machine": [True], "probability": [1.0]}, "'human' is absent"),
        (
            {"machine": [True], "human": pl.Series([None], dtype=pl.Boolean), "probability": [1.0]},
            "No story has a human",
        ),
        ({"machine": [True], "human": [True], "probability": [0.0]}, "must be above 0"),
    ],
)
def test_unusable_labels_are_refused(labels: dict[str, object], message: str) -> None:
    with pytest.raises(AuditError, match=message):
        score(pl.DataFrame(labels), observed=0.5, n_effective=10)


def test_a_pair_is_corrected_by_the_whole_matrix() -> None:
    rng = np.random.default_rng(6)
    names, truth = np.array(["a", "b", "both"]), np.array([0.5, 0.3, 0.2])
    rates = np.array([[0.8, 0.05, 0.15], [0.1, 0.85, 0.05], [0.2, 0.1, 0.7]])
    held, off = 0, []
    for _ in range(40):
        human = rng.choice(3, 900, p=truth)
        said = np.array([rng.choice(3, p=rates[h]) for h in human])
        stories = pl.DataFrame(
            {"story_id": [f"s{i}" for i in range(900)], "machine": names[said], "human": names[human]}
        )
        counts = tuple(float((said == k).sum()) for k in range(3))
        found = score_pair(
            sample(stories, n=300, seed=int(rng.integers(1 << 30))),
            counts=counts,  # type: ignore[arg-type]
        )
        assert found.corrected is not None and found.low is not None and found.high is not None
        held += found.low <= 0.7 / 1.2 <= found.high
        off.append(found.corrected - 0.7 / 1.2)
    assert held >= 33 and abs(float(np.mean(off))) < 0.02


def test_a_pair_without_labels_of_every_class_is_not_corrected() -> None:
    labels = pl.DataFrame({"machine": ["a", "b"], "human": ["a", "b"], "probability": [1.0, 1.0]})
    assert "A class has no label" in str(score_pair(labels, counts=(3, 2, 1)).refused)
