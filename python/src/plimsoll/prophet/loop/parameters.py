"""What a training changes: the parameters of its optimiser and the buffers of its model."""

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.optim import Optimizer

from ..prophet_error import ProphetError


def parameters_of(optimizer: Optimizer) -> list[Tensor]:
    """In the order of the groups, each once."""
    return list({id(parameter): parameter for group in optimizer.param_groups for parameter in group["params"]}.values())


def named_tensors(model: torch.nn.Module, parameters: Iterable[Tensor]) -> dict[str, Tensor]:
    """The tensors that learning changes, by their name in the model; tied ones once. What is frozen is not among them.

    :raises ProphetError: ``PROPHET_SETTINGS`` where the optimiser has parameters that are none of the model's.
    """
    learnt = {id(parameter) for parameter in parameters}
    named = {name: tensor for name, tensor in model.named_parameters() if id(tensor) in learnt}
    if len(named) != len(learnt):
        raise ProphetError(
            "PROPHET_SETTINGS",
            "a model that has all of the optimiser's parameters",
            f"{len(named)} of {len(learnt)}",
            "give the module that holds everything that is learnt",
        )
    return named | dict(model.named_buffers())


def fitting(kept: Tensor, live: Tensor) -> Tensor:
    """A copy of a tensor that was kept, beside the one that it is put into.

    :raises ValueError: where it has another shape.
    """
    if kept.shape != live.shape:
        raise ValueError(f"a tensor of shape {tuple(kept.shape)}, not {tuple(live.shape)}")
    return kept.to(live.device, copy=True)


def dot(left: Iterable[Tensor], right: Iterable[Tensor]) -> Tensor:
    """The inner product of two lists of tensors, summed over the tensors as float64: a number on the first one's device."""
    parts = [torch.dot(_flat(a), _flat(b)) for a, b in zip(left, right, strict=True)]
    return torch.stack([part.to(parts[0].device, torch.float64) for part in parts]).sum()


def _flat(tensor: Tensor) -> Tensor:
    flat = tensor.detach().flatten()
    return flat.float() if flat.dtype in (torch.float16, torch.bfloat16) else flat
