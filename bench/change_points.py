"""Score the change points measure on annotated series, beside "no change" and PELT with its usual settings.

Run from the project: ``python bench/change_points.py --data DIR``, DIR holding ``change_points_dev.json``: a
mapping from a series name to its values and its annotations (annotator -> list of change points), as in the Turing
Change Point Dataset.

F1 is that of van den Burg and Williams (2020), "An evaluation of change point detection algorithms", arXiv
2003.06222: margin 5, index 0 counts as a change point for everyone, precision against the union of the annotators,
recall averaged over them.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import ruptures

from trends.measures.change_points import change_points

MARGIN = 5
PUBLISHED = (
    "Published, default settings, mean of all univariate series of the dataset (so not like for like):\n"
    "binary segmentation 0.698, PELT 0.674, no change 0.645."
)


def matched(truth: Iterable[int], found: Iterable[int], margin: int = MARGIN) -> int:
    """How many true change points have a found one within the margin; each found one serves once."""
    free = set(found)
    hits = 0
    for point in sorted(truth):
        near = [(abs(point - f), f) for f in free if abs(point - f) <= margin]
        if near:
            free.remove(min(near)[1])
            hits += 1
    return hits


def f1(annotations: Iterable[Iterable[int]], found: Iterable[int], margin: int = MARGIN) -> float:
    """F1 of found change points against several annotators."""
    truths = [{0, *points} for points in annotations]
    predicted = {0, *found}
    precision = matched(set().union(*truths), predicted, margin) / len(predicted)
    recall = float(np.mean([matched(t, predicted, margin) / len(t) for t in truths]))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def no_change(values: np.ndarray) -> list[int]:
    return []


def pelt_default(values: np.ndarray) -> list[int]:
    """Least-squares PELT of ruptures at its own settings, the usual penalty 2 ln n, on the standardised series."""
    z = (values - values.mean()) / values.std()
    return ruptures.Pelt(model="l2").fit_predict(z, pen=2 * np.log(len(z)))[:-1]


def binary_segmentation_default(values: np.ndarray) -> list[int]:
    """Least-squares binary segmentation of ruptures at its own settings, the usual penalty 2 ln n."""
    z = (values - values.mean()) / values.std()
    return ruptures.Binseg(model="l2").fit_predict(z, pen=2 * np.log(len(z)))[:-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="directory with change_points_dev.json")
    path = parser.parse_args().data / "change_points_dev.json"
    if not path.exists():
        sys.exit(f"No labelled series at {path}: nothing was measured.")
    series = json.loads(path.read_text())
    methods: dict[str, Callable[[np.ndarray], list[int]]] = {
        "this measure": change_points,
        "no change": no_change,
        "PELT, defaults": pelt_default,
        "bin. seg., d.": binary_segmentation_default,
    }
    scores = {
        name: np.array([f1(s["annotations"].values(), method(np.array(s["values"], float))) for s in series.values()])
        for name, method in methods.items()
    }
    print(f"{'F1, margin 5':<20}" + "".join(f"{name:>16}" for name in methods))
    for i, name in enumerate(series):
        print(f"{name:<20}" + "".join(f"{scores[m][i]:>16.3f}" for m in methods))
    print(f"{'mean':<20}" + "".join(f"{scores[m].mean():>16.3f}" for m in methods))
    for label, worst in (("lowest, one left out", min), ("highest", max)):
        ends = [worst(np.delete(scores[m], i).mean() for i in range(len(series))) for m in methods]
        print(f"{label:<20}" + "".join(f"{v:>16.3f}" for v in ends))
    for rival in list(methods)[1:]:
        gain = scores["this measure"] - scores[rival]
        least = min(np.delete(gain, i).mean() for i in range(len(series)))
        print(f"ahead of {rival} by {gain.mean():+.3f}, at least {least:+.3f} with any one series left out")
    print(PUBLISHED)


if __name__ == "__main__":
    main()
