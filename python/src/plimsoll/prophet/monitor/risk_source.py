"""The chance of a loss spike within the next 10 steps, step by step."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .features.feature import Facts
from .portable_monitor import PORTABLE_FEATURES, PORTABLE_FIRST, PortableState, portable_next
from .risk_model import RiskModel


@cache
def fitted_model() -> RiskModel:
    """What TypeScript fitted on recorded runs (docs/reference/risk-model.md), as it wrote it into this package."""
    model = RiskModel.of_json(json.loads(Path(__file__).with_name("risk-model.json").read_text(encoding="utf-8")))
    if model.features != PORTABLE_FEATURES:
        raise ValueError("risk-model.json is of another monitor: write it anew with scripts/write/prophet-python.ts")
    return model


class RiskSource:
    """Foretells. What it says of a step it says before the step is taken; it is asked once a step, in order."""

    def __init__(self) -> None:
        self._model = fitted_model()
        self._state: PortableState = PORTABLE_FIRST

    def foretell(self, facts: Facts) -> float:
        """In [0, 1]."""
        self._state, features = portable_next(self._state, facts)
        # What is not finite is the very thing that was to be foretold.
        return 1.0 if features is None else self._model.risk(features)

    def state(self) -> dict[str, dict[str, float]]:
        return {part: dict(numbers) for part, numbers in self._state.items()}

    def restore(self, state: Mapping[str, Mapping[str, Any]]) -> None:
        self._state = {part: {name: state[part][name] for name in first} for part, first in PORTABLE_FIRST.items()}
