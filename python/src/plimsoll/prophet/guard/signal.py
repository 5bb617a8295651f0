"""What a signal says of a step: ``packages/prophet/src/rate/guard/signal.ts``."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .guard_settings import Band

#: From mild to grave. ``unknown`` says nothing: nobody raises the rate on it, and nobody lowers it.
READINGS = ("calm", "unclear", "unknown", "brake", "doubt")

#: A measured value may be wild where the slope is nearly 0: one step is not to count for a hundred.
_TIMES_BRAKE_MAX = 3


@dataclass(frozen=True)
class Smoothed:
    """An exponential mean over the steps that had a value, and how much of it is not yet the first one (0 is none)."""

    mean: float = 0.0
    weight: float = 0.0


def smoothed(past: Smoothed, value: float | None, band: Band, smoothing: float) -> Smoothed:
    """The mean after one more value; it stays where there is none, or none that is a number."""
    if value is None or not math.isfinite(value):
        return past
    bounded = min(_TIMES_BRAKE_MAX * band.brake_above, max(0, value))
    weight = smoothing * past.weight + (1 - smoothing)
    return Smoothed(past.mean + ((1 - smoothing) / weight) * (bounded - past.mean), weight)


def reading(now: Smoothed, value: float | None, band: Band) -> str:
    """A value that is no number is a doubt, and brakes; no value is no ground for anything."""
    if value is not None and not math.isfinite(value):
        return "doubt"
    if now.weight > 0 and now.mean > band.brake_above:
        return "brake"
    if value is None:
        return "unknown"
    return "calm" if now.mean < band.brake_above * band.calm_share else "unclear"


def gravest(readings: Iterable[str]) -> str:
    return max(readings, key=READINGS.index)
