"""What became of a checkpoint: the power that its run has now, and why."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..prophet_error import ProphetError
from .whole_file import read_whole

_PPM = 1_000_000


@dataclass(frozen=True)
class Verdict:
    level_ppm: int
    band: str
    reasons: tuple[str, ...]


def read_verdict(file: Path) -> Verdict | None:
    """The verdict that lies there; ``None`` while there is none.

    :raises ProphetError: ``PROPHET_VERDICT`` for what is no verdict.
    """
    try:
        found = read_whole(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as fault:
        found = fault
    if not _is_verdict(found):
        raise ProphetError(
            "PROPHET_VERDICT", f"levelPpm, band and reasons in {file}", found, "leave verdicts to plimsoll run, which writes them whole"
        )
    return Verdict(found["levelPpm"], found["band"], tuple(found["reasons"]))


def _is_verdict(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and set(found) == {"levelPpm", "band", "reasons"}
        and type(found["levelPpm"]) is int
        and 0 <= found["levelPpm"] <= _PPM
        and isinstance(found["band"], str)
        and isinstance(found["reasons"], list)
        and all(isinstance(reason, str) for reason in found["reasons"])
    )
