"""When the guard lowers the scheduled rate, and how it gives it back: ``packages/prophet/src/rate/guard/guard-spec.ts``."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from ..prophet_error import ProphetError


@dataclass(frozen=True)
class Band:
    """A signal brakes above `brake_above`; it is calm below `brake_above` · `calm_share`. What is between changes nothing: the hysteresis."""

    brake_above: float
    calm_share: float


#: As TypeScript chose them, and wrote them into this package.
_CHOSEN = json.loads(Path(__file__).with_name("guard.json").read_text(encoding="utf-8"))


def _band(name: str) -> Band | None:
    chosen = _CHOSEN[name]
    return None if chosen is None else Band(chosen["brakeAbove"], chosen["calmShare"])


@dataclass(frozen=True)
class Guard:
    """Shares are of the scheduled rate.

    :raises ProphetError: ``PROPHET_SETTINGS`` for a number out of its range.
    """

    #: Of the curvature along the update, smoothed; 1 is the edge of stability.
    stability: Band = _band("stability")
    #: Of the chance of a spike; ``None``: whatever it is, the guard does not look at it.
    risk: Band | None = _band("risk")
    #: Share of the old in the smoothed signals.
    smoothing: float = _CHOSEN["smoothing"]
    #: What the rate is multiplied with in a step that brakes.
    brake: float = _CHOSEN["brake"]
    #: What it is multiplied with in a calm step.
    rise: float = _CHOSEN["rise"]
    #: The same until the first braking: the edge is looked for from below.
    warm_up_rise: float = _CHOSEN["warmUpRise"]
    start_share: float = _CHOSEN["startShare"]
    floor_share: float = _CHOSEN["floorShare"]
    ceiling_share: float = _CHOSEN["ceilingShare"]
    #: What the ceiling is cut to at a rewind, from where the rate was; and its growth in a calm step.
    rewind_cut: float = _CHOSEN["rewindCut"]
    recovery: float = _CHOSEN["recovery"]
    #: Steps that a mode lasts before a milder one.
    dwell: int = _CHOSEN["dwell"]

    def __post_init__(self) -> None:
        for name, (least, most) in _RANGES.items():
            _check(name, getattr(self, name), least, most)
        for name, most in (("stability", 100), ("risk", 1)):
            band = getattr(self, name)
            if band is not None:
                _check(f"{name}.brake_above", band.brake_above, 1e-6, most)
                _check(f"{name}.calm_share", band.calm_share, 0, 1)


_SHARE, _FACTOR, _GROWTH = (1e-9, 1), (1e-3, 1), (1, 10)
_RANGES = {
    "smoothing": (0, 0.9999),
    "brake": _FACTOR,
    "rise": _GROWTH,
    "warm_up_rise": _GROWTH,
    "start_share": _SHARE,
    "floor_share": _SHARE,
    "ceiling_share": _SHARE,
    "rewind_cut": _FACTOR,
    "recovery": _GROWTH,
    "dwell": (1, 100_000),
}


def _check(name: str, value: float, least: float, most: float) -> None:
    if math.isfinite(value) and least <= value <= most:
        return
    raise ProphetError("PROPHET_SETTINGS", f"{name} from {least} to {most}", value, "see the fields of Guard")
