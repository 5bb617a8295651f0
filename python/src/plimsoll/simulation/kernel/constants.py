"""A spec in the integers of the kernel, as packages/simulation/src/cluster/integer/constants.ts computes them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..spec.cluster_spec import ClusterSpec
from ..spec.javascript_number import round_half_up
from . import layout as at

#: 1.0 of a share.
UNIT = 65_535
#: 1.0 of a budget.
MILLI = 1_000
_NOISE_SHIFT = 5
#: Standard deviation of four uniform bytes, summed with either sign.
_FOUR_BYTES_SIGMA = math.sqrt(21_845)
_FOUR_BYTES_MEAN = 510
_LEAK_PLACES = 64


@dataclass(frozen=True)
class ClusterConstants:
    """Shares in units of 1/65 535, budgets in thousandths, chances in 2^-32, noise in Q15; rewards are doubles."""

    width: int
    height: int
    globals: bool
    #: By their offsets in the block of parameters.
    integers: Mapping[int, int]
    reals: Mapping[int, float]
    #: Weight up to and with a priority, and the priority in units.
    priorities: tuple[tuple[int, int], ...]
    #: 64 increments, the memory's even drift included.
    leaks: tuple[int, ...]

    @property
    def cells(self) -> int:
        return self.width * self.height

    @property
    def budget_full(self) -> int:
        return self.integers[at.BUDGET_FULL]


def cluster_constants(spec: ClusterSpec) -> ClusterConstants:
    memory_noise = _noise(spec["drift"]["memory"], 0)
    return ClusterConstants(
        width=spec["width"],
        height=spec["height"],
        globals=spec["observation"]["globals"],
        integers={**_sizes(spec), **_economy(spec), **_decay(spec, memory_noise), **_endings(spec)},
        reals=_rewards(spec),
        priorities=_priorities(spec),
        leaks=_leaks(spec, memory_noise),
    )


def to_units(share: float) -> int:
    return round_half_up(share * UNIT)


def to_milli(budget: float) -> int:
    return round_half_up(budget * MILLI)


def _q15(factor: float) -> int:
    return min(32_767, round_half_up(factor * 32_768))


def _chance(chance: float) -> int:
    return min(2**32 - 1, round_half_up(chance * 2**32))


def _sizes(spec: ClusterSpec) -> dict[int, int]:
    of_last = 1 if spec["observation"]["position"] == "of-last" else 0
    cells = spec["width"] * spec["height"]
    return {
        at.WIDTH: spec["width"],
        at.HEIGHT: spec["height"],
        at.CELLS: cells,
        at.PADDED: padded_cells(cells),
        at.STEPS_MAX: spec["stepsMax"],
        at.CPU_BELOW: to_units(spec["start"]["cpuBelow"]),
        at.MEMORY_BELOW: to_units(spec["start"]["memoryBelow"]),
        at.POSITION_Y: spec["height"] - of_last,
        at.POSITION_X: spec["width"] - of_last,
        at.GLOBALS: int(spec["observation"]["globals"]),
    }


def padded_cells(cells: int) -> int:
    """Cells rounded up to whole vectors of eight."""
    return -(-cells // 8) * 8


def _economy(spec: ClusterSpec) -> dict[int, int]:
    budget, clean, scale = spec["budget"], spec["clean"], spec["scale"]
    return {
        at.BUDGET_FULL: to_milli(budget["full"]),
        at.BUDGET_RECOVERY: to_milli(budget["recovery"]),
        at.CLEAN_COST: to_milli(budget["clean"]),
        at.SCALE_COST: to_milli(budget["scale"]),
        at.CPU_CUT: to_units(clean["cpuCut"]),
        at.WASTE_BELOW: to_units(clean["wasteBelow"]),
        at.HOT_ABOVE: to_units(scale["hotAbove"]),
        at.SCALE_CUT: to_units(scale["cut"]),
        at.SHAPING_ZERO_AT_END: int(spec["shaping"]["zeroAtEnd"]),
    }


@dataclass(frozen=True)
class _Noise:
    """(sum of bytes · 32 + offset) · scale in Q15, and whole units of mean besides."""

    offset: int
    scale: int
    mean: int


def _noise(drift: Mapping[str, float], bytes_mean: int) -> _Noise:
    """The part of a mean that is no whole unit is carried by the offset, so that it is not lost over many steps."""
    mean, sigma = drift["mean"], drift["sigma"]
    scale = round_half_up((sigma * UNIT * 32_768) / (_FOUR_BYTES_SIGMA * 2**_NOISE_SHIFT))
    units = round_half_up(mean * UNIT)
    remainder = 0 if scale == 0 else round_half_up(((mean * UNIT - units) * 32_768) / scale)
    return _Noise(offset=remainder - bytes_mean * 2**_NOISE_SHIFT, scale=scale, mean=units)


def _decay(spec: ClusterSpec, memory_noise: _Noise) -> dict[int, int]:
    drift, burst, restart = spec["drift"], spec["events"]["burst"], spec["events"]["restart"]
    cpu_noise = _noise(drift["cpu"], _FOUR_BYTES_MEAN)
    reversion, feedback = _q15(drift["reversion"]), _q15(2 * drift["feedback"])
    return {
        at.CPU_OFFSET: cpu_noise.offset,
        at.CPU_SCALE: cpu_noise.scale,
        at.CPU_MEAN: cpu_noise.mean,
        at.MEMORY_OFFSET: memory_noise.offset,
        at.MEMORY_SCALE: memory_noise.scale,
        at.REVERSION: reversion,
        at.FEEDBACK: feedback,
        at.BASED: int(reversion != 0 or feedback != 0),
        at.BURST_CHANCE: _chance(burst["chance"]),
        at.BURST_CELLS: burst["cells"],
        at.BURST_CPU: to_units(burst["cpu"]),
        at.BURST_MEMORY: to_units(burst["memory"]),
        at.RESTART_CHANCE: _chance(restart["chance"]),
        at.RESTART_MEMORY: to_units(restart["memory"]),
    }


def _endings(spec: ClusterSpec) -> dict[int, int]:
    oom = spec["oom"]
    return {
        at.OOM_AT: to_units(oom["at"]),
        at.CRITICAL_ABOVE: to_units(oom["criticalAbove"]),
        at.OOM_ENDS_AT: oom["endsAt"],
        at.CRITICAL_ENDS: int(oom["criticalEnds"]),
    }


def _rewards(spec: ClusterSpec) -> dict[int, float]:
    clean, scale, oom, overload = spec["clean"], spec["scale"], spec["oom"], spec["overload"]
    load_full = 2 * spec["width"] * spec["height"] * UNIT
    return {
        at.WASTE_FINE: clean["wasteFine"],
        at.CLEAN_FULL: clean["fullAt"] * UNIT,
        at.CLEAN_DENIED_FINE: clean["deniedFine"],
        at.SCALE_REWARD: scale["reward"],
        at.SCALE_IDLE_FINE: scale["idleFine"],
        at.SCALE_DENIED_FINE: scale["deniedFine"],
        at.OOM_PENALTY: oom["penalty"],
        at.CRITICAL_PENALTY: oom["criticalPenalty"],
        at.TIME_PENALTY: spec["timePenalty"],
        at.OVERLOAD_PENALTY: overload["penalty"],
        at.LOAD_FULL: load_full,
        at.OVERLOAD_ABOVE: overload["above"] * load_full,
        at.SHAPING_WEIGHT: spec["shaping"]["weight"],
        at.SHAPING_DISCOUNT: spec["shaping"]["discount"],
    }


def _priorities(spec: ClusterSpec) -> tuple[tuple[int, int], ...]:
    weight_up_to = 0
    rows = []
    for entry in spec["priorities"]:
        weight_up_to += entry["weight"]
        rows.append((weight_up_to, to_units(entry["priority"])))
    return tuple(rows)


def _leaks(spec: ClusterSpec, memory_noise: _Noise) -> tuple[int, ...]:
    leaks = spec["drift"]["leaks"]
    return tuple(memory_noise.mean + to_units(leaks[place % len(leaks)]) for place in range(_LEAK_PLACES))
