"""How far the gradient's norm stands out of those before it, in their standard deviations: ZClip's signal (arXiv 2504.02507)."""

import math

from .feature import Facts, Feature, Features, Numbers, window_share

#: ZClip's constants: share of the new in the moving mean and variance, and the score above which a norm is drawn in.
_SHARE = 0.03
_SCORE_MAX = 2.5
#: Scores mean nothing of fewer norms.
_NORMS_MIN = 8


def _next(state: Numbers, facts: Facts) -> tuple[Numbers, Features]:
    score = _score(state, facts.gradient_norm)
    return _moved(state, _clipped(state, facts.gradient_norm, score)), [math.asinh(score)]


def _score(state: Numbers, norm: float) -> float:
    return 0.0 if state["count"] < _NORMS_MIN else (norm - state["mean"]) / (math.sqrt(state["variance"]) + 1e-12)


def _clipped(state: Numbers, norm: float, score: float) -> float:
    """A norm that stands out enters the mean as if it had been clipped, so that one spike does not hide the next."""
    if score <= _SCORE_MAX:
        return norm
    return state["mean"] + (_SCORE_MAX * _SCORE_MAX * math.sqrt(state["variance"])) / score


def _moved(state: Numbers, norm: float) -> Numbers:
    share = window_share(_SHARE, state["count"])
    away = norm - state["mean"]
    return {
        "count": state["count"] + 1,
        "mean": state["mean"] + share * away,
        "variance": (1 - share) * (state["variance"] + share * away * away),
    }


GRADIENT_Z_SCORE = Feature(("gradientZ",), {"count": 0, "mean": 0, "variance": 0}, _next)
