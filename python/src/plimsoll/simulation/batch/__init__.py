"""Many clusters of one spec that step together, in one memory of the kernel (SIM-287)."""

from .cluster_batch import AUTORESET_MODES, ClusterBatch
from .cluster_state import ClusterState
from .initial_state import place_initial_state

__all__ = ["AUTORESET_MODES", "ClusterBatch", "ClusterState", "place_initial_state"]
