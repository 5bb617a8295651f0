"""The world that an environment is made with, and the run that it starts."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium.spaces import Box, Discrete

from ..kernel.counter import Key
from ..spec import ClusterSpec, cluster_profile, observation_size_of
from .reset_options import require_mapping

ACTION_COUNT = 6


def world_spec(
    profile: str, changes: Mapping[str, Any] | None = None, width: int | None = None, height: int | None = None
) -> ClusterSpec:
    """A profile with whole fields changed; ``width`` and ``height`` are short for the changes of that name."""
    require_mapping(changes, "changes")
    sizes = {name: size for name, size in (("width", width), ("height", height)) if size is not None}
    return cluster_profile(profile, {**(changes or {}), **sizes})


def observation_box(spec: ClusterSpec) -> Box:
    return Box(0.0, 1.0, (observation_size_of(spec),), np.float32)


def action_choice() -> Discrete:
    return Discrete(ACTION_COUNT)


def drawn_root(np_random: np.random.Generator) -> Key:
    """The key of a run from a generator that Gymnasium has seeded: its next 64 bits."""
    word = int(np_random.bit_generator.random_raw())
    return Key(word % 2**32, word >> 32)
