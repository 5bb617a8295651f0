"""What ``reset(options=…)`` may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernel.counter import Key, seed_key
from .faults import mask_type, mask_value, option_invalid

#: What a world is made of: for a single environment, whose world may change from one episode to the next.
WORLD_OPTIONS = ("profile", "changes", "width", "height")
EPISODE_OPTIONS = ("initial_state", "kernel_seed")
_KERNEL_SEEDS = 2**53


@dataclass(frozen=True)
class ResetOptions:
    """Checked options of one reset."""

    world: Mapping[str, Any]
    initial_state: Mapping[str, Any] | None
    kernel_seed: int | None
    reset_mask: NDArray[np.bool_] | None = None

    def kernel_root(self, environment: int) -> Key | None:
        """The run that TypeScript's ``reset(kernel_seed)`` gives an environment."""
        return None if self.kernel_seed is None else seed_key(self.kernel_seed + environment)


def single_reset_options(options: Mapping[str, Any] | None) -> ResetOptions:
    given = _known(options, (*WORLD_OPTIONS, *EPISODE_OPTIONS))
    world = {name: given[name] for name in WORLD_OPTIONS if name in given}
    require_mapping(world.get("changes"), "changes")
    return ResetOptions(world, given.get("initial_state"), _kernel_seed(given))


def vector_reset_options(options: Mapping[str, Any] | None, environments: int) -> ResetOptions:
    given = _known(options, ("reset_mask", *EPISODE_OPTIONS))
    mask = _mask(given["reset_mask"], environments) if "reset_mask" in given else None
    return ResetOptions({}, given.get("initial_state"), _kernel_seed(given), mask)


def _known(options: Mapping[str, Any] | None, names: tuple[str, ...]) -> Mapping[str, Any]:
    require_mapping(options, "options")
    given = {} if options is None else options
    unknown = next((name for name in given if name not in names), None)
    if unknown is not None:
        raise option_invalid(f"one of {', '.join(names)}", unknown)
    return given


def require_mapping(given: object, name: str) -> None:
    """Refuses what is neither a mapping nor None."""
    if given is not None and not isinstance(given, Mapping):
        raise option_invalid(f"a mapping as {name}", f"{type(given).__name__} {given!r}")


def _kernel_seed(given: Mapping[str, Any]) -> int | None:
    seed = given.get("kernel_seed")
    if seed is None:
        return None
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or not 0 <= seed < _KERNEL_SEEDS:
        raise option_invalid("a whole number in [0, 2^53) as kernel_seed", seed)
    return int(seed)


def _mask(mask: Any, environments: int) -> NDArray[np.bool_]:
    """The rules of Gymnasium's own vector environments."""
    if not isinstance(mask, np.ndarray):
        raise mask_type(type(mask).__name__)
    if mask.shape != (environments,):
        raise mask_value(f"a mask of shape ({environments},)", f"shape {mask.shape}")
    if mask.dtype != np.bool_:
        raise mask_type(f"an array of {mask.dtype}")
    if not mask.any():
        raise mask_value("a mask with one True at least", "none")
    return mask.copy()
