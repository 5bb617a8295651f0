"""When weights are put back to those of an earlier step: ``packages/prophet/src/trainer/rewind``."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..prophet_error import ProphetError
from .good_states import GoodStates

#: So many batches on end must say that the weights strayed: one may be chance.
_SUSPICIONS_MAX = 3


@dataclass(frozen=True)
class Rewind:
    """:raises ProphetError: ``PROPHET_SETTINGS`` for a number out of its range."""

    #: Steps between two states that are kept.
    interval: int = 100
    #: A loss so many times the median of the last ones is looked into.
    spike_factor: float = 4.0
    #: Confirmed where kept weights have less than this share of the loss on the same batch: else the data have changed, not the weights.
    confirmed_below: float = 0.5
    #: The first state and the last ones; each is a copy of the weights and of what the optimiser keeps.
    states: int = 3

    def __post_init__(self) -> None:
        if self.interval < 1 or not self.spike_factor > 1 or not 0 <= self.confirmed_below <= 1 or self.states < 1:
            raise ProphetError(
                "PROPHET_SETTINGS", "an interval, a factor above 1, a share and a number of states", self, "see the fields of Rewind"
            )


@dataclass(frozen=True)
class Lookout:
    """When the present weights are next compared with kept ones, and how often on end they were found worse."""

    next_at: int
    #: Steps from the last look to the next: 1, 2, 4, … and then the interval, for a run goes astray soonest when it has just begun.
    gap: int = 1
    suspicions: int = 0

    @classmethod
    def from_step(cls, step: int) -> "Lookout":
        return cls(step + 1)

    def looked(self, step: int, is_worse: bool, interval: int) -> "Lookout":
        """After a look at this step."""
        if is_worse:
            return replace(self, next_at=step + 1, suspicions=self.suspicions + 1)
        gap = min(interval, 2 * self.gap)
        return Lookout(step + gap, gap)

    def suspected(self) -> "Lookout":
        """Where nobody can look, a spike is a suspicion."""
        return replace(self, suspicions=self.suspicions + 1)

    def unsuspected(self) -> "Lookout":
        return replace(self, suspicions=0)

    @property
    def has_strayed(self) -> bool:
        return self.suspicions >= _SUSPICIONS_MAX

    def state(self) -> Mapping[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Seen:
    """What is known of a step when its gradient is there."""

    step: int
    loss: float
    gradient_norm: float
    spiked: bool

    @property
    def is_finite(self) -> bool:
        return math.isfinite(self.loss) and math.isfinite(self.gradient_norm)


@dataclass(frozen=True)
class Judgement:
    """Learn, put the weights back to the kept state at `place`, or leave the batch out."""

    kind: str
    lookout: Lookout
    place: int = -1
    #: Kept weights do no better, or nobody can tell and nothing stands out: a state worth keeping.
    is_proven: bool = False


#: The loss of this step's batch with the weights that are in place.
Again = Callable[[], float]


def judged(rewind: Rewind, good: GoodStates, lookout: Lookout, seen: Seen, again: Again) -> Judgement:
    """Are the weights still good? They are not where they find no finite loss and kept ones do; where their loss is a spike, and kept ones do clearly
    better on the very batch; and where kept ones do clearly better on several batches on end, without a spike. Where kept weights are no better it is
    the data that changed, and never a rewind."""
    if not seen.is_finite:
        return _judged_not_finite(rewind, good, lookout, seen, again)
    if not seen.spiked and seen.step < lookout.next_at:
        return Judgement("learn", lookout)
    place = _better_place(rewind, good, again(), again)
    if seen.spiked:
        return Judgement("learn", lookout) if place < 0 else Judgement("rewind", lookout, place)
    found = lookout.looked(seen.step, place >= 0, rewind.interval)
    return Judgement("rewind", found, place) if found.has_strayed else Judgement("learn", found, is_proven=place < 0)


def judged_blindly(good: GoodStates, lookout: Lookout, seen: Seen) -> Judgement:
    """Where the batch cannot be looked at again: the first loss that is not finite is left out, as a batch that no weights can bear, and the second on end
    is the weights' fault; so are three spikes on end."""
    suspected = lookout.suspected()
    if not seen.is_finite:
        return Judgement("skip", suspected) if suspected.suspicions == 1 else Judgement("rewind", suspected, good.count - 1)
    if not seen.spiked:
        return Judgement("learn", lookout.unsuspected(), is_proven=True)
    return Judgement("rewind", suspected, good.count - 1) if suspected.has_strayed else Judgement("learn", suspected)


def _judged_not_finite(rewind: Rewind, good: GoodStates, lookout: Lookout, seen: Seen, again: Again) -> Judgement:
    """Weights that no batch can be finite with are gone; a batch that no weights can bear is not theirs to answer for. Nor is one whose loss is finite
    and whose gradient is not, unless kept weights do clearly better on it."""
    present = again() if math.isfinite(seen.loss) else seen.loss
    place = _better_place(rewind, good, present, again)
    return Judgement("skip", lookout) if place < 0 else Judgement("rewind", lookout, place)


def _better_place(rewind: Rewind, good: GoodStates, present: float, again: Again) -> int:
    """The newest kept state that does clearly better on this batch than the present weights, and anything finite is better than what is not; -1 where
    none does. A share of a loss says how much better only above 0."""
    if -math.inf < present <= 0:
        return -1
    bound = rewind.confirmed_below * present if math.isfinite(present) else math.inf
    for place in reversed(range(good.count)):
        if -math.inf < good.with_state(place, again) < bound:
            return place
    return -1
