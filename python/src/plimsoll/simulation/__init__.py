"""ClusterTensor for Gymnasium: the worlds of packages/simulation, bit for bit, on the same WebAssembly.

>>> import gymnasium
>>> env = gymnasium.make("plimsoll.simulation:plimsoll/ClusterTensor-v45")

Rules SIM-280 to SIM-299 of spec/simulation.md.
"""

try:
    from .registration import ENVIRONMENT_IDS, register_environments
except ImportError as error:
    raise ImportError(
        "plimsoll.simulation needs Gymnasium and NumPy; in a checkout: pip install './python[simulation]'"
    ) from error

from .batch import ClusterBatch
from .environment import ClusterTensorEnv, ClusterTensorVectorEnv
from .simulation_error import HostError, SimulationError
from .spec import PROFILE_NAMES, cluster_profile, parse_cluster_spec, spec_digest
from .trajectory_hash import trajectory_hash

register_environments()

__all__ = [
    "ENVIRONMENT_IDS",
    "PROFILE_NAMES",
    "ClusterBatch",
    "ClusterTensorEnv",
    "ClusterTensorVectorEnv",
    "HostError",
    "SimulationError",
    "cluster_profile",
    "parse_cluster_spec",
    "spec_digest",
    "trajectory_hash",
]
