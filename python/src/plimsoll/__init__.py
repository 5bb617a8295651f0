"""Plimsoll: compute only as far as control over the model is measured."""
