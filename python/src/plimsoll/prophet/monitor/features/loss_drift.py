"""Page's cumulative sum (Page 1954) of how far the loss's logarithm stands above its mean, in deviations."""

import math

from .feature import Facts, Feature, Features, Numbers, logarithm, window_share

_SHARE = 0.03
#: Rises of less than this many deviations are noise; sums beyond the cap say no more.
_TOLERANCE = 0.25
_SCORE_MAX, _SUM_MAX = 3, 50
_VALUES_MIN = 8


def _next(state: Numbers, facts: Facts) -> tuple[Numbers, Features]:
    count, variance = state["count"], state["variance"]
    away = logarithm(facts.loss) - state["mean"]
    score = 0.0 if count < _VALUES_MIN else away / (math.sqrt(variance) + 1e-6)
    bounded = min(_SCORE_MAX, max(-_SCORE_MAX, score))
    gathered = min(_SUM_MAX, max(0, state["sum"] + bounded - _TOLERANCE))
    share = window_share(_SHARE, count)
    moved = {
        "count": count + 1,
        "mean": state["mean"] + share * away,
        "variance": (1 - share) * (variance + share * away * away),
        "sum": 0.0 if count < _VALUES_MIN else gathered,
    }
    return moved, [math.log1p(moved["sum"])]


LOSS_DRIFT = Feature(("lossDrift",), {"count": 0, "mean": 0, "variance": 0, "sum": 0}, _next)
