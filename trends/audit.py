"""Audit: how well the machine's topics agree with a human's, and what the share would be without its mistakes.

`sample` draws stories that the machine did and didn't tag, with a known probability each. A human says of each whether
it is about the topic. `score` weighs the labels by 1/probability and gives precision, recall, agreement, and the share
corrected for misclassification:

    corrected = (observed + specificity − 1)/(sensitivity + specificity − 1)                 (Rogan and Gladen 1978)

Editorial decisions:

- The sample is stratified: half of it among the stories tagged with the topic, half among the others, so that the rare
  topic's hits and the many misses are both seen. Probabilities are those of simple sampling inside a stratum.
- The human must not see the machine's answer; the drawn order is random and the file for the human carries no tag.
- The interval holds the labels' own uncertainty. Labels are drawn by the machine's answer, so what the human says of
  each answer is drawn anew (Dirichlet with ½ added to each cell, so that a perfect score isn't taken for certainty),
  and sensitivity and specificity follow together; as independent errors they would give far too wide an interval (99 %
  held for 90 %). It stays on the safe side: labels and share from the same stories, it holds in 92 to 99 %. The formula
  is Rogan and Gladen's (1978, American Journal of Epidemiology 107).
- Clipped to 0..1 and flagged where the formula leaves it. Refused where sensitivity + specificity − 1 < 0.3: the
  machine then says too little for a correction to rest on.
- A pair needs the 3 × 3 matrix of first topic, second topic, both ("neither" leaves the pair): its rows are what the
  human says, its columns what the machine says, and the shares of the three classes are solved for together.
- Agreement is the plain rate and Cohen's κ (1960), both with the sampling weights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

Matrix = NDArray[np.float64]

LEAST_YOUDEN = 0.3
CLASSES = ("a", "b", "both")
DRAWS = 2000
SEED = 20_260_101


class AuditError(ValueError):
    """Labels or a sample that can't be used; the message names the column, the value and what is accepted."""


def sample(frame: pl.DataFrame, *, n: int, seed: int = SEED) -> pl.DataFrame:
    """Draw stories for a human to label.

    Args:
        frame: story_id and machine (Boolean: tagged with the topic, or a class as text), one row a story; other columns
            are kept.
        n: stories to draw, spread evenly over the machine's classes; a class with fewer gives all it has.
        seed: the same seed draws the same stories.

    Returns:
        The drawn rows in random order with probability (of having been drawn) and stratum_size added.

    Raises:
        AuditError: for n below 1, a repeated story, or a machine answer that is null.
    """
    if n < 1:
        raise AuditError(f"A sample of {n} stories can't be drawn; ask for at least 1, such as 200.")
    if frame["story_id"].is_duplicated().any():
        twice = frame.filter(pl.col("story_id").is_duplicated())["story_id"][0]
        raise AuditError(f"Story {twice!r} occurs twice; give one row a story.")
    if frame["machine"].null_count():
        raise AuditError("Column 'machine' holds a null; it must say true or false (or a class) of every story.")
    rng = np.random.default_rng(seed)
    strata = frame.sort("machine", "story_id").partition_by("machine", maintain_order=True)
    wanted = _spread(n, [len(part) for part in strata])
    drawn = [
        part[np.sort(rng.permutation(len(part))[:size])].with_columns(
            pl.lit(size / len(part)).alias("probability"), pl.lit(len(part), pl.Int64).alias("stratum_size")
        )
        for part, size in zip(strata, wanted, strict=True)
        if size
    ]
    if not drawn:
        return frame.with_columns(probability=pl.lit(0.0), stratum_size=pl.lit(0, pl.Int64))
    together = pl.concat(drawn)
    return together[rng.permutation(len(together))]


def _spread(n: int, sizes: list[int]) -> list[int]:
    """n over the strata as evenly as their sizes allow."""
    wanted = [0] * len(sizes)
    for _ in range(min(n, sum(sizes))):
        room = [i for i, size in enumerate(sizes) if wanted[i] < size]
        wanted[min(room, key=lambda i: wanted[i])] += 1
    return wanted


@dataclass(frozen=True)
class Score:
    """What the labels say of the machine.

    Attributes:
        n: labels used.
        precision, recall, specificity: of the topic, weighted; None where nothing of the kind was seen.
        agreement: weighted rate of equal answers.
        kappa: the same beyond chance.
        observed: share by the machine.
        low_observed, high_observed: its interval, as if the machine never erred.
        corrected, low, high: share corrected for misclassification; None where refused.
        clipped: whether the formula left 0..1.
        refused: why there is no correction, or None.
    """

    n: int
    precision: float | None
    recall: float | None
    specificity: float | None
    agreement: float
    kappa: float | None
    observed: float
    low_observed: float
    high_observed: float
    corrected: float | None
    low: float | None
    high: float | None
    clipped: bool
    refused: str | None


