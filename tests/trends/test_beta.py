from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc, betaincinv

from trends.measures.beta import tails

PARAMETER = st.floats(0.5, 1e6)


@settings(max_examples=300, deadline=None)
@given(PARAMETER, PARAMETER, st.sampled_from([0.005, 0.025, 0.05, 0.1, 0.25]))
def test_the_quantiles_are_those_of_scipy(a: float, b: float, tail: float) -> None:
    lower, upper = tails(np.array([a]), np.array([b]), tail)
    assert lower[0] == pytest.approx(betaincinv(a, b, tail), rel=1e-9, abs=1e-12)
    assert upper[0] == pytest.approx(betaincinv(a, b, 1 - tail), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("tail", [1e-4, 0.05, 0.4])
def test_the_tails_hold_what_they_should_on_a_grid_of_rare_and_common_topics(tail: float) -> None:
    a, b = (
        grid.ravel() for grid in np.meshgrid(0.5 + np.geomspace(0.01, 3000, 60), 0.5 + np.geomspace(0.01, 3000, 60))
    )
    lower, upper = tails(a, b, tail)
    np.testing.assert_allclose(betainc(a, b, lower), tail, rtol=1e-9)
    np.testing.assert_allclose(upper, betaincinv(a, b, 1 - tail), rtol=1e-9)


def test_small_and_huge_parameters_and_nothing_at_all_are_answered_too() -> None:
    a, b = np.array([0.1, 2e7, np.nan]), np.array([3.0, 5e7, 1.0])
    lower, upper = tails(a, b, 0.05)
    np.testing.assert_allclose(lower, betaincinv(a, b, 0.05), rtol=1e-9)
    np.testing.assert_allclose(upper, betaincinv(a, b, 0.95), rtol=1e-9)
    assert [len(found) for found in tails(np.empty(0), np.empty(0), 0.05)] == [0, 0]
