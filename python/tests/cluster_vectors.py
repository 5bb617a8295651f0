"""The vectors that hold the Python package to TypeScript, and what its tests have in common."""

import json
from pathlib import Path

from plimsoll.simulation import PROFILE_NAMES

REPOSITORY = Path(__file__).parents[2]
_VECTORS = REPOSITORY / "spec/vectors/simulation"

PARAMETERS = json.loads((_VECTORS / "parameters.json").read_text())
TRAJECTORIES = json.loads((_VECTORS / "trajectories.json").read_text())

#: Both back ends are tested wherever these tests run.
HOSTS = ("wasmtime", "node")
IDS = ("plimsoll/ClusterTensor-v45", "plimsoll/ClusterTensor-v46")
PROFILES = PROFILE_NAMES
