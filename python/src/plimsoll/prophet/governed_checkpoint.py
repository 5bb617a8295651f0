"""A checkpoint of a training that somebody else's trainer saves in its own way: the weights once more, as a governor wants them."""

from typing import Any

import torch

from .lease import CheckpointNotes, Lease
from .loop.prophet import Prophet


def hand_over(lease: Lease, prophet: Prophet, step: int, trained_flop: int | None) -> str:
    """Writes ``step-N.pt`` with its notes into the checkpoint folder of the lease; answers with its name, whose verdict is to be waited for."""
    name = f"step-{step:08}.pt"
    if not (lease.checkpoints / name).exists():
        weights: dict[str, Any] = prophet.model.state_dict()
        notes = CheckpointNotes(step, trained_flop, prophet.gain_micro())
        lease.checkpoint(name, notes, lambda draft: torch.save(weights, draft))
    return name
