"""Compare the bursts measure with the ``burst_detection`` package on random batches.

Run from the project: ``python bench/bursts.py``. Needs the bench extra. The package was written for NumPy 1 and
stops under NumPy 2, so three outdated habits of it are translated for it here; its own arithmetic is untouched.
"""

import argparse

import burst_detection
import numpy as np
import pandas as pd
import polars as pl

from trends.measures.bursts import bursts


class OlderNumpy:
    """NumPy as the package knew it: ``np.float``, and ``np.where`` of a row that can be put into an array."""

    float = float

    def __getattr__(self, name: str) -> object:
        return getattr(np, name)

    @staticmethod
    def where(condition: np.ndarray) -> object:
        """The indices where a row is true, bare; of a table, as NumPy gives them."""
        found = np.where(condition)
        return found[0] if np.ndim(condition) == 1 else found


def reference(count: np.ndarray, total: np.ndarray) -> list[tuple[int, int, float]]:
    """The package's own answer: begin, end and weight of each burst, in order of begin."""
    r, d = pd.Series(count), pd.Series(total)
    states, d, r, p = burst_detection.burst_detection(r, d, len(r), s=2, gamma=1, smooth_win=1)
    found = burst_detection.enumerate_bursts(states, "topic")
    found = burst_detection.burst_weights(found, r, d, p).sort_values("begin")
    return [(int(b), int(e), float(w)) for b, e, w in zip(found.begin, found.end, found.weight, strict=True)]


def ours(count: np.ndarray, total: np.ndarray) -> list[tuple[int, int, float]]:
    frame = pl.DataFrame({"period": np.arange(len(count)), "count": count, "total": total})
    return [(r["start_period"], r["end_period"], r["weight"]) for r in bursts(frame).iter_rows(named=True)]


def batch(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A series of 5 to 200 periods with a few planted raised stretches."""
    n = int(rng.integers(5, 200))
    total = rng.integers(1, int(rng.choice([10, 100, 2000])), n)
    rate = np.full(n, rng.choice([0.02, 0.1, 0.3, 0.45, 0.6]))
    for _ in range(int(rng.integers(0, 4))):
        start = int(rng.integers(0, n))
        rate[start : start + int(rng.integers(1, 15))] *= rng.uniform(1.2, 4)
    return rng.binomial(total, np.clip(rate, 0, 0.98)), total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20030101)
    args = parser.parse_args()
    burst_detection.np = OlderNumpy()
    package_tau = burst_detection.tau
    burst_detection.tau = lambda *given: np.asarray(package_tau(*given), float).item()
    rng = np.random.default_rng(args.seed)
    equal = compared = n_bursts = unanswered = 0
    while compared < args.batches:
        count, total = batch(rng)
        try:
            with np.errstate(divide="ignore", invalid="ignore"):
                theirs = reference(count, total)
        except ValueError:  # The package stops where it compares NaN costs, as for a topic without any story.
            unanswered += 1
            continue
        mine = ours(count, total)
        compared += 1
        n_bursts += len(theirs)
        same = [b[:2] for b in theirs] == [b[:2] for b in mine]
        equal += same and np.allclose([b[2] for b in theirs], [b[2] for b in mine], rtol=1e-6, atol=1e-6)
    print(f"batches equal to burst_detection: {equal} of {compared} ({n_bursts} bursts in all)")
    print(f"batches the package could not answer, left out: {unanswered}")


if __name__ == "__main__":
    main()
