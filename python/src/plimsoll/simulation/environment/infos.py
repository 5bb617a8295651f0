"""What an environment says besides its observation: average load, cells out of memory, budget, action mask."""

import struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..batch import ClusterBatch
from ..kernel.constants import MILLI
from .world import ACTION_COUNT

#: The action mask of every byte that the kernel writes: 1 where an action can take effect, as Discrete.sample takes it.
_MASK_TABLE: NDArray[np.int8] = ((np.arange(2**ACTION_COUNT)[:, None] >> np.arange(ACTION_COUNT)) & 1).astype(np.int8)


class Shown(NamedTuple):
    """What the kernel shows of one environment."""

    reward: float
    terminated: bool
    truncated: bool
    action_mask: int
    load: float
    oom_count: int
    critical_count: int
    budget: int

    def info(self) -> dict[str, Any]:
        return {
            "avg_load": self.load,
            "oom_nodes": self.oom_count,
            "critical_oom": self.critical_count,
            "budget": self.budget / MILLI,
            "action_mask": _MASK_TABLE[self.action_mask].copy(),
        }


class ShownReader:
    """Reads what a batch of one shows at once: its numbers stand in the order of their addresses."""

    def __init__(self, batch: ClusterBatch) -> None:
        places = batch.layout
        starts = (
            places.rewards,
            places.terminated,
            places.truncated,
            places.action_masks,
            places.loads,
            places.oom_counts,
            places.critical_counts,
            places.budgets,
        )
        self._format = struct.Struct(_spaced("d??Bdiii", starts))
        self._memory = memoryview(batch.host.memory)
        self._start = places.rewards

    def read(self) -> Shown:
        return Shown._make(self._format.unpack_from(self._memory, self._start))


def _spaced(codes: str, starts: tuple[int, ...]) -> str:
    """The format of values that stand at ``starts``, with what lies between them skipped."""
    text = "<"
    place = starts[0]
    for code, start in zip(codes, starts, strict=True):
        text += f"{start - place}x{code}"
        place = start + struct.calcsize(f"<{code}")
    return text


def batch_infos(batch: ClusterBatch, where: NDArray[np.bool_]) -> dict[str, Any]:
    """The infos of the environments in ``where`` as Gymnasium batches them: arrays, and a mask ``_key`` beside each."""
    infos: dict[str, Any] = {}
    everywhere = bool(where.all())
    for name, values in _columns(batch).items():
        if not everywhere:
            values[~where] = 0
        infos[name] = values
        infos[f"_{name}"] = where.copy()
    return infos


def _columns(batch: ClusterBatch) -> dict[str, NDArray[Any]]:
    return {
        "avg_load": batch.loads.copy(),
        "oom_nodes": batch.oom_counts.astype(int),
        "critical_oom": batch.critical_counts.astype(int),
        "budget": batch.budgets / MILLI,
        "action_mask": _MASK_TABLE[batch.action_masks],
    }
