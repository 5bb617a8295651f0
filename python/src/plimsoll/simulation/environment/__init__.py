"""ClusterTensor for Gymnasium: one cluster, or many that step together."""

from .cluster_tensor_env import ClusterTensorEnv
from .cluster_tensor_vector_env import ClusterTensorVectorEnv

__all__ = ["ClusterTensorEnv", "ClusterTensorVectorEnv"]
