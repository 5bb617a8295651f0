"""Pictures of a cluster: text, and a raster of pixels."""

import numpy as np
from numpy.typing import NDArray

from ..batch import ClusterBatch, ClusterState
from ..kernel import layout as at
from ..kernel.constants import MILLI, UNIT, to_units
from ..spec.javascript_number import number_text

RENDER_MODES = ("ansi", "rgb_array")
_FIRE_ABOVE = to_units(0.9)
_PICTURE_PIXELS = 256
_CELL_PIXELS_MIN = 4


def picture(batch: ClusterBatch, environment: int, mode: str) -> "str | NDArray[np.uint8]":
    state = batch.state(environment)
    return text_picture(batch, state) if mode == "ansi" else pixel_picture(batch, state)


def text_picture(batch: ClusterBatch, state: ClusterState) -> str:
    """``A`` agent, ``!`` memory above 0.9, ``^`` CPU hot, ``.`` else; no line break at its end."""
    spec, integers = batch.spec, batch.constants.integers
    cpu, memory = state.channel(at.CPU_CHANNEL), state.channel(at.MEMORY_CHANNEL)
    signs = np.where(memory > _FIRE_ABOVE, "!", np.where(cpu > integers[at.HOT_ABOVE], "^", "."))
    signs[state.y, state.x] = "A"
    return "\n".join(
        [
            f"step {state.step} of {spec['stepsMax']}, "
            f"budget {state.budget / MILLI:.1f} of {number_text(spec['budget']['full'])}",
            *_warning(batch, state, memory),
            *(" ".join(row) for row in signs),
            f"average CPU {cpu.mean() / UNIT:.3f}, memory {memory.mean() / UNIT:.3f}",
            f"agent at row {state.y}, column {state.x}",
        ]
    )


def _warning(batch: ClusterBatch, state: ClusterState, memory: NDArray[np.int32]) -> list[str]:
    integers = batch.constants.integers
    out = memory >= integers[at.OOM_AT]
    critical = out & (state.channel(at.PRIORITY_CHANNEL) > integers[at.CRITICAL_ABOVE])
    return [f"out of memory: {out.sum()}, critical: {critical.sum()}"] if out.any() else []


def pixel_picture(batch: ClusterBatch, state: ClusterState) -> NDArray[np.uint8]:
    """height × width × 3: red is memory, blue is CPU, green what is left; the agent's cell has a white frame."""
    pixels = max(_CELL_PIXELS_MIN, _PICTURE_PIXELS // max(batch.spec["width"], batch.spec["height"]))
    cpu, memory = state.channel(at.CPU_CHANNEL), state.channel(at.MEMORY_CHANNEL)
    shares = np.stack([memory, UNIT - np.maximum(cpu, memory), cpu], axis=-1)
    raster = (shares * 255 // UNIT).astype(np.uint8).repeat(pixels, axis=0).repeat(pixels, axis=1)
    cell = raster[state.y * pixels : (state.y + 1) * pixels, state.x * pixels : (state.x + 1) * pixels]
    frame = np.ones((pixels, pixels), dtype=np.bool_)
    edge = max(1, pixels // 8)
    frame[edge:-edge, edge:-edge] = False
    cell[frame] = 255
    return raster
