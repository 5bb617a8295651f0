"""An episode's first state as given, not as drawn: for teaching, for tests, for what-if."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernel import layout as at
from ..kernel.constants import UNIT, to_milli
from ..simulation_error import SimulationError
from .cluster_batch import ClusterBatch
from .cluster_state import ClusterState

_CHANNELS = {
    "cpu": (at.CPU_CHANNEL,),
    # A cell's memory is also the base that it reverts to.
    "memory": (at.MEMORY_CHANNEL, at.BASE_CHANNEL),
    "priority": (at.PRIORITY_CHANNEL,),
}
_WORDS = {"y": at.Y, "x": at.X, "step": at.STEP}
INITIAL_STATE_FIELDS = (*_CHANNELS, *_WORDS, "budget")


def place_initial_state(batch: ClusterBatch, environment: int, given: Mapping[str, Any]) -> None:
    """Changes the state that an episode has just begun with.

    :param given: any of ``cpu``, ``memory``, ``priority`` (shares of 0 … 1, height × width, or one for all cells),
        ``y``, ``x``, ``step``, ``budget``; what is not given stays as it was drawn
    :raises SimulationError: ``CLUSTER_INITIAL_STATE``
    """
    if not isinstance(given, Mapping):
        raise _invalid(f"a mapping of {', '.join(INITIAL_STATE_FIELDS)}", type(given).__name__)
    prepared = [_prepared(batch, name, value) for name, value in given.items()]
    state = batch.state(environment)
    for change in prepared:
        change(state)
    batch.refresh(environment)


def _prepared(batch: ClusterBatch, name: str, value: Any) -> Any:
    """A change that cannot fail any more."""
    spec = batch.spec
    if name in _CHANNELS:
        units = _units(value, (spec["height"], spec["width"]), name)
        return lambda state: [state.set_channel(which, units) for which in _CHANNELS[name]]
    if name in _WORDS:
        bound = {"y": spec["height"], "x": spec["width"], "step": spec["stepsMax"]}[name]
        return _word_change(_WORDS[name], _whole(value, bound, name))
    if name == "budget":
        return _word_change(at.BUDGET, to_milli(_share(value, 0, spec["budget"]["full"], name)))
    raise _invalid(f"one of {', '.join(INITIAL_STATE_FIELDS)}", name)


def _word_change(offset: int, value: int) -> Any:
    def change(state: ClusterState) -> None:
        state.set_word(offset, value)

    return change


def _units(value: Any, shape: tuple[int, int], name: str) -> NDArray[np.int64]:
    try:
        shares = np.broadcast_to(np.asarray(value, dtype=np.float64), shape)
    except (TypeError, ValueError):
        raise _invalid(f"shares of shape {shape} as {name}", type(value).__name__) from None
    if not np.all((shares >= 0) & (shares <= 1)):
        raise _invalid(f"shares from 0 to 1 as {name}", "others")
    scaled = shares * UNIT
    below = np.floor(scaled)
    return (below + (scaled - below >= 0.5)).astype(np.int64)


def _whole(value: Any, bound: int, name: str) -> int:
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or not 0 <= value < bound:
        raise _invalid(f"a whole number from 0 to {bound - 1} as {name}", value)
    return int(value)


def _share(value: Any, minimum: float, maximum: float, name: str) -> float:
    if not isinstance(value, int | float | np.number) or not minimum <= value <= maximum:
        raise _invalid(f"a number from {minimum} to {maximum} as {name}", value)
    return float(value)


def _invalid(expected: str, received: object) -> SimulationError:
    fix = "see the fields of initial_state in python/README.md"
    return SimulationError("CLUSTER_INITIAL_STATE", expected, received, fix)
