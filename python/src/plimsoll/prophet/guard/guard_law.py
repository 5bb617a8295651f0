"""The share of the scheduled rate that is learnt at: ``packages/prophet/src/rate/guard/guard-law.ts`` and ``ceiling-law.ts``."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from .guard_mode import ModeState, next_mode
from .guard_settings import Guard
from .signal import Smoothed, gravest, reading, smoothed


@dataclass(frozen=True)
class GuardFacts:
    """What a law may know when it sets the rate of a step: the gradient is there, the step is not taken."""

    loss: float
    gradient_norm: float
    stability: float | None
    risk: float | None


@dataclass(frozen=True)
class GuardState:
    """All that a law knows of the past, and what it decided last. Plain numbers: a checkpoint carries it."""

    share: float
    mode: str
    memory: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ShareLaw:
    """Pure: the same states and facts, the same shares."""

    first: GuardState
    next: Callable[[GuardState, GuardFacts], GuardState]
    after_rewind: Callable[[GuardState], GuardState]


@dataclass(frozen=True)
class _Memory:
    ceiling: float
    #: Whether it is still looking for the edge from below.
    is_warming_up: bool
    held: int
    calm: int
    stability: Smoothed
    risk: Smoothed


def guard_law(guard: Guard) -> ShareLaw:
    """Brakes before the loss spikes. It begins far below the scheduled rate and climbs until the curvature along the update, or the foretold risk, says
    that the edge is near; from then on it lowers the rate by a factor in each step that is beyond the upper threshold and gives it back slowly while
    all signals are below their lower ones. A fact that is no number brakes; one that is missing never raises. After a rewind the ceiling is cut and
    comes back slowly. The share is always in [min(floor_share, ceiling_share), ceiling_share]."""
    first = _Memory(guard.ceiling_share, True, guard.dwell, 0, Smoothed(), Smoothed())
    return ShareLaw(
        first=_written(min(guard.start_share, guard.ceiling_share), "cruise", first, guard),
        next=lambda state, facts: _guarded(state.share, state.mode, _read(state), facts, guard),
        after_rewind=lambda state: _cut(state.share, _read(state), guard),
    )


#: Where there is no guard only rewinds lower the rate: it comes back twofold in about 700 steps.
_PLAIN = Guard(recovery=1.001)


def ceiling_law(settings: Guard = _PLAIN) -> ShareLaw:
    """Only rewinds lower the rate. Without the cut the same batch at the same rate would lead astray again."""

    def held(share: float, cut_mode: str) -> GuardState:
        return GuardState(share, cut_mode if share < settings.ceiling_share else "cruise")

    return ShareLaw(
        first=held(settings.ceiling_share, "warning"),
        next=lambda state, _facts: held(_recovered_ceiling(state.share, settings), "warning"),
        after_rewind=lambda state: held(_cut_ceiling(state.share, settings), "panic"),
    )


def _guarded(share: float, before: str, past: _Memory, facts: GuardFacts, guard: Guard) -> GuardState:
    stability = smoothed(past.stability, facts.stability, guard.stability, guard.smoothing)
    risk = past.risk if guard.risk is None else smoothed(past.risk, facts.risk, guard.risk, guard.smoothing)
    now = _reading_of(stability, risk, facts, guard)
    mode = next_mode(ModeState(before, past.held, past.calm), now, guard.dwell)
    is_calm = mode.mode == "cruise" and now == "calm"
    ceiling = _recovered_ceiling(past.ceiling, guard) if is_calm else past.ceiling
    is_warming_up = past.is_warming_up and mode.mode == "cruise" and share < ceiling
    memory = _Memory(ceiling, is_warming_up, mode.held, mode.calm, stability, risk)
    factor = _factor_of(now, is_calm, is_warming_up, guard)
    return _written(min(ceiling, share * factor), mode.mode, memory, guard)


def _reading_of(stability: Smoothed, risk: Smoothed, facts: GuardFacts, guard: Guard) -> str:
    """The gravest of what the signals say; a loss or a gradient that is no number is a doubt."""
    readings = [reading(stability, facts.stability, guard.stability)]
    if guard.risk is not None:
        readings.append(reading(risk, facts.risk, guard.risk))
    if not math.isfinite(facts.loss) or not math.isfinite(facts.gradient_norm):
        readings.append("doubt")
    return gravest(readings)


def _factor_of(now: str, is_calm: bool, is_warming_up: bool, guard: Guard) -> float:
    if now in ("doubt", "brake"):
        return guard.brake
    if not is_calm:
        return 1.0
    return guard.warm_up_rise if is_warming_up else guard.rise


def _cut(share: float, past: _Memory, guard: Guard) -> GuardState:
    """What led astray was learnt at the share that was; signals of weights that are gone say nothing of those put back."""
    ceiling = _cut_ceiling(min(share, past.ceiling), guard)
    cut = replace(past, ceiling=ceiling, is_warming_up=False, held=0, calm=0, stability=Smoothed(), risk=Smoothed())
    return _written(ceiling, "panic", cut, guard)


def _cut_ceiling(share: float, guard: Guard) -> float:
    return max(guard.floor_share, share * guard.rewind_cut)


def _recovered_ceiling(ceiling: float, guard: Guard) -> float:
    return min(guard.ceiling_share, ceiling * guard.recovery)


def _written(share: float, mode: str, memory: _Memory, guard: Guard) -> GuardState:
    return GuardState(
        max(min(guard.floor_share, guard.ceiling_share), share),
        mode,
        {
            "ceiling": memory.ceiling,
            "warmingUp": 1 if memory.is_warming_up else 0,
            "held": memory.held,
            "calm": memory.calm,
            "stability": memory.stability.mean,
            "stabilityWeight": memory.stability.weight,
            "risk": memory.risk.mean,
            "riskWeight": memory.risk.weight,
        },
    )


def _read(state: GuardState) -> _Memory:
    memory = state.memory
    return _Memory(
        memory["ceiling"],
        memory["warmingUp"] == 1,
        int(memory["held"]),
        int(memory["calm"]),
        Smoothed(memory["stability"], memory["stabilityWeight"]),
        Smoothed(memory["risk"], memory["riskWeight"]),
    )
