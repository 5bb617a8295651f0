"""Spikes come in clusters: how often the loss has lately been twice its usual level, and how high it stood above it."""

import math

from .feature import Facts, Feature, Features, Numbers, logarithm, window_share

_MEAN, _OFTEN, _RARE = 0.03, 0.05, 0.01
#: What is left of the highest peak after a step.
_PEAK_KEPT = 0.97
#: Twice the usual loss stands out, four times is a spike.
_STANDS_OUT, _SPIKE = math.log(2), math.log(4)


def _next(state: Numbers, facts: Facts) -> tuple[Numbers, Features]:
    count, value = state["count"], logarithm(facts.loss)
    above = 0.0 if count == 0 else value - state["mean"]
    stands_out = 1 if above > _STANDS_OUT else 0
    moved = {
        "count": count + 1,
        "mean": state["mean"] + window_share(_MEAN, count) * (value - state["mean"]),
        "often": state["often"] + window_share(_OFTEN, count) * (stands_out - state["often"]),
        "rare": state["rare"] + window_share(_RARE, count) * (stands_out - state["rare"]),
        "peak": max(above, _PEAK_KEPT * state["peak"]),
    }
    peak = moved["peak"]
    return moved, [moved["often"], moved["rare"], peak, min(peak, _STANDS_OUT), max(0, peak - _SPIKE)]


SPIKE_MEMORY = Feature(
    ("spikesOften", "spikesRare", "spikePeak", "spikePeakLow", "spikePeakHigh"),
    {"count": 0, "mean": 0, "often": 0, "rare": 0, "peak": 0},
    _next,
)
