"""Features of the risk that any training loop can tell: ``packages/prophet/src/risk/portable-monitor.ts``, number by number."""

import math
from collections.abc import Mapping

from .features.feature import Facts, Feature, Features, Numbers
from .features.gradient_z_score import GRADIENT_Z_SCORE
from .features.level import GRADIENT_LEVEL, LOSS_LEVEL
from .features.loss_drift import LOSS_DRIFT
from .features.rate_level import RATE_LEVEL
from .features.spike_memory import SPIKE_MEMORY
from .features.stability_level import STABILITY_LEVEL

#: In this order everywhere.
_PARTS: Mapping[str, Feature] = {
    "gradientZScore": GRADIENT_Z_SCORE,
    "gradientLevel": GRADIENT_LEVEL,
    "lossLevel": LOSS_LEVEL,
    "lossDrift": LOSS_DRIFT,
    "spikeMemory": SPIKE_MEMORY,
    "stabilityLevel": STABILITY_LEVEL,
    "rateLevel": RATE_LEVEL,
}

PORTABLE_FEATURES = tuple(name for part in _PARTS.values() for name in part.names)

#: Plain numbers by part and name.
PortableState = Mapping[str, Numbers]

PORTABLE_FIRST: PortableState = {name: part.first for name, part in _PARTS.items()}


def portable_next(state: PortableState, facts: Facts) -> tuple[PortableState, Features | None]:
    """The next state, and the features of this step in the order of ``PORTABLE_FEATURES``; ``None`` and the same state where loss or gradient is not
    finite: then there is nothing left to foretell."""
    if not math.isfinite(facts.loss) or not math.isfinite(facts.gradient_norm):
        return state, None
    done = {name: part.next(state[name], facts) for name, part in _PARTS.items()}
    return {name: moved for name, (moved, _) in done.items()}, [each for _, features in done.values() for each in features]
