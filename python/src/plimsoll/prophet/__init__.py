"""Prophet for PyTorch: a training that foresees its own instability, and obeys the lease it runs under.

>>> from plimsoll.prophet import Prophet
>>> prophet = Prophet(optimizer, model)
>>> loss.backward()
>>> report = prophet.step(loss)      # in place of optimizer.step()

``plimsoll.prophet.huggingface`` and ``plimsoll.prophet.lightning`` have the same for their trainers. Rules PR-290 to PR-319 of spec/prophet.md.
The lease, the guard and the risk are plain Python; PyTorch is imported when ``Prophet``, ``Rewind`` or ``StepReport`` is first asked for.
"""

from typing import Any

from .guard import Band, Guard
from .lease import CheckpointNotes, Lease, Verdict
from .prophet_error import ProphetError

__all__ = ["Band", "CheckpointNotes", "Guard", "Lease", "Prophet", "ProphetError", "Rewind", "StepReport", "Verdict"]

#: Names that need PyTorch, and where they are.
_OF_PYTORCH = {"Prophet": "prophet", "Rewind": "rewind", "StepReport": "step_report"}


def __getattr__(name: str) -> Any:
    if name not in _OF_PYTORCH:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module(f".loop.{_OF_PYTORCH[name]}", __name__), name)
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise ImportError("plimsoll.prophet needs PyTorch; in a checkout: pip install './python[prophet]'") from error
