"""The spec of ClusterTensor: the fields and bounds of packages/simulation/src/cluster/cluster-spec.ts."""

from typing import Any

from ..simulation_error import SimulationError
from .shapes import ShapeFault, boolean, choice, identifier, integer, items, real, record

#: A world as data, made by ``parse_cluster_spec`` or ``cluster_profile``: plain dictionaries, tuples and numbers.
ClusterSpec = dict[str, Any]

#: A share of a resource: 0 is none, 1 is all of it.
_share = real(0, 1)
#: A reward, or a fine as a positive number.
_amount = real(0, 1_000)
#: How a channel drifts in one step: a normal step, clipped to [0, 1].
_drift = record({"mean": real(-0.25, 0.25), "sigma": real(0, 0.05)})

_SHAPE = record(
    {
        "name": identifier,
        "width": integer(2, 1_000),
        "height": integer(2, 1_000),
        "stepsMax": integer(1, 1_000_000),
        "start": record({"cpuBelow": _share, "memoryBelow": _share}),
        "priorities": items(record({"priority": _share, "weight": integer(1, 1_000)}), 8),
        "budget": record(
            {
                "full": real(0.001, 16_000),
                "recovery": real(0, 100),
                "clean": real(0, 1_000),
                "scale": real(0.001, 1_000),
            }
        ),
        "clean": record(
            {
                "cpuCut": _share,
                "wasteBelow": _share,
                "wasteFine": _amount,
                "fullAt": real(0.001, 2),
                "deniedFine": _amount,
            }
        ),
        "scale": record(
            {"hotAbove": _share, "cut": _share, "reward": _amount, "idleFine": _amount, "deniedFine": _amount}
        ),
        "drift": record(
            {
                "cpu": _drift,
                "memory": _drift,
                "leaks": items(real(0, 0.1), 64),
                "reversion": _share,
                "feedback": real(0, 0.5),
            }
        ),
        "events": record(
            {
                "burst": record({"chance": _share, "cells": integer(1, 1_000_000), "cpu": _share, "memory": _share}),
                "restart": record({"chance": _share, "memory": _share}),
            }
        ),
        "oom": record(
            {
                "at": _share,
                "penalty": _amount,
                "criticalAbove": _share,
                "criticalPenalty": _amount,
                "endsAt": integer(1, 1_000_000),
                "criticalEnds": boolean,
            }
        ),
        "overload": record({"above": _share, "penalty": _amount}),
        "timePenalty": _amount,
        "shaping": record({"weight": real(0, 100), "discount": _share, "zeroAtEnd": boolean}),
        "observation": record({"position": choice("of-size", "of-last"), "globals": boolean}),
    }
)


def parse_cluster_spec(value: Any) -> ClusterSpec:
    """Reads a spec from data that is not trusted.

    :raises SimulationError: ``CLUSTER_SPEC_INVALID``, naming the field and what it may be.
    """
    try:
        spec = _SHAPE(value, "")
    except ShapeFault as fault:
        raise _invalid(f"{fault.expected} at {fault.path}", fault.received) from None
    contradiction = _contradiction(spec)
    if contradiction is not None:
        raise _invalid(contradiction, "a spec that contradicts itself")
    return spec


def observation_size_of(spec: ClusterSpec) -> int:
    """How many numbers an observation has: the seed's 30, or 33 with global sight."""
    return 33 if spec["observation"]["globals"] else 30


def _contradiction(spec: ClusterSpec) -> str | None:
    """What each field allows by itself and the spec does not as a whole."""
    leaks = len(spec["drift"]["leaks"])
    if len(spec["priorities"]) == 0:
        return "at least one priority"
    if leaks == 0 or 64 % leaks != 0:
        return "1, 2, 4, 8, 16, 32 or 64 leaks"
    if spec["events"]["burst"]["cells"] > spec["width"] * spec["height"]:
        return "a burst of no more cells than there are"
    if spec["overload"]["above"] == 0:
        return "an overload threshold above 0"
    return None


def _invalid(expected: str, received: str) -> SimulationError:
    fix = "start from a profile (classic, hardened, hard, leak-mixture, bursty, adversarial) and change single fields"
    return SimulationError("CLUSTER_SPEC_INVALID", expected, received, fix)
