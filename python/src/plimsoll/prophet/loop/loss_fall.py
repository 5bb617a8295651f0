"""O_r, as far as a training can tell: how far its smoothed loss has fallen since it last said so."""

import math
from collections.abc import Mapping
from typing import Any

#: Share of the new: a window of some 50 steps.
_SHARE = 0.02
_MICRO = 1_000_000


class LossFall:
    def __init__(self) -> None:
        self._count = 0
        self._smoothed = 0.0
        self._before: float | None = None

    def see(self, loss: float) -> None:
        """A loss that is finite; a plain mean at first."""
        self._smoothed += max(_SHARE, 1 / (self._count + 1)) * (loss - self._smoothed)
        self._count += 1
        self._before = self._smoothed if self._before is None else self._before

    def take_micro(self) -> int | None:
        """In millionths, below 0 where it rose; counted anew from here. ``None`` before the first loss."""
        if self._before is None:
            return None
        fall = math.floor((self._before - self._smoothed) * _MICRO + 0.5)
        self._before = self._smoothed
        return fall

    def state(self) -> dict[str, Any]:
        return {"count": self._count, "smoothed": self._smoothed, "before": self._before}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._count, self._smoothed, self._before = state["count"], state["smoothed"], state["before"]
