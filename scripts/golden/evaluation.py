"""Golden values for packages/simulation/src/evaluate and src/warning, by the field's own libraries.

Made with Python 3.11, rliable 1.2.0, ewstools 2.1.3, scipy 1.17.1, scikit-learn 1.9.1, numpy 2.4.6 and pandas 2.3.3. To rerun, from the
root of the repository:

    python3 -m venv venv && venv/bin/pip install "numpy==2.4.6" "scipy==1.17.1" "scikit-learn==1.9.1" "pandas==2.3.3" "arch==7.2.0"
    venv/bin/pip install absl-py seaborn statsmodels EntropyHub plotly deprecation lmfit
    venv/bin/pip install --no-deps rliable==1.2.0 ewstools==2.1.3
    venv/bin/python scripts/golden/evaluation.py

Writes spec/vectors/simulation/:
  evaluation.json   rliable's aggregates and profiles; resamples drawn with a Python twin of src/random/counter.ts, their percentiles by
                    numpy, the BCa interval by scipy.stats.bootstrap from the same resamples; sign test by scipy.stats.binomtest
  warning.json      ewstools' detrending and indicators; scipy.stats.kendalltau; scikit-learn's ROC, Brier score, calibration curve
                    and logistic regression; DeLong's variance by its definition, over all pairs
"""

import json
from pathlib import Path

import ewstools
import numpy
import scipy
import sklearn
from rliable import library, metrics
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score, roc_curve

FOLDER = Path(__file__).parents[2] / "spec" / "vectors" / "simulation"
MAKER = (
    f"scripts/golden/evaluation.py, rliable 1.2.0, ewstools 2.1.3, scipy {scipy.__version__}, "
    f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}"
)
MASK = 0xFFFFFFFF
chance = numpy.random.default_rng(20260)


def write(name, content):
    FOLDER.mkdir(parents=True, exist_ok=True)
    parts = [f'"maker": {json.dumps(MAKER)}'] + [f"{json.dumps(part)}: {rows_text(rows)}" for part, rows in content.items()]
    (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(parts) + "\n}\n")


def rows_text(rows):
    """One row a line: thousands of numbers, each on a line of its own, help nobody."""
    lines = [json.dumps(row) for row in rows] if isinstance(rows, list) else [json.dumps(rows)]
    return "[\n" + ",\n".join(lines) + "\n]" if isinstance(rows, list) else lines[0]


def numbers(values):
    return [float(value) for value in numpy.asarray(values).ravel()]


# --- the counter, again ---


def word_at(key, index):
    low, high = key
    x = (low + index * 0x9E3779B9) & MASK
    x = ((x ^ (x >> 16) ^ high) * 0x7FEB352D) & MASK
    x = ((x ^ (x >> 15)) * 0x846CA68B) & MASK
    return x ^ (x >> 16)


def part_key(key, part):
    return word_at(key, 2 * part), word_at(key, 2 * part + 1)


def seed_key(seed):
    return part_key((seed & MASK, seed >> 32), 0)


