"""Curvature along the update against what the step can bear (arXiv 2506.04805, 2601.16979)."""

import math

from .feature import Facts, Feature, Features, Numbers, window_share

_QUICK, _SLOW = 0.3, 0.03
#: The edge of stability (Cohen et al. 2021): a step beyond it makes the loss greater along itself.
_EDGE = 1


def _next(state: Numbers, facts: Facts) -> tuple[Numbers, Features]:
    """A step without a measurement changes nothing; before the first one there is nothing to tell."""
    count, stability = state["count"], facts.stability
    if stability is None or not math.isfinite(stability):
        return state, [None, None, None] if count == 0 else [state["quick"], state["slow"], state["beyond"]]
    quick, slow = window_share(_QUICK, count), window_share(_SLOW, count)
    value = math.asinh(stability)
    moved = {
        "count": count + 1,
        "quick": state["quick"] + quick * (value - state["quick"]),
        "slow": state["slow"] + slow * (value - state["slow"]),
        "beyond": state["beyond"] + slow * ((1 if stability > _EDGE else 0) - state["beyond"]),
    }
    return moved, [moved["quick"], moved["slow"], moved["beyond"]]


STABILITY_LEVEL = Feature(
    ("stability", "stabilitySlow", "stabilityBeyond"), {"count": 0, "quick": 0, "slow": 0, "beyond": 0}, _next
)
