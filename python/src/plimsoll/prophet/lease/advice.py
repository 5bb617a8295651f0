"""What the governor's learning-rate lever writes, ``{"scalePpm": 200000, "sinceMs": 1767225600000}``, and what we answer."""

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .whole_file import read_whole, write_whole

_PPM = 1_000_000
#: Advice is looked at no oftener than this: a step may take microseconds.
_LOOK_SECONDS = 0.05
#: What is followed is said again after this long, so that a governor can tell a trainer that lives from one that does not.
_REPORT_SECONDS = 1.0


class AdviceFollower:
    """Follows the advice in a file, and says so in ``advice-report.json`` beside it.

    :param is_advised: a governor advises, so that no file is doubt; else there is doubt from the first advice on.
    :param is_held: where somebody advises, nothing may be learnt now, whatever is advised.
    """

    def __init__(
        self,
        file: Path,
        is_advised: bool,
        is_held: Callable[[], bool] = lambda: False,
        wall_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._file = file
        self._is_held = is_held
        self._is_advised = is_advised
        self._wall_ms = wall_ms
        self._ppm = 0
        self._looked_at = -math.inf
        self._reported = (-1, -math.inf)

    def scale(self) -> float:
        """In [0, 1]. Doubt is 0: an advice that is gone, cannot be read, or says more than all."""
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_SECONDS:
            self._looked_at = now
            # In this order: a verdict comes after the advice that goes with it.
            is_held = self._is_held()
            advised_ppm = self._advised_ppm()
            self._ppm = 0 if is_held and self._is_advised else advised_ppm
            self._report(now)
        return self._ppm / _PPM

    def look_anew(self) -> None:
        """The next answer is by what lies there then."""
        self._looked_at = -math.inf

    def _advised_ppm(self) -> int:
        try:
            advice = read_whole(self._file)
        except FileNotFoundError:
            return 0 if self._is_advised else _PPM
        except (OSError, ValueError, RecursionError):
            advice = None
        self._is_advised = True
        return advice["scalePpm"] if _is_advice(advice) else 0

    def _report(self, now: float) -> None:
        ppm, at = self._reported
        if ppm == self._ppm and now - at < _REPORT_SECONDS:
            return
        self._reported = (self._ppm, now)
        try:
            write_whole(self._file.with_name("advice-report.json"), {"scalePpm": self._ppm, "atMs": self._wall_ms()})
        except OSError:
            pass  # A report is a courtesy. A training must not end because nobody hears it.


def _is_advice(advice: Any) -> bool:
    return (
        isinstance(advice, dict)
        and set(advice) == {"scalePpm", "sinceMs"}
        and all(type(value) is int and value >= 0 for value in advice.values())
        and advice["scalePpm"] <= _PPM
    )