def drawn_places(key, resample, strata):
    part, first, places = part_key(key, resample), 0, []
    for runs in strata:
        places += [first + word_at(part, place) * runs // 2**32 for place in range(first, first + runs)]
        first += runs
    return numpy.array(places)


# --- evaluation ---


def fractional_iqm(values):
    """A quarter of n runs, cut exactly: every run four times over, then rliable's own trimming.

    Sorted and rounded, so that resamples with the same middle have the same mean: BCa counts ties.
    """
    return round(float(stats.trim_mean(numpy.sort(numpy.repeat(numpy.ravel(values), 4)), 0.25)), 12)


def aggregates():
    rows = []
    for runs, tasks in ((4, 1), (8, 3), (10, 4), (7, 1), (1, 1), (3, 2)):
        scores = numpy.round(chance.normal(10, 4, (runs, tasks)), 2)
        other = numpy.round(chance.normal(11, 4, (runs + 2, tasks)), 0 if tasks == 3 else 2)
        rows.append(
            {
                "scores": scores.T.tolist(),
                "other": other.T.tolist(),
                "rliableIqm": float(metrics.aggregate_iqm(scores)) if runs * tasks % 4 == 0 else None,
                "iqm": fractional_iqm(scores),
                "mean": float(metrics.aggregate_mean(scores)),
                "deviation": float(numpy.std(scores)),
                "optimalityGap": float(metrics.aggregate_optimality_gap(scores, 12)),
                "probabilityOfImprovement": float(metrics.probability_of_improvement(scores, other)),
                "profile": {
                    "thresholds": [6.0, 8.5, 10.0, 11.0, 14.0],
                    "shares": numbers(library.score_distributions(scores, [6.0, 8.5, 10.0, 11.0, 14.0])),
                },
            }
        )
    ties = numpy.array([[1.0, 2.0], [2.0, 2.0], [3.0, 5.0], [3.0, 7.0]])
    rows[0]["tied"] = {
        "scores": ties.T.tolist(),
        "other": (ties[:, ::-1]).T.tolist(),
        "probabilityOfImprovement": float(metrics.probability_of_improvement(ties, ties[:, ::-1])),
    }
    return rows


def bca(samples, statistic, distribution, level):
    given = stats._resampling.BootstrapResult((0, 0), numpy.array(distribution), 0)
    found = stats.bootstrap(
        samples,
        lambda *parts, axis: apply_along(statistic, parts, axis),
        n_resamples=0,
        bootstrap_result=given,
        method="BCa",
        confidence_level=level,
    )
    return numbers([found.confidence_interval.low, found.confidence_interval.high])


def apply_along(statistic, parts, axis):
    """A statistic of several samples, over the last axis, whatever leading axes scipy's jackknife brings."""
    if parts[0].ndim == 1:
        return statistic(*parts)
    lead = max(len(part) for part in parts)
    full = [numpy.broadcast_to(part, (lead, part.shape[-1])) for part in parts]
    return numpy.array([statistic(*(part[row] for part in full)) for row in range(lead)])


def bootstraps():
    rows = []
    for seed, strata, level in ((7, [12, 12, 12], 0.95), (8, [10], 0.9), (9, [6, 6], 0.95)):
        samples = [numpy.round(chance.lognormal(1, 0.8, runs), 3) for runs in strata]
        others = [numpy.round(sample + chance.normal(0.4, 1, len(sample)), 3) for sample in samples]
        pool, other = numpy.concatenate(samples), numpy.concatenate(others)
        key, resamples = seed_key(seed), 499
        places = [drawn_places(key, resample, strata) for resample in range(resamples)]
        iqms = [fractional_iqm(pool[taken]) for taken in places]
        gains = [float(numpy.mean(other[taken] - pool[taken])) for taken in places]
        tail = 100 * (1 - level) / 2
        rows.append(
            {
                "seed": seed,
                "resamples": resamples,
                "level": level,
                "scores": [sample.tolist() for sample in samples],
                "other": [sample.tolist() for sample in others],
                "iqm": {
                    "percentile": numbers(numpy.percentile(iqms, [tail, 100 - tail])),
                    "bca": bca(samples, lambda *parts: fractional_iqm(numpy.concatenate(parts)), iqms, level),
                },
                "gain": {"percentile": numbers(numpy.percentile(gains, [tail, 100 - tail]))},
            }
        )
    return rows


def sign_tests():
    cells = [(0, 0), (1, 0), (5, 0), (9, 1), (10, 10), (31, 19), (50, 0), (700, 600), (4000, 3700)]
    rows = [{"wins": w, "losses": l, "pValue": stats.binomtest(w, w + l).pvalue if w + l else 1.0} for w, l in cells]
    return rows


def normals():
    points = [-37.0, -9.0, -5.0, -2.6, -2.5, -2.4, -1.0, -1e-3, 0.0, 0.3, 1.959963984540054, 2.5, 3.0, 6.0, 8.0]
    shares = [1e-300, 1e-20, 1e-6, 0.025, 0.4999, 0.5, 0.7, 0.975, 0.999999]
    return {
        "cumulative": [{"z": z, "p": float(stats.norm.cdf(z))} for z in points],
        "quantile": [{"p": p, "z": float(stats.norm.ppf(p))} for p in shares],
    }


# --- warning ---


def indicators():
    rows = []
    for length, window, bandwidth in ((60, 21, 12.0), (100, 0.35, 0.2), (40, 10, 60.0)):
        drift = numpy.linspace(0, 2, length)
        values = numpy.round(drift + numpy.cumsum(chance.normal(0, 0.3, length)), 4)
        series = ewstools.TimeSeries(values)
        series.detrend(method="Gaussian", bandwidth=bandwidth)
        series.compute_var(rolling_window=window)
        series.compute_auto(rolling_window=window, lag=1)
        series.compute_ktau()
        rows.append(
            {
                "series": values.tolist(),
                "window": int(window * length) if window < 1 else window,
                "bandwidth": bandwidth * length if bandwidth <= 1 else bandwidth,
                "smoothing": numbers(series.state["smoothing"]),
                "variance": numbers(series.ews["variance"].dropna()),
                "lag1": numbers(series.ews["ac1"].dropna()),
                "tauVariance": float(series.ktau["variance"]),
                "tauLag1": float(series.ktau["ac1"]),
            }
        )
    return rows


def kendalls():
    rows = []
    for size, decimals in ((5, 6), (12, 0), (50, 6), (200, 1), (1000, 1)):
        x = numpy.round(chance.normal(0, 1, size), decimals)
        y = numpy.round(0.3 * x + chance.normal(0, 1, size), decimals)
        found = stats.kendalltau(x, y, method="asymptotic")
        rows.append({"x": x.tolist(), "y": y.tolist(), "tau": float(found.statistic), "pValue": float(found.pvalue)})
    return rows


def delong(scores, events):
    """Areas and their covariance by the definition, over all pairs (DeLong et al. 1988)."""
    hit, other = scores[:, events], scores[:, ~events]
    wins = (hit[:, :, None] > other[:, None, :]) + 0.5 * (hit[:, :, None] == other[:, None, :])
    by_hit, by_other = wins.mean(2), wins.mean(1)
    covariance = numpy.cov(by_hit) / hit.shape[1] + numpy.cov(by_other) / other.shape[1]
    return wins.mean((1, 2)), covariance


def forecasts():
    rows = []
    for size, decimals in ((12, 6), (60, 1), (200, 2)):
        events = chance.random(size) < 0.4
        events[:2] = [True, False]
        lift = 0.25 * events
        scores = numpy.round(numpy.clip(chance.random((2, size)) * 0.75 + lift, 0, 1), decimals)
        areas, covariance = delong(scores, events)
        false_rate, true_rate, thresholds = roc_curve(events, scores[0], drop_intermediate=False)
        bins = numpy.clip(numpy.ceil(scores[0] * 10).astype(int) - 1, 0, 9)
        gaps = [abs(scores[0][bins == b].mean() - events[bins == b].mean()) * (bins == b).mean() for b in set(bins)]
        error = numpy.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
        rows.append(
            {
                "scores": scores[0].tolist(),
                "rival": scores[1].tolist(),
                "events": [bool(event) for event in events],
                "area": float(roc_auc_score(events, scores[0])),
                "areaDeviation": float(numpy.sqrt(covariance[0, 0])),
                "difference": float(areas[0] - areas[1]),
                "differencePValue": float(2 * stats.norm.sf(abs(areas[0] - areas[1]) / error)),
                "truePositiveRates": numbers(true_rate),
                "falsePositiveRates": numbers(false_rate),
                "thresholds": numbers(thresholds[1:]),
                "brier": float(brier_score_loss(events, scores[0])),
                "calibrationError": float(sum(gaps)),
            }
        )
    # Off the edges of the bins scikit-learn's curve says the same.
    share, said = calibration_curve(rows[0]["events"], rows[0]["scores"], n_bins=10)
    rows[0]["calibrationCurve"] = {"eventShares": numbers(share), "meanForecasts": numbers(said)}
    return rows


def regressions():
    rows = []
    for size, features, penalty in ((40, 2, 1.0), (120, 5, 0.1), (30, 3, 10.0)):
        x = numpy.round(chance.normal(0, 1, (size, features)), 3)
        truth = chance.normal(0, 1.5, features)
        events = chance.random(size) < 1 / (1 + numpy.exp(-(x @ truth - 0.5)))
        model = LogisticRegression(C=1 / penalty, tol=1e-14, solver="newton-cholesky", max_iter=500).fit(x, events)
        rows.append(
            {
                "rows": x.tolist(),
                "events": [bool(event) for event in events],
                "penalty": penalty,
                "intercept": float(model.intercept_[0]),
                "weights": numbers(model.coef_),
                "probabilities": numbers(model.predict_proba(x)[:5, 1]),
            }
        )
    # Cases that a line divides: without the penalty there would be no answer.
    x = numpy.array([[-2.0], [-1.0], [1.0], [2.0]])
    model = LogisticRegression(C=1.0, tol=1e-14, solver="newton-cholesky", max_iter=500).fit(x, [0, 0, 1, 1])
    rows.append(
        {
            "rows": x.tolist(),
            "events": [False, False, True, True],
            "penalty": 1.0,
            "intercept": float(model.intercept_[0]),
            "weights": numbers(model.coef_),
            "probabilities": numbers(model.predict_proba(x)[:, 1]),
        }
    )
    return rows


write(
    "evaluation",
    {"aggregates": aggregates(), "bootstraps": bootstraps(), "signTests": sign_tests(), "normal": normals()},
)
write(
    "warning",
    {"indicators": indicators(), "kendall": kendalls(), "forecasts": forecasts(), "regressions": regressions()},
)
