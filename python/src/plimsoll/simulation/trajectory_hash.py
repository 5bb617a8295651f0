"""One number of 32 bits for everything that a batch showed so far: equal in every language and on every back end."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_STEP_PRIME = 0x0100_0193
_ALL_BITS = 0xFFFF_FFFF


def trajectory_hash(before: int, observations: Any, rewards: Any, terminated: Any, truncated: Any) -> int:
    """The hash after one more step.

    :param before: the hash of what came before, 0 at the beginning
    :param observations: n × size of float32
    :param rewards: n of float64
    :param terminated: n of one byte each, as ``truncated``
    """
    parts = (
        np.ascontiguousarray(observations, dtype="<f4").reshape(-1).view("<u4"),
        np.ascontiguousarray(rewards, dtype="<f8").reshape(-1).view("<u4"),
        np.asarray(terminated).astype(np.uint32),
        np.asarray(truncated).astype(np.uint32),
    )
    value = before
    for part in parts:
        value = (value * _STEP_PRIME + _weighted(part)) & _ALL_BITS
    return value


def _weighted(words: NDArray[np.uint32]) -> int:
    return int((words * _odd_numbers(words.size)).sum(dtype=np.uint32))


@lru_cache(maxsize=8)
def _odd_numbers(count: int) -> NDArray[np.uint32]:
    return 2 * np.arange(count, dtype=np.uint32) + np.uint32(1)
