"""What Prophet cannot look after yet is refused, not half done."""

import torch
from torch.optim import LBFGS, Optimizer

from ..prophet_error import ProphetError


def assert_supported(optimizer: Optimizer) -> None:
    """:raises ProphetError: ``PROPHET_UNSUPPORTED`` for an optimiser that wants a closure, and for a training on several processes, whose decisions
    would have to be one."""
    if isinstance(optimizer, LBFGS):
        raise ProphetError("PROPHET_UNSUPPORTED", "an optimiser that steps without a closure", "LBFGS", "take another optimiser")
    distributed = torch.distributed
    if distributed.is_available() and distributed.is_initialized() and distributed.get_world_size() > 1:
        raise ProphetError(
            "PROPHET_UNSUPPORTED", "one process", f"{distributed.get_world_size()} processes", "train on one, or without Prophet"
        )


def assert_no_loss_scaling(is_scaled: bool, setting: str) -> None:
    """fp16 with a gradient scaler has gradients that are not finite as a matter of course, and a scale that jumps: bf16 needs neither.

    :raises ProphetError: ``PROPHET_UNSUPPORTED``
    """
    if is_scaled:
        raise ProphetError("PROPHET_UNSUPPORTED", "gradients that nobody scales", setting, "use bf16 or fp32")
