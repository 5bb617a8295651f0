"""Brakes before the loss spikes: ``packages/prophet/src/rate/guard``, number by number. Needs no PyTorch."""

from .guard_law import GuardFacts, GuardState, ShareLaw, ceiling_law, guard_law
from .guard_settings import Band, Guard

__all__ = ["Band", "Guard", "GuardFacts", "GuardState", "ShareLaw", "ceiling_law", "guard_law"]
