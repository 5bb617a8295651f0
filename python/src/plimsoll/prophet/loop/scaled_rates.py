"""The rates of an optimiser, scaled for one step. Each group has its own, and a schedule may set it anew."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.optim import Optimizer

Rate = float | Tensor


class ScaledRates:
    """Multiplies the rate of every group before a step, and puts the scheduled ones back after it, so that no schedule compounds what we do."""

    def __init__(self, optimizer: Optimizer) -> None:
        self._optimizer = optimizer
        self._scheduled: list[Rate] | None = None

    def scheduled(self) -> tuple[float, ...]:
        """As the schedule has them."""
        self.put_back()
        return tuple(float(group["lr"]) for group in self._optimizer.param_groups)

    def scale(self, factor: float) -> None:
        self.put_back()
        groups = self._optimizer.param_groups
        self._scheduled = [rate.clone() if torch.is_tensor(rate := group["lr"]) else rate for group in groups]
        for group in groups:
            _set(group, group["lr"] * factor)

    def put_back(self) -> None:
        """Also where a step failed after its rates were scaled."""
        scheduled: Sequence[Rate] | None = self._scheduled
        self._scheduled = None
        for group, rate in zip(self._optimizer.param_groups, scheduled or (), strict=False):
            _set(group, rate)


def _set(group: dict, rate: Rate) -> None:
    """A rate that is a tensor stays the same tensor: a compiled step may hold it."""
    if torch.is_tensor(group["lr"]):
        group["lr"].copy_(rate)
    else:
        group["lr"] = rate
