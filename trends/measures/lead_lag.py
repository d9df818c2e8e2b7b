"""Lead and lag: whether one series tends to move some periods before another.

Each series is prewhitened first, because two series that only drift or persist seem related at many lags. A series
is replaced by the residuals of its own autoregression, of the order (0 to 4) with the least BIC (Haugh 1976, JASA
71). For a pair, the correlation of the residuals a_t and b_{t+k} is computed for every lag k up to ``max_lag`` both
ways; the lag with the largest |r|·√n over the n shared periods is reported. A positive lag means that a moves
first.

- **p** accounts for the search over lags: that largest value is compared with the largest ones of resampled series,
  a in blocks (Künsch 1989, Annals of Statistics 17) of n^(1/3) periods drawn apart from b. The resampled values of
  all pairs are put together, as standardised residuals share one null closely and many pairs need small p-values.
- **low, high**: percentiles of the correlation at the reported lag, resampling blocks of pairs. They do not account
  for the choice of the lag, p does.
- **q**: Benjamini–Hochberg over the pairs.

Editorial decisions:

- This describes an order in time, never a cause: both may follow a third.
- Missing periods stay missing; a correlation uses the periods that both series have, and needs twenty of them.
- The same input always gives the same answer: resampling starts from a fixed seed.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.stats import false_discovery_control

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LARGEST_ORDER = 4
MIN_PERIODS = 20
AT_A_TIME = 20

SCHEMA = {
    "series_a": pl.String,
    "series_b": pl.String,
    "lag": pl.Int64,
    "correlation": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p": pl.Float64,
    "q": pl.Float64,
    "n_periods": pl.Int64,
}


class LeadLagError(ValueError):
    """A lag, level or number of resamples that has no meaning."""


def lead_lag(
    frame: pl.DataFrame, *, max_lag: int = 4, level: float = 0.9, n_resamples: int = 199, seed: int = 20240101
) -> pl.DataFrame:
    """Find the lag at which each pair of series is most related, after prewhitening.

    Args:
        frame: One row per period and series: ``period``, ``series`` and ``value``. Periods are taken as evenly
            spaced; a missing value is null, and a period that no series has should be in the frame as nulls.
        max_lag: Longest lag, in periods, both ways.
        level: Coverage of the interval.
        n_resamples: Bootstrap resamples; p is at least 1 / (n_resamples · pairs + 1).
        seed: Start of the resampling.

    Returns:
        One row per pair, ordered by name: ``series_a``, ``series_b``, ``lag`` (periods by which a leads; negative:
        b leads), ``correlation``, ``low``, ``high``, ``p``, ``q`` and ``n_periods`` (that the correlation rests
        on). Null where the pair shares too few periods or a series does not vary.

    Raises:
        LeadLagError: A negative lag, a level outside 0 to 1, or no resamples.
    """
    if max_lag < 0 or not 0 < level < 1 or n_resamples < 1:
        raise LeadLagError(
            f"lead_lag: max_lag {max_lag!r} must be 0 or more, level {level!r} between 0 and 1, "
            f"n_resamples {n_resamples!r} 1 or more."
        )
    names, wide = _wide(frame)
    pairs = list(combinations(range(len(names)), 2))
    if not pairs:
        return pl.DataFrame(schema=SCHEMA)
    white = np.column_stack([_whitened(column) for column in wide.T])
    lags = list(range(-max_lag, max_lag + 1))
    left, right = np.array(pairs).T
    paired = _Lagged.of(white, lags, left, right)
    as_it_was, shared = paired.correlations(np.arange(len(white))[None])
    observed, shared = as_it_was[:, 0], shared[:, 0]
    best, strength = _strongest(observed, shared)
    rng = np.random.default_rng(seed)
    orders = np.array([_blocks(len(white), rng) for _ in range(n_resamples)])
    null = [_strongest(*paired.correlations(some))[1] for some in np.array_split(orders, -(-n_resamples // AT_A_TIME))]
    drawn = _redrawn(paired, orders, best)
    usable = np.isfinite(strength)
    p = np.where(usable, _tail(strength, np.concatenate(null)), np.nan)
    q = np.full(len(pairs), np.nan)
    if usable.any():
        q[usable] = false_discovery_control(p[usable])
    drawn[:, ~usable] = 0.0
    low, high = _band(drawn, level)
    result = pl.DataFrame(
        {
            "series_a": [names[a] for a in left],
            "series_b": [names[b] for b in right],
            "lag": np.array(lags)[best],
            "correlation": observed[best, np.arange(len(pairs))],
            "low": low,
            "high": high,
            "p": p,
            "q": q,
            "n_periods": shared[best, np.arange(len(pairs))].astype(np.int64),
        },
        schema=SCHEMA,
    ).with_columns(pl.col("correlation", "p", "q").fill_nan(None))
    known = pl.col("p").is_not_null()
    return result.with_columns(pl.when(known).then(pl.col("lag", "low", "high", "n_periods"))).sort(
        "series_a", "series_b"
    )


def _wide(frame: pl.DataFrame) -> tuple[list[str], Floats]:
    """Names in order, and a matrix period × series with NaN where missing."""
    value = pl.col("value").cast(pl.Float64)
    period = pl.col("period")
    if frame.schema["period"] == pl.Null:
        period = period.cast(pl.Datetime("us"))
    cells = frame.select(period, pl.col("series").cast(pl.String), pl.when(value.is_finite()).then(value))
    names = cells["series"].drop_nulls().unique().sort().to_list()
    periods = cells["period"].drop_nulls().unique().sort()
    table = np.full((periods.len(), len(names)), np.nan)
    known = cells.drop_nulls()
    rows = periods.search_sorted(known["period"])
    columns = pl.Series(names, dtype=pl.String).search_sorted(known["series"])
    table[rows.to_numpy(), columns.to_numpy()] = known["value"].to_numpy()
    return names, table


def _whitened(x: Floats) -> Floats:
    """Standardised residuals of the autoregression with the least BIC; all NaN for a series without variation."""
    n = x.size
    nothing = np.full(n, np.nan)
    if n <= LARGEST_ORDER or np.isfinite(x).sum() < MIN_PERIODS or np.nanstd(x) <= 1e-12 * np.nanmax(np.abs(x)):
        return nothing
    lagged = np.column_stack([np.r_[np.full(j, np.nan), x[: n - j]] for j in range(LARGEST_ORDER + 1)])
    common = np.isfinite(lagged).all(axis=1)
    if common.sum() < MIN_PERIODS:
        return nothing
    best, residual = np.inf, nothing
    for order in range(LARGEST_ORDER + 1):
        design = np.column_stack([np.ones(n), lagged[:, 1 : order + 1]])
        beta, *_ = np.linalg.lstsq(design[common], x[common], rcond=None)
        e = x - design @ beta
        power = float(np.mean(e[common] ** 2))
        bic = common.sum() * np.log(max(power, np.finfo(float).tiny)) + order * np.log(common.sum())
        if bic < best:
            best, residual = bic, e
    scale = np.nanstd(residual)
    return (residual - np.nanmean(residual)) / scale if scale > 0 else nothing


@dataclass(frozen=True)
class _Lagged:
    """Every series as it is and moved by every lag, so that all correlations are a few products of matrices.

    Series of which the same periods are known share a pattern: what depends on that alone is computed once a pattern.

    Attributes:
        left, right: series of each pair.
        pattern: of each series.
        value: period × series, 0 where missing.
        mask: period × pattern, 1 where known, else 0.
        ahead, squared: period × (lag × series): b_{t+lag} and its square, 0 where there is none.
        known: period × (lag × pattern): 1 where b_{t+lag} is known, else 0.
    """

    left: Ints
    right: Ints
    pattern: Ints
    value: Floats
    mask: Floats
    ahead: Floats
    squared: Floats
    known: Floats

    @classmethod
    def of(cls, white: Floats, lags: list[int], left: Ints, right: Ints) -> "_Lagged":
        mask, pattern = np.unique(np.isfinite(white).astype(np.float64), axis=1, return_inverse=True)
        value = np.nan_to_num(white)
        ahead, known = (np.concatenate([_moved(part, lag) for lag in lags], axis=1) for part in (value, mask))
        return cls(left, right, pattern.ravel(), value, mask, ahead, ahead * ahead, known)

    def correlations(self, orders: Ints) -> tuple[Floats, Floats]:
        """Correlation of a_t with b_{t+lag}, and the periods it rests on: lag × resample × pair.

        Args:
            orders: resample × period, the order in which a's periods are taken. Several resamples at a time make few
                large products of matrices, which is what a BLAS does well.
        """
        a, mask = self.value[orders], self.mask[orders]
        kind_a, kind_b = self.pattern[self.left], self.pattern[self.right]
        product = self._sums(a, self.ahead, self.left, self.right)
        square_a = self._sums(a * a, self.known, self.left, kind_b)
        square_b = self._sums(mask, self.squared, kind_a, self.right)
        count = self._sums(mask, self.known, kind_a, kind_b)
        return _ratio(product, square_a, square_b, count), count

    def _sums(self, a: Floats, b: Floats, rows: Ints, columns: Ints) -> Floats:
        """Σ_t a_t·b_t for the pairs (row, column): a resample × period × any, b period × (lag × any)."""
        n_resamples, n, n_rows = a.shape
        n_lags = self.ahead.shape[1] // self.value.shape[1]
        every = a.transpose(0, 2, 1).reshape(-1, n) @ b
        return every.reshape(n_resamples, n_rows, n_lags, -1)[:, rows, :, columns].transpose(2, 1, 0)


def _moved(values: Floats, lag: int) -> Floats:
    """Place t holds what stood at t + lag, 0 where nothing did."""
    out, n = np.zeros_like(values), len(values)
    if abs(lag) < n:
        out[max(-lag, 0) : n - max(lag, 0)] = values[max(lag, 0) : n - max(-lag, 0)]
    return out


def _ratio(product: Floats, square_a: Floats, square_b: Floats, count: Floats) -> Floats:
    """Correlation from its sums; NaN on fewer than `MIN_PERIODS` periods or without variation."""
    with np.errstate(divide="ignore", invalid="ignore"):
        r = product / np.sqrt(square_a * square_b)
    return np.where((count >= MIN_PERIODS) & np.isfinite(r), r, np.nan)


def _redrawn(paired: _Lagged, orders: Ints, best: Ints) -> Floats:
    """Correlation of each pair at its own lag in every resample of its periods: resample × pair.

    A resample takes each period so many times, which makes its sums a product of matrices.
    """
    n, n_series = paired.value.shape
    times = np.stack([np.bincount(order, minlength=n) for order in orders]).astype(np.float64)
    a, b = paired.value[:, paired.left], paired.ahead[:, best * n_series + paired.right]
    known = paired.known[:, best * paired.mask.shape[1] + paired.pattern[paired.right]]
    both = known * paired.mask[:, paired.pattern[paired.left]]
    return _ratio(times @ (a * b), times @ (a * a * both), times @ (b * b * both), times @ both)


def _band(drawn: Floats, level: float) -> Floats:
    """The ends of the interval of each column; NaN counts for nothing (NumPy looks at such columns one by one)."""
    ends = [(1 - level) / 2, (1 + level) / 2]
    whole = ~np.isnan(drawn).any(axis=0)
    band = np.empty((2, drawn.shape[1]))
    band[:, whole] = np.quantile(drawn[:, whole], ends, axis=0)
    if not whole.all():
        band[:, ~whole] = np.nanquantile(drawn[:, ~whole], ends, axis=0)
    return band


def _strongest(correlations: Floats, shared: Floats) -> tuple[Ints, Floats]:
    """Per pair the row with the largest |r|·√n, and that value; NaN where no lag is known."""
    size = np.where(np.isfinite(correlations), np.abs(correlations) * np.sqrt(shared), -1.0)
    top = size.max(axis=0)
    return np.asarray(size.argmax(axis=0), dtype=np.int64), np.where(top >= 0, top, np.nan)


def _tail(strength: Floats, null: Floats) -> Floats:
    """Part of the resampled strengths, of all pairs together, that reach each strength."""
    pool = np.sort(null[np.isfinite(null)])
    reached = pool.size - np.searchsorted(pool, strength * (1 - 1e-12), side="left")
    return np.asarray((1 + reached) / (1 + pool.size), dtype=np.float64)


def _blocks(n: int, rng: np.random.Generator) -> Ints:
    """A resample of 0..n−1 in blocks of consecutive places, round the end."""
    length = max(1, round(n ** (1 / 3)))
    starts = rng.integers(0, n, -(-n // length))
    places = (starts[:, None] + np.arange(length)) % n
    return np.asarray(places.ravel()[:n], dtype=np.int64)
