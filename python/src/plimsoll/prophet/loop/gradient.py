"""The gradient that backpropagation left in the parameters."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ..prophet_error import ProphetError
from .parameters import dot


def gradients_of(parameters: Sequence[Tensor]) -> list[Tensor]:
    """One for each parameter; zeros where backpropagation did not come by.

    :raises ProphetError: ``PROPHET_UNSUPPORTED`` for sparse ones; ``PROPHET_NO_GRADIENT`` where there is none at all.
    """
    gradients = [parameter.grad for parameter in parameters]
    if all(gradient is None for gradient in gradients):
        raise ProphetError("PROPHET_NO_GRADIENT", "a gradient", "none", "call loss.backward() before the step")
    if any(gradient is not None and gradient.layout is not torch.strided for gradient in gradients):
        raise ProphetError("PROPHET_UNSUPPORTED", "dense gradients", "sparse ones", "make embeddings with sparse=False")
    return [
        torch.zeros_like(parameter) if gradient is None else gradient
        for parameter, gradient in zip(parameters, gradients, strict=True)
    ]


def norm(gradients: Sequence[Tensor]) -> Tensor:
    """The Euclidean length."""
    return dot(gradients, gradients).sqrt()


def clip_scale(length: float, most: float) -> float:
    """What a gradient of this length is multiplied with so that it is no longer than `most` (``clip_grad_norm_``)."""
    return min(1.0, most / (length + 1e-6))


@torch.no_grad()
def shorten(gradients: Sequence[Tensor], scale: float) -> None:
    """In place."""
    for gradient in gradients if scale < 1 else ():
        gradient.mul_(scale)


def forget_gradients(parameters: Sequence[Tensor]) -> None:
    """Without a gradient no optimiser of PyTorch moves a parameter, nor its moments."""
    for parameter in parameters:
        parameter.grad = None
