"""The names under which Gymnasium knows the worlds."""

import warnings

import gymnasium

_ENTRY_POINT = "plimsoll.simulation.environment:ClusterTensorEnv"
_VECTOR_ENTRY_POINT = "plimsoll.simulation.environment:ClusterTensorVectorEnv"

#: Versions 4.5 and 4.6; every other profile by ``make(…, profile=…)``.
ENVIRONMENT_IDS = {"plimsoll/ClusterTensor-v45": "classic", "plimsoll/ClusterTensor-v46": "hardened"}


def register_environments() -> None:
    """Registers what is not there yet."""
    # Gymnasium takes a higher number for a newer edition of the same; these are two definitions, and both stay.
    warnings.filterwarnings("ignore", r".*plimsoll/ClusterTensor-v45 is out of date", DeprecationWarning)
    for name, profile in ENVIRONMENT_IDS.items():
        if name not in gymnasium.registry:
            gymnasium.register(name, _ENTRY_POINT, vector_entry_point=_VECTOR_ENTRY_POINT, kwargs={"profile": profile})
