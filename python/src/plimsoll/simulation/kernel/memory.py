"""Where a batch lies in the kernel's memory, and the block of parameters (TypeScript: cluster-memory.ts)."""

import struct
from dataclasses import dataclass

from . import layout as at
from .constants import ClusterConstants, padded_cells

#: The first kibibyte is left alone: address 0 is nowhere.
_FIRST_BYTE = 1_024
_LANE_BYTES = 16
_LINE_BYTES = 64


@dataclass(frozen=True)
class BatchLayout:
    """First bytes of a batch's arrays; ``end`` is the first byte after it."""

    environments: int
    observation_size: int
    state_bytes: int
    params: int
    states: int
    actions: int
    reset_mask: int
    observations: int
    final_observations: int
    rewards: int
    terminated: int
    truncated: int
    action_masks: int
    loads: int
    oom_counts: int
    critical_counts: int
    budgets: int
    end: int


def batch_layout(constants: ClusterConstants, environments: int) -> BatchLayout:
    observation_size = 33 if constants.globals else 30
    channels = at.CHANNEL_COUNT * 2 * padded_cells(constants.cells)
    state_bytes = _rounded(at.HEAD_BYTES + channels, _LANE_BYTES)
    sizes = {
        "params": at.PARAMETER_BYTES,
        "states": environments * state_bytes,
        "actions": environments,
        "reset_mask": environments,
        "observations": environments * observation_size * 4,
        "final_observations": environments * observation_size * 4,
        "rewards": environments * 8,
        "terminated": environments,
        "truncated": environments,
        "action_masks": environments,
        "loads": environments * 8,
        "oom_counts": environments * 4,
        "critical_counts": environments * 4,
        "budgets": environments * 4,
        "end": 0,
    }
    return BatchLayout(environments, observation_size, state_bytes, **_placed(sizes))


def _placed(sizes: dict[str, int]) -> dict[str, int]:
    """Every array begins on a cache line of its own."""
    places = {}
    next_byte = _FIRST_BYTE
    for name, size in sizes.items():
        places[name] = next_byte
        next_byte = _rounded(next_byte + size, _LINE_BYTES)
    return places


def _rounded(size: int, to: int) -> int:
    return -(-size // to) * to


def parameter_block(constants: ClusterConstants, layout: BatchLayout) -> bytes:
    """The bytes that tell the kernel of a world and of the places of its batch."""
    block = bytearray(at.PARAMETER_BYTES)
    for offset, value in {**constants.integers, **_places(layout)}.items():
        struct.pack_into("<I", block, offset, value % 2**32)
    for offset, real in constants.reals.items():
        struct.pack_into("<d", block, offset, real)
    _put_tables(block, constants)
    return bytes(block)


def _places(layout: BatchLayout) -> dict[int, int]:
    return {
        at.STATES: layout.states,
        at.STATE_BYTES: layout.state_bytes,
        at.ACTIONS: layout.actions,
        at.RESET_MASK: layout.reset_mask,
        at.OBSERVATIONS: layout.observations,
        at.FINAL_OBSERVATIONS: layout.final_observations,
        at.REWARDS: layout.rewards,
        at.TERMINATED: layout.terminated,
        at.TRUNCATED: layout.truncated,
        at.ACTION_MASKS: layout.action_masks,
        at.LOADS: layout.loads,
        at.OOM_COUNTS: layout.oom_counts,
        at.CRITICAL_COUNTS: layout.critical_counts,
        at.BUDGETS: layout.budgets,
    }


def _put_tables(block: bytearray, constants: ClusterConstants) -> None:
    """Rows that a world does not need repeat its last priority, whose weight is the total."""
    rows = constants.priorities
    for row in range(8):
        struct.pack_into("<II", block, at.PRIORITIES + 8 * row, *rows[min(row, len(rows) - 1)])
    struct.pack_into(f"<{len(constants.leaks)}i", block, at.LEAKS, *constants.leaks)
