"""What a part of the risk's features is."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

#: Plain numbers by name: finite, so that JSON carries them exactly.
Numbers = Mapping[str, float]


@dataclass(frozen=True)
class Facts:
    """What any training loop can tell of a step."""

    #: Of this step's batch, before the step.
    loss: float
    #: Before clipping.
    gradient_norm: float
    #: Of the last step; at the first, the one that it begins with.
    rate: float
    #: Curvature along the last update against what it can bear; ``None`` where there is none.
    stability: float | None


#: A feature that cannot be told yet is ``None``; the model reads it as the mean of what it was fitted on.
Features = list[float | None]


@dataclass(frozen=True)
class Feature:
    """Pure: what it knows of the past is in its state, and the same states and facts give the same features."""

    names: tuple[str, ...]
    first: Numbers
    next: Callable[[Numbers, Facts], tuple[Numbers, Features]]


def window_share(share: float, count: float) -> float:
    """How far an exponential window goes to a new value that has `count` before it: a plain mean at first, then `share`."""
    return max(share, 1 / (count + 1))


_LEAST = 1e-12


def logarithm(value: float) -> float:
    """Loss and gradient are looked at on a logarithmic scale, where a spike is a step of one size at any level."""
    return math.log(max(value, _LEAST))
