"""The losses of the last steps, and whether the newest stands out of them: ``packages/prophet/src/risk/spike.ts``."""

import math
import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class SpikeSettings:
    #: Steps that are looked back on.
    window: int = 64
    #: Fewer than this many losses make no spike.
    losses_min: int = 16
    #: A spike is so many times the median of the window.
    factor: float = 4.0


def is_spike(losses: tuple[float, ...], loss: float, settings: SpikeSettings) -> bool:
    """Whether a loss is a spike against those before it: not finite, or `factor` times their median. A median below 0 has no multiple that stands out
    of it: then only what is not finite is a spike."""
    if not math.isfinite(loss):
        return True
    if len(losses) < settings.losses_min:
        return False
    usual = statistics.median(losses)
    return usual >= 0 and loss > settings.factor * usual


def watched(losses: tuple[float, ...], loss: float, settings: SpikeSettings) -> tuple[float, ...]:
    """The losses with the newest among them, which stands last."""
    return (*losses, loss)[-settings.window :]
