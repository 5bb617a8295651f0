"""What an environment refuses. The codes are those of the TypeScript batch where it has the same."""

import gymnasium

from ..simulation_error import SimulationError, SimulationTypeError


class ResetNeeded(SimulationError, gymnasium.error.ResetNeeded):
    """A step where there is no episode to step."""


def action_invalid(received: object) -> SimulationError:
    fix = "0 up, 1 down, 2 left, 3 right, 4 clean, 5 scale"
    return SimulationError("CLUSTER_ACTION_INVALID", "an action from 0 to 5", received, fix)


def action_type(received: object) -> SimulationError:
    fix = "give whole numbers: 0 up, 1 down, 2 left, 3 right, 4 clean, 5 scale"
    return SimulationTypeError("CLUSTER_ACTION_INVALID", "whole numbers from 0 to 5", received, fix)


def action_count(received: object, environments: int) -> SimulationError:
    return SimulationError(
        "CLUSTER_ACTION_COUNT",
        f"{environments} actions, one for each environment",
        received,
        "give every environment an action",
    )


def episode_ended(where: str) -> ResetNeeded:
    return ResetNeeded(
        "CLUSTER_EPISODE_ENDED", "an episode that runs", f"a step after the end ({where})", "reset before the next step"
    )


def not_reset() -> ResetNeeded:
    return ResetNeeded("CLUSTER_NOT_RESET", "an episode that runs", "a step before the first", "call reset first")


def mask_type(received: object) -> SimulationError:
    fix = 'give options={"reset_mask": a NumPy array of n booleans}'
    return SimulationTypeError("CLUSTER_RESET_MASK", "a NumPy array of booleans", received, fix)


def mask_value(expected: str, received: object) -> SimulationError:
    fix = "say of every environment whether it shall be reset, and of one at least that it shall"
    return SimulationError("CLUSTER_RESET_MASK", expected, received, fix)


def seed_count(received: object, environments: int) -> SimulationError:
    fix = "give one seed, or a list with one for each environment"
    return SimulationError("CLUSTER_SEED_COUNT", f"{environments} seeds", received, fix)


def option_invalid(expected: str, received: object) -> SimulationError:
    fix = "see the options of reset in python/README.md"
    return SimulationError("CLUSTER_OPTION_INVALID", expected, received, fix)
