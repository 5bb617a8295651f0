"""How curved the loss is along the last update: ``packages/prophet/src/engine/update-curvature.ts``."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from .parameters import dot, fitting

#: Below this there was no last update, or it went up the slope.
_DESCENT_MIN = 1e-20


class UpdateCurvature:
    """From gradients that are there anyway: (g' - g)·d ≈ dᵀHd. Against -2 g·d it says whether the step was longer than the parabola can bear; for
    gradient descent that is rate · λ / 2, and 1 is the edge of stability (Cohen et al. 2021). With other rows in each batch it is a noisy estimate;
    whoever uses it smooths it. It keeps one copy of the parameters, and a second one while a step is taken."""

    def __init__(self, parameters: Sequence[Tensor]) -> None:
        self._parameters = parameters
        self._update: list[Tensor] | None = None
        self._slope = 0.0
        self._before: tuple[list[Tensor], list[Tensor]] | None = None

    def along_update(self, gradients: Sequence[Tensor]) -> Tensor | None:
        """g'·d, on the device; ``None`` where there is no last update."""
        return None if self._update is None else dot(gradients, self._update)

    def stability(self, along: float) -> float | None:
        """dᵀHd / (-2 g·d), of what ``along_update`` gave; ``None`` where the last update did not descend."""
        descent = -self._slope
        return (along - self._slope) / (2 * descent) if descent > _DESCENT_MIN else None

    @torch.no_grad()
    def before_step(self, gradients: Sequence[Tensor]) -> None:
        """Before the parameters are moved, and the gradients shortened."""
        self.forget()
        self._before = (
            [parameter.detach().clone() for parameter in self._parameters],
            [gradient.detach().clone() for gradient in gradients],
        )

    @torch.no_grad()
    def after_step(self) -> float:
        """After they have moved. The slope g·d, which is no number where a parameter has become none."""
        if self._before is None:
            return 0.0
        moved, gradients = self._before
        for start, parameter in zip(moved, self._parameters, strict=True):
            torch.sub(parameter.detach(), start, out=start)
        self._update, self._slope, self._before = moved, float(dot(gradients, moved)), None
        return self._slope

    def forget(self) -> None:
        """The parameters were put back: there is no last update."""
        self._update, self._slope, self._before = None, 0.0, None

    def state(self) -> dict[str, Any]:
        return {"update": None if self._update is None else [tensor.clone() for tensor in self._update], "slope": self._slope}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.forget()
        if state["update"] is None:
            return
        pairs = zip(state["update"], self._parameters, strict=True)
        self._update = [fitting(tensor, parameter) for tensor, parameter in pairs]
        self._slope = state["slope"]
