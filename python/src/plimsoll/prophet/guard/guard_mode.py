"""A mode, and when it gives way to another: ``packages/prophet/src/rate/guard/guard-mode.ts``."""

from dataclasses import dataclass

#: The original's four names: how grave the law finds the moment.
MODES = ("panic", "alert", "warning", "cruise")

#: What a reading asks for at once.
_CALLS = {"doubt": "panic", "brake": "alert", "unclear": "cruise", "unknown": "cruise", "calm": "cruise"}


@dataclass(frozen=True)
class ModeState:
    mode: str
    #: How long it holds, and for how many steps on end all has been calm.
    held: int
    calm: int


def next_mode(past: ModeState, reading: str, dwell: int) -> ModeState:
    """A graver mode begins at once, a milder one after `dwell` calm steps on end, and it is the next milder one: panic or alert, warning, cruise."""
    called = _CALLS[reading]
    if MODES.index(called) < MODES.index(past.mode):
        return ModeState(called, 1, 0)
    calm = _calm_steps(past.calm, reading)
    if past.mode == "cruise" or past.held < dwell or calm < dwell:
        return ModeState(past.mode, min(past.held + 1, dwell), min(calm, dwell))
    return ModeState("cruise" if past.mode == "warning" else "warning", 1, 0)


def _calm_steps(calm: int, reading: str) -> int:
    """A step without a signal neither adds nor breaks."""
    if reading == "calm":
        return calm + 1
    return calm if reading == "unknown" else 0
