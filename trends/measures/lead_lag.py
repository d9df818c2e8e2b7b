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

from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.stats import false_discovery_control

from trends import frames
from trends.measures.inputs import Inputs
from trends.measures.plain import by_topic, own_and_month

Floats = npt.NDArray[np.float64]

LARGEST_ORDER = 4
MIN_PERIODS = 20

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
    observed, shared = _by_lag(white, lags, left, right)
    best, strength = _strongest(observed, shared)
    rng = np.random.default_rng(seed)
    drawn = np.empty((n_resamples, len(pairs)))
    null = np.empty((n_resamples, len(pairs)))
    for i in range(n_resamples):
        order = _blocks(wide.shape[0], rng)
        null[i] = _strongest(*_by_lag(white, lags, left, right, order_a=order))[1]
        drawn[i] = _by_lag(white, lags, left, right, order_pairs=order)[0][best, np.arange(len(pairs))]
    usable = np.isfinite(strength)
    p = np.where(usable, _tail(strength, null), np.nan)
    q = np.full(len(pairs), np.nan)
    if usable.any():
        q[usable] = false_discovery_control(p[usable])
    drawn[:, ~usable] = 0.0
    low, high = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
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


def _correlations(
    white: Floats,
    lag: int,
    *,
    order_a: npt.NDArray[np.int64] | None = None,
    order_pairs: npt.NDArray[np.int64] | None = None,
) -> tuple[Floats, Floats]:
    """Correlation of a_t with b_{t+lag} for every a (row) and b (column), and the number of periods it rests on.

    ``order_a`` reorders a alone, which breaks any relation; ``order_pairs`` redraws the pairs (a_t, b_{t+lag}).
    """
    n = white.shape[0]
    if abs(lag) >= n:
        return np.full((white.shape[1],) * 2, np.nan), np.zeros((white.shape[1],) * 2)
    a = white if order_a is None else white[order_a]
    a, b = (a[: n - lag], white[lag:]) if lag >= 0 else (a[-lag:], white[: n + lag])
    if order_pairs is not None:
        keep = order_pairs[order_pairs < a.shape[0]]
        a, b = a[keep], b[keep]
    if np.isfinite(a).all() and np.isfinite(b).all():  # the usual case, in a quarter of the time
        size = np.sqrt((a * a).sum(axis=0))[:, None] * np.sqrt((b * b).sum(axis=0))
        with np.errstate(divide="ignore", invalid="ignore"):
            r = (a.T @ b) / size
        enough = np.isfinite(r) & (a.shape[0] >= MIN_PERIODS)
        return np.where(enough, r, np.nan), np.full(r.shape, float(a.shape[0]))
    has_a, has_b = np.isfinite(a).astype(float), np.isfinite(b).astype(float)
    a, b = np.where(has_a > 0, a, 0.0), np.where(has_b > 0, b, 0.0)
    count = has_a.T @ has_b
    product, square_a, square_b = a.T @ b, (a * a).T @ has_b, has_a.T @ (b * b)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = product / np.sqrt(square_a * square_b)
    return np.where((count >= MIN_PERIODS) & np.isfinite(r), r, np.nan), count


def _by_lag(
    white: Floats,
    lags: list[int],
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    *,
    order_a: npt.NDArray[np.int64] | None = None,
    order_pairs: npt.NDArray[np.int64] | None = None,
) -> tuple[Floats, Floats]:
    """Correlations and numbers of periods, lag × pair."""
    both = [_correlations(white, k, order_a=order_a, order_pairs=order_pairs) for k in lags]
    return np.array([r[left, right] for r, _ in both]), np.array([n[left, right] for _, n in both])


def _strongest(correlations: Floats, shared: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Per pair the row with the largest |r|·√n, and that value; NaN where no lag is known."""
    size = np.where(np.isfinite(correlations), np.abs(correlations) * np.sqrt(shared), -1.0)
    top = size.max(axis=0)
    return np.asarray(size.argmax(axis=0), dtype=np.int64), np.where(top >= 0, top, np.nan)


def _tail(strength: Floats, null: Floats) -> Floats:
    """Part of the resampled strengths, of all pairs together, that reach each strength."""
    pool = np.sort(null[np.isfinite(null)])
    reached = pool.size - np.searchsorted(pool, strength * (1 - 1e-12), side="left")
    return np.asarray((1 + reached) / (1 + pool.size), dtype=np.float64)


def _blocks(n: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """A resample of 0..n−1 in blocks of consecutive places, round the end."""
    length = max(1, round(n ** (1 / 3)))
    starts = rng.integers(0, n, -(-n // length))
    places = (starts[:, None] + np.arange(length)) % n
    return np.asarray(places.ravel()[:n], dtype=np.int64)


def table(inputs: Inputs) -> pl.DataFrame:
    """The lead_lag table: `frames.LeadLag`, every pair of the beat's topics.

    The series are the raw shares of the periods, at the beat's own frequency and, where that is longer, by the month.
    """
    parts = []
    for frequency in own_and_month(inputs):
        series = [
            rows.select(
                "period",
                pl.lit(topic).alias("series"),
                pl.when(pl.col("total") > 0).then(pl.col("count") / pl.col("total")).alias("value"),
            )
            for topic, rows in by_topic(inputs, frequency)
        ]
        if series:
            parts.append(lead_lag(pl.concat(series)).with_columns(pl.lit(frequency).alias("frequency")))
    if not parts:
        return frames.LeadLag.create_empty()
    named = pl.concat(parts).rename({"series_a": "topic_a", "series_b": "topic_b"})
    named = named.with_columns(pl.lit(inputs.settings.beat_id).alias("beat_id"))
    return frames.checked(frames.LeadLag, named.sort("frequency", "topic_a", "topic_b"))
