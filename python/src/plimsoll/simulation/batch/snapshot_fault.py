"""What a snapshot that comes from outside may not say: the rules of cluster/batch/snapshot-fault.ts."""

import numpy as np
from numpy.typing import NDArray

from ..kernel import layout as at
from ..kernel.constants import ClusterConstants, padded_cells
from ..simulation_error import SimulationError, SimulationTypeError

#: An empty share, as the kernel keeps it: less 32 768.
_EMPTY = -32_768


def checked_snapshot(snapshot: object, size: int, constants: ClusterConstants) -> NDArray[np.uint8]:
    """The bytes of a snapshot that a cluster can have: the kernel takes addresses from its states.

    :raises SimulationError: ``CLUSTER_SNAPSHOT_SIZE``, ``CLUSTER_SNAPSHOT_INVALID``
    """
    content = _bytes_of(snapshot)
    if content.size != size:
        raise SimulationError(
            "CLUSTER_SNAPSHOT_SIZE",
            f"a snapshot of {size} bytes",
            f"{content.size} bytes",
            "restore snapshots into an environment of the same grid",
        )
    fault = _head_fault(content, constants) or _cell_fault(content, constants)
    if fault is not None:
        raise SimulationError("CLUSTER_SNAPSHOT_INVALID", "a snapshot that a cluster of this spec can have", fault, _FIX)
    return content


_FIX = "restore what snapshot() gave of an environment of the same spec after its reset, whole and unchanged"


def grid_of(constants: ClusterConstants) -> int:
    """Names the grid in a state: cells are padded, so their number of bytes does not."""
    return constants.width + 65_536 * constants.height


def _bytes_of(snapshot: object) -> NDArray[np.uint8]:
    if not isinstance(snapshot, bytes | bytearray | memoryview):
        raise SimulationTypeError("CLUSTER_SNAPSHOT_INVALID", "a snapshot as bytes", type(snapshot).__name__, _FIX)
    # A copy of its own: what was checked cannot change before it is used.
    return np.frombuffer(bytes(snapshot), dtype=np.uint8)


def _head_fault(content: NDArray[np.uint8], constants: ClusterConstants) -> str | None:
    head = content[: at.HEAD_BYTES].view("<i4")
    grid = int(head[at.GRID // 4])
    if grid != grid_of(constants):
        return f"a grid of {grid & 0xFFFF} × {grid >> 16 & 0xFFFF} cells"
    bounds = (
        ("row", at.Y, constants.height - 1),
        ("column", at.X, constants.width - 1),
        ("budget", at.BUDGET, constants.budget_full),
        ("step", at.STEP, constants.integers[at.STEPS_MAX]),
        ("end", at.ENDED, 1),
    )
    found = ((name, int(head[offset // 4]), high) for name, offset, high in bounds)
    return next((f"{name} {value}" for name, value, high in found if not 0 <= value <= high), None)


def _cell_fault(content: NDArray[np.uint8], constants: ClusterConstants) -> str | None:
    """A cell leaks as one of the world's kinds of cell does; lanes without a cell are empty, else they would be counted."""
    padded = padded_cells(constants.cells)
    channels = content[at.HEAD_BYTES :][: at.CHANNEL_COUNT * 2 * padded].view("<i2").reshape(at.CHANNEL_COUNT, padded)
    # In the 16 bits that the kernel reads of a leak.
    known = np.array(constants.leaks, dtype=np.int64).astype(np.int16)
    unknown = ~np.isin(channels[at.LEAK_CHANNEL, : constants.cells], known)
    if unknown.any():
        cell = int(unknown.argmax())
        return f"leak {channels[at.LEAK_CHANNEL, cell]} of cell {cell}"
    for channel in range(at.CHANNEL_COUNT):
        empty = 0 if channel == at.LEAK_CHANNEL else _EMPTY
        if (channels[channel, constants.cells :] != empty).any():
            return f"padding of channel {channel}"
    return None
