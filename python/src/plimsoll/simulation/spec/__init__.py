"""A cluster's world as data: all that decides what happens, and nothing that decides how fast (SIM-280 to SIM-283)."""

from .cluster_spec import ClusterSpec, observation_size_of, parse_cluster_spec
from .profiles import PROFILE_NAMES, cluster_profile
from .spec_digest import spec_digest

__all__ = [
    "PROFILE_NAMES",
    "ClusterSpec",
    "cluster_profile",
    "observation_size_of",
    "parse_cluster_spec",
    "spec_digest",
]