def score(labels: pl.DataFrame, *, observed: float, n_effective: float, level: float = 0.9) -> Score:
    """Precision, recall, agreement and the corrected share of one topic.

    Args:
        labels: machine, human (Boolean) and probability (above 0, at most 1), one row a labelled story; rows without a
            human answer are left out.
        observed: share of the stories that the machine tags.
        n_effective: independent stories behind `observed`, as published.
        level: probability of the intervals.

    Raises:
        AuditError: without a labelled story, or for a probability or share outside 0..1.
    """
    rows = _labelled(labels)
    if not 0 <= observed <= 1 or not n_effective > 0:
        raise AuditError(
            f"observed {observed} must be between 0 and 1 and n_effective {n_effective} above 0, such as 0.25 and 120."
        )
    weight = 1 / rows["probability"].to_numpy()
    machine, human = (rows[name].cast(pl.Boolean).to_numpy() for name in ("machine", "human"))
    cells = {(m, h): float(weight[(machine == m) & (human == h)].sum()) for m in (True, False) for h in (True, False)}
    whole = sum(cells.values())
    precision, recall = _rate(cells[True, True], cells[True, False]), _rate(cells[True, True], cells[False, True])
    specificity = _rate(cells[False, False], cells[True, False])
    agreement = (cells[True, True] + cells[False, False]) / whole
    tagged, meant = ((cells[True, True] + cells[k]) / whole for k in ((True, False), (False, True)))
    chance = tagged * meant + (1 - tagged) * (1 - meant)
    reach = float(ndtri(0.5 + level / 2))
    half = reach * (observed * (1 - observed) / n_effective) ** 0.5
    plain = Score(
        n=len(rows), precision=precision, recall=recall, specificity=specificity, agreement=agreement,
        kappa=(agreement - chance) / (1 - chance) if chance < 1 else None, observed=observed,
        low_observed=max(observed - half, 0.0), high_observed=min(observed + half, 1.0),
        corrected=None, low=None, high=None, clipped=False, refused=None,
    )  # fmt: skip
    if recall is None or specificity is None:
        return replace(plain, refused="No label of one kind: the human called every story about the topic, or none.")
    youden = recall + specificity - 1
    if youden < LEAST_YOUDEN:
        said = f"sensitivity + specificity − 1 is {youden:.2f}; below {LEAST_YOUDEN} a correction rests on too little."
        return replace(plain, refused=said)
    corrected = (observed + specificity - 1) / youden
    share = min(max(corrected, 0.0), 1.0)
    low, high = _interval(rows, observed, n_effective, level)
    return replace(plain, corrected=share, low=min(low, share), high=max(high, share), clipped=corrected != share)


def _labelled(labels: pl.DataFrame) -> pl.DataFrame:
    absent = [name for name in ("machine", "human", "probability") if name not in labels.columns]
    if absent:
        raise AuditError(f"Column {absent[0]!r} is absent; labels need machine, human and probability.")
    rows = labels.drop_nulls("human")
    if rows.is_empty():
        raise AuditError("No story has a human answer; fill in the column 'human'.")
    wrong = rows.filter(~((pl.col("probability") > 0) & (pl.col("probability") <= 1)).fill_null(False))
    if len(wrong):
        raise AuditError(f"A probability is {wrong['probability'][0]}; it must be above 0 and at most 1.")
    return rows


def _rate(inside: float, outside: float) -> float | None:
    return inside / (inside + outside) if inside + outside > 0 else None


def _interval(rows: pl.DataFrame, observed: float, n_effective: float, level: float) -> tuple[float, float]:
    """Interval of the corrected share, from draws of the labels and of the observed share."""
    rng = np.random.default_rng(SEED)
    machine, human = (rows[name].cast(pl.Boolean).to_numpy().astype(np.intp) for name in ("machine", "human"))
    joint = _joints(rng, 1 / rows["probability"].to_numpy(), human, machine, 2)
    sensitivity = joint[:, 1, 1] / joint[:, 1].sum(axis=1)
    specificity = joint[:, 0, 0] / joint[:, 0].sum(axis=1)
    youden = np.maximum(sensitivity + specificity - 1, 1e-3)
    seen = rng.beta(observed * n_effective + 0.5, (1 - observed) * n_effective + 0.5, DRAWS)
    drawn = np.clip((seen + specificity - 1) / youden, 0.0, 1.0)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _joints(
    rng: np.random.Generator, w: Matrix, human: NDArray[np.intp], machine: NDArray[np.intp], n_classes: int
) -> Matrix:
    """Draws × human × machine: what may be true of all stories, given labels drawn by the machine's answer."""
    out = np.zeros((DRAWS, n_classes, n_classes))
    for k in range(n_classes):
        own = machine == k
        if own.any():
            mass = np.bincount(human[own], w[own], n_classes)
            effective = w[own].sum() ** 2 / (w[own] ** 2).sum()
            out[:, :, k] = rng.dirichlet(mass / mass.sum() * effective + 0.5, DRAWS) * (mass.sum() / w.sum())
    return out


