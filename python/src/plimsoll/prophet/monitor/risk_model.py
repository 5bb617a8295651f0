"""A chance from features: one logistic regression on standardised features, then for each lead its isotonic calibration:
``packages/prophet/src/risk/model/risk-model.ts``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Steps that a risk looks ahead, unless something else is said.
LEAD = 10
#: Features further out than this many deviations count as this far: no single one may decide everything.
_STANDARD_MAX = 4


@dataclass(frozen=True)
class RiskModel:
    """Plain data, as TypeScript fitted it."""

    features: tuple[str, ...]
    #: Of what it was fitted on; a feature that is ``None`` counts as its mean.
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    intercept: float
    weights: tuple[float, ...]
    #: By the steps that are looked ahead: where the logistic score is ``scores[i]``, the chance is ``chances[i]``; both rise.
    calibrations: Mapping[int, tuple[Sequence[float], Sequence[float]]]

    @classmethod
    def of_json(cls, model: Mapping[str, Any]) -> "RiskModel":
        return cls(
            features=tuple(model["features"]),
            means=tuple(model["means"]),
            deviations=tuple(model["deviations"]),
            intercept=model["intercept"],
            weights=tuple(model["weights"]),
            calibrations={int(lead): (each["scores"], each["chances"]) for lead, each in model["calibrations"].items()},
        )

    def risk(self, features: Sequence[float | None], lead: int = LEAD) -> float:
        """The chance of a spike within `lead` steps, in [0, 1]; features in the model's order, ``None`` for what is not known."""
        return _calibrated(*self.calibrations[lead], self.logistic_score(features))

    def logistic_score(self, features: Sequence[float | None]) -> float:
        """Before calibration: any number, 0 for even odds."""
        score = self.intercept
        for value, mean, deviation, weight in zip(features, self.means, self.deviations, self.weights, strict=True):
            if value is not None:
                score += weight * min(_STANDARD_MAX, max(-_STANDARD_MAX, (value - mean) / deviation))
        return score


def _calibrated(scores: Sequence[float], chances: Sequence[float], score: float) -> float:
    """Straight pieces between the knots, level beyond them."""
    above = next((index for index, knot in enumerate(scores) if score < knot), len(scores))
    if above in (0, len(scores)):
        return chances[min(above, len(chances) - 1)]
    start, end = scores[above - 1], scores[above]
    low, high = chances[above - 1], chances[above]
    return low + ((high - low) * (score - start)) / (end - start)
