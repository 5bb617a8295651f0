"""Counter-based randomness, as packages/simulation/src/random/counter.ts: a number follows from key and place."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

_GOLDEN = np.uint32(0x9E3779B9)
_FIRST = np.uint32(0x7FEB352D)
_SECOND = np.uint32(0x846CA68B)


class Key(NamedTuple):
    """64 bits, as two unsigned 32-bit words; or many keys, as two arrays of them."""

    low: int | NDArray[np.uint32]
    high: int | NDArray[np.uint32]


def words_at(key: Key, places: ArrayLike) -> NDArray[np.uint32]:
    """The words at ``places`` under ``key``: whole numbers in [0, 2^32), in the places' shape."""
    x = np.atleast_1d(np.asarray(places)).astype(np.uint32) * _GOLDEN + np.asarray(key.low, np.uint32)
    x = (x ^ (x >> np.uint32(16)) ^ np.asarray(key.high, np.uint32)) * _FIRST
    x = (x ^ (x >> np.uint32(15))) * _SECOND
    return x ^ (x >> np.uint32(16))


def part_key(key: Key, part: int) -> Key:
    """The key of a part of what ``key`` governs."""
    low, high = words_at(key, [(2 * part) % 2**32, (2 * part + 1) % 2**32])
    return Key(int(low), int(high))


def seed_key(seed: int) -> Key:
    """The key of a run's seed, a whole number in [0, 2^53): what TypeScript's ``reset(seed)`` starts with."""
    return part_key(Key(seed % 2**32, seed >> 32), 0)


def below_at(key: Key, places: ArrayLike, bound: int) -> NDArray[np.int64]:
    """Whole numbers in [0, bound) at ``places``."""
    return (words_at(key, places).astype(np.uint64) * np.uint64(bound) >> np.uint64(32)).astype(np.int64)
