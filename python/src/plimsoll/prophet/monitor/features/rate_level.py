"""How far the logarithm of the rate stands above its mean: of a rate that rises, steps are longer than those that the curvature was met with."""

import math

from .feature import Facts, Feature, Features, Numbers, window_share

_SHARE = 0.03


def _next(state: Numbers, facts: Facts) -> tuple[Numbers, Features]:
    # A training that stands still has no rate to compare.
    if not facts.rate > 0 or not math.isfinite(facts.rate):
        return state, [0.0]
    count, value = state["count"], math.log(facts.rate)
    away = 0.0 if count == 0 else value - state["mean"]
    mean = value if count == 0 else state["mean"] + window_share(_SHARE, count) * away
    return {"count": count + 1, "mean": mean}, [away]


RATE_LEVEL = Feature(("rateRise",), {"count": 0, "mean": 0}, _next)
