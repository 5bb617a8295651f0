"""The time that a gate judges by."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class GateTime:
    time_ms: int
    monotonic_ms: int


class GateClock:
    """The wall clock, held up by the monotonic one.

    It never runs slower than the monotonic clock from the latest time that this gate has known, by its own wall clock or by
    the issuer's signature: a wall clock that is set back does not lengthen a token's life.
    """

    def __init__(self, wall_ms: Callable[[], int], monotonic_ms: Callable[[], int]) -> None:
        self._wall_ms = wall_ms
        self._monotonic_ms = monotonic_ms
        self._latest = GateTime(wall_ms(), monotonic_ms())

    def now(self) -> GateTime:
        monotonic_ms = self._monotonic_ms()
        held_up_ms = self._latest.time_ms + (monotonic_ms - self._latest.monotonic_ms)
        self._latest = GateTime(max(self._wall_ms(), held_up_ms), monotonic_ms)
        return self._latest

    def raise_to(self, time_ms: int) -> None:
        """It is at least this late: the issuer has signed it."""
        now = self.now()
        self._latest = GateTime(max(now.time_ms, time_ms), now.monotonic_ms)


def system_clock() -> GateClock:
    return GateClock(lambda: time.time_ns() // 1_000_000, lambda: time.monotonic_ns() // 1_000_000)