@dataclass(frozen=True)
class PairScore:
    """A pair's share corrected by the 3 × 3 matrix.

    Attributes:
        n: labels used.
        agreement: weighted rate of equal answers among a, b and both.
        confusion: P(machine says column | human says row), classes a, b, both.
        observed: first topic's part of the two by the machine, (a + both)/(a + b + 2·both).
        corrected, low, high: the same after the correction; None where refused.
        clipped: whether a class's share left 0..1.
        refused: why there is no correction, or None.
    """

    n: int
    agreement: float
    confusion: tuple[tuple[float, ...], ...]
    observed: float
    corrected: float | None
    low: float | None
    high: float | None
    clipped: bool
    refused: str | None


def score_pair(
    labels: pl.DataFrame, *, counts: tuple[float, float, float], level: float = 0.9, seed: int = SEED
) -> PairScore:
    """Correct a pair share for stories given to the wrong topic.

    Args:
        labels: machine and human (a, b or both), probability; rows with another answer leave the pair.
        counts: stories that the machine calls a, b and both, discounted as the share is.
        level: probability of the interval, from draws of the labels and the counts.
        seed: of the draws.

    Raises:
        AuditError: without a labelled story, or for counts that are negative or sum to 0.
    """
    rows = _labelled(labels).filter(pl.col("human").is_in(CLASSES) & pl.col("machine").is_in(CLASSES))
    found = np.asarray(counts, dtype=np.float64)
    if rows.is_empty() or (found < 0).any() or found.sum() <= 0:
        raise AuditError(
            f"A pair needs labels a, b or both and counts above 0; got {len(rows)} labels, counts {counts}."
        )
    w = rows.select((1 / pl.col("probability")).alias("w"))["w"].to_numpy()
    row, column = (np.array([CLASSES.index(x) for x in rows[name]]) for name in ("human", "machine"))
    table = np.zeros((3, 3))
    np.add.at(table, (row, column), w)
    effective = np.array([w[row == k].sum() ** 2 / max((w[row == k] ** 2).sum(), 1e-12) for k in range(3)])
    rates = table / np.maximum(table.sum(axis=1, keepdims=True), 1e-12)
    observed = _first_part(found / found.sum())
    plain = PairScore(
        n=len(rows), agreement=float(np.trace(table) / table.sum()),
        confusion=tuple(tuple(float(x) for x in line) for line in rates), observed=observed,
        corrected=None, low=None, high=None, clipped=False, refused=None,
    )  # fmt: skip
    if (effective == 0).any():
        said = "A class has no label; the matrix needs stories that the human calls a, b and both."
        return replace(plain, refused=said)
    least = min(float(rates[i, i] + rates[j, j] - 1) for i in range(3) for j in range(i))
    if least < LEAST_YOUDEN:
        said = f"Two classes are told apart by {least:.2f}; below {LEAST_YOUDEN} a correction rests on too little."
        return replace(plain, refused=said)
    shares, clipped = _solved(rates, found / found.sum())
    rng = np.random.default_rng(seed)
    joint = _joints(rng, w, row, column, 3)
    matrices = joint / np.maximum(joint.sum(axis=2, keepdims=True), 1e-12)
    seen = rng.dirichlet(found + 0.5, DRAWS)
    solved = np.maximum(np.einsum("dij,dj->di", np.linalg.pinv(matrices.transpose(0, 2, 1)), seen), 0.0)
    drawn = (solved[:, 0] + solved[:, 2]) / np.maximum(solved.sum(axis=1) + solved[:, 2], 1e-12)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return replace(plain, corrected=_first_part(shares), low=float(low), high=float(high), clipped=clipped)


def _solved(rates: Matrix, seen: Matrix) -> tuple[Matrix, bool]:
    """True shares of the classes from what was seen: solve ratesᵀ·shares = seen, cut to 0..1."""
    raw = np.linalg.lstsq(rates.T, seen, rcond=None)[0]
    kept = np.maximum(raw, 0.0)
    return kept / max(float(kept.sum()), 1e-12), bool((raw < -1e-9).any())


def _first_part(shares: Matrix) -> float:
    """First topic's part of the two from the shares of a, b and both."""
    a, b, both = shares
    return float((a + both) / (a + b + 2 * both))
