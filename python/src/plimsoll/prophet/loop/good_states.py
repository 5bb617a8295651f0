"""Weights, buffers and moments as they were before some step: ``packages/prophet/src/trainer/rewind/good-states.ts``."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.optim import Optimizer

from .parameters import fitting

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class GoodState:
    step: int
    tensors: Mapping[str, Tensor]
    #: What the optimiser knows of each parameter, in their order. Its rates are not among it, for a schedule goes on.
    moments: Sequence[Mapping[str, Any]]


class GoodStates:
    """States that a training can be put back to: the first of all, and the last ones that were kept.

    :param live: what learning changes, by name.
    :param most: how many are kept; each is a copy of the weights and of what the optimiser keeps.
    """

    def __init__(self, live: Mapping[str, Tensor], parameters: Sequence[Tensor], optimizer: Optimizer, most: int) -> None:
        self._live, self._parameters, self._optimizer, self._most = live, parameters, optimizer, most
        self._states: tuple[GoodState, ...] = ()

    @property
    def count(self) -> int:
        return len(self._states)

    @property
    def newest_step(self) -> int:
        return self._states[-1].step

    def keep(self, step: int) -> None:
        """Keeps a copy of the state as it is now."""
        older = self._states if len(self._states) < self._most else self._states[:1] + self._states[2:]
        moments = [copy.deepcopy(dict(self._optimizer.state.get(parameter, {}))) for parameter in self._parameters]
        self._states = (*older[: self._most - 1], GoodState(step, _copied(self._live), moments))

    def put_back(self, place: int) -> int:
        """Puts the state at this place back; answers with its step. It and the newer ones are forgotten, so that what leads astray again is put back
        further; the first is never forgotten."""
        state = self._states[place]
        self._put(state.tensors)
        for parameter, moments in zip(self._parameters, state.moments, strict=True):
            self._optimizer.state.pop(parameter, None)
            if moments:
                self._optimizer.state[parameter] = _beside(copy.deepcopy(dict(moments)), parameter)
        self._states = self._states[: max(1, place % len(self._states))]
        return state.step

    def with_state(self, place: int, look: Callable[[], Seen]) -> Seen:
        """Runs `look` with the tensors of the state at this place, then puts the present ones back."""
        present = _copied(self._live)
        self._put(self._states[place].tensors)
        try:
            return look()
        finally:
            self._put(present)

    def state(self) -> list[dict[str, Any]]:
        return [
            {"step": kept.step, "tensors": _copied(kept.tensors), "moments": copy.deepcopy(list(kept.moments))}
            for kept in self._states
        ]

    def restore(self, states: Sequence[Mapping[str, Any]]) -> None:
        """:raises ValueError: for states of other tensors."""
        self._states = tuple(self._restored(kept) for kept in states)

    def _restored(self, kept: Mapping[str, Any]) -> GoodState:
        if len(kept["moments"]) != len(self._parameters):
            raise ValueError(f"moments of {len(kept['moments'])} parameters, not of {len(self._parameters)}")
        tensors = {name: fitting(kept["tensors"][name], tensor) for name, tensor in self._live.items()}
        return GoodState(kept["step"], tensors, copy.deepcopy(list(kept["moments"])))

    @torch.no_grad()
    def _put(self, tensors: Mapping[str, Tensor]) -> None:
        for name, tensor in self._live.items():
            tensor.copy_(tensors[name])


def _beside(moments: dict[str, Any], parameter: Tensor) -> dict[str, Any]:
    """What has the parameter's shape lives on its device; counts of steps stay where they are."""
    return {
        name: value.to(parameter.device) if torch.is_tensor(value) and value.shape == parameter.shape else value
        for name, value in moments.items()
    }


def _copied(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in tensors.items()}
