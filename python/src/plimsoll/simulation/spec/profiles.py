"""The named worlds. ``profiles.json`` is written from TypeScript by scripts/write/cluster-profiles.ts."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from ..simulation_error import SimulationError
from .cluster_spec import ClusterSpec, parse_cluster_spec

_PROFILES: dict[str, Any] = {
    profile["name"]: profile
    for profile in json.loads(files("plimsoll.simulation").joinpath("profiles.json").read_text(encoding="utf-8"))
}

PROFILE_NAMES: tuple[str, ...] = tuple(_PROFILES)


def cluster_profile(name: str, changes: Mapping[str, Any] | None = None) -> ClusterSpec:
    """A named profile, with whole fields changed: ``cluster_profile("hard", {"width": 10, "height": 10})``.

    :raises SimulationError: ``CLUSTER_PROFILE_UNKNOWN``, or ``CLUSTER_SPEC_INVALID`` where a change is not allowed.
    """
    profile = _PROFILES.get(name) if isinstance(name, str) else None
    if profile is None:
        raise SimulationError(
            "CLUSTER_PROFILE_UNKNOWN", f"one of {', '.join(PROFILE_NAMES)}", name, "name one of these profiles"
        )
    return parse_cluster_spec({**profile, **(changes or {})})
