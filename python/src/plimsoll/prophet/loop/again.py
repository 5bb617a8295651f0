"""The loss of a batch once more, with whatever weights are in place, and nothing changed by the asking."""

from collections.abc import Callable

import torch
from torch import Tensor


def without_traces(model: torch.nn.Module, loss_of_batch: Callable[[], Tensor | float]) -> float:
    """Without dropout and without a gradient; the chance of PyTorch, the modes of all modules and the buffers are then as they were."""
    modes = [(module, module.training) for module in model.modules()]
    buffers = [(buffer, buffer.detach().clone()) for buffer in model.buffers()]
    devices = sorted({tensor.get_device() for tensor in model.parameters() if tensor.is_cuda})
    model.eval()
    try:
        with torch.random.fork_rng(devices), torch.no_grad():
            return float(loss_of_batch())
    finally:
        for module, was_training in modes:
            module.training = was_training
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)
