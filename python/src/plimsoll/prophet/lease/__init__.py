"""The cooperative end of a lease: what a training under ``plimsoll run`` is told, and what it says of itself. Needs no PyTorch."""

from .checkpoint_notes import CheckpointNotes
from .lease import Lease
from .verdict import Verdict

__all__ = ["CheckpointNotes", "Lease", "Verdict"]
