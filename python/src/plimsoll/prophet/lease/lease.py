"""The cooperative end of a lease. It enforces nothing: the governor's cgroups do that, whatever the job says."""

import math
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ..prophet_error import ProphetError
from .advice import AdviceFollower
from .checkpoint_notes import CheckpointNotes
from .verdict import Verdict, read_verdict
from .whole_file import onto_disk, write_whole

Found = TypeVar("Found")

#: Notes that a job leaves about a checkpoint, and what it gets back, lie in this folder beside the checkpoints.
_NOTES = ".plimsoll"
_POLL_SECONDS = 0.02


class Lease:
    """Obeys a governor's advice and says so; writes checkpoints as it wants them; waits for what it finds of them.

    :param checkpoints: the checkpoint folder.
    :param advice: the file of the advice; without it ``.plimsoll/advice.json`` of the checkpoint folder, which binds once it is there.
    :param timeout_seconds: how long a wait lasts; for ever, unless said otherwise.
    """

    def __init__(
        self,
        checkpoints: str | os.PathLike[str],
        advice: str | os.PathLike[str] | None = None,
        *,
        timeout_seconds: float = math.inf,
    ) -> None:
        self.checkpoints = Path(checkpoints).absolute()
        self._notes = self.checkpoints / _NOTES
        file = self._notes / "advice.json" if advice is None else Path(advice).absolute()
        self._advice = AdviceFollower(file, is_advised=advice is not None, is_held=self._is_held)
        self._unjudged: str | None = None
        self._timeout_seconds = timeout_seconds

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> "Lease | None":
        """The lease that this process is under: ``PLIMSOLL_RUN`` and ``PLIMSOLL_CHECKPOINTS``, which ``plimsoll run`` sets; ``None`` where one of them is
        missing, for then nobody governs it. ``PLIMSOLL_ADVICE`` says that a governor advises, and where: no file there is doubt."""
        if not environment.get("PLIMSOLL_RUN") or not environment.get("PLIMSOLL_CHECKPOINTS"):
            return None
        return cls(environment["PLIMSOLL_CHECKPOINTS"], environment.get("PLIMSOLL_ADVICE") or None)

    def scale(self) -> float:
        """Share of the rate that is advised now, in [0, 1], reported as followed. At 0 no step is to be taken. Where a governor advises it is 0 until the
        checkpoint that was noted last is judged: no weights are learnt from that may be found wanting. Cheap enough for every step."""
        return self._advice.scale()

    def await_power(self) -> float:
        """Waits until the scale is above 0, and answers with it.

        :raises ProphetError: ``PROPHET_NO_POWER`` at the end of the wait.
        """
        fix = "see the run's band and its reasons; an advice that cannot be read gives no power"
        return self._awaited(lambda: self.scale() or None, "PROPHET_NO_POWER", "advice above 0", fix)

    def note(self, checkpoint: str, notes: CheckpointNotes) -> None:
        """To be written before the checkpoint appears under its name.

        :raises ProphetError: ``PROPHET_NOTES``; ``PROPHET_CHECKPOINT_NAME`` for a name that the governor ignores or that leaves the folder.
        """
        write_whole(self._of(checkpoint, ".json"), notes.as_json())
        self._unjudged = checkpoint
        self._advice.look_anew()

    def checkpoint(self, name: str, notes: CheckpointNotes, write: Callable[[Path], Any]) -> Path:
        """The notes first, then the checkpoint, and that by a rename: whoever sees it finds all that belongs to it.

        :param name: sorts after the last one; a number in it counts by value.
        :param write: writes a file or a folder under the path that it is given.
        """
        self.note(name, notes)
        draft = self.checkpoints / f"{name}.tmp"
        write(draft)
        onto_disk(draft)
        return draft.replace(self.checkpoints / name)

    def verdict(self, checkpoint: str) -> Verdict | None:
        """What was found of a checkpoint; ``None`` while it is not judged.

        :raises ProphetError: ``PROPHET_VERDICT`` for what is no verdict.
        """
        return read_verdict(self._of(checkpoint, ".verdict.json"))

    def await_verdict(self, checkpoint: str) -> Verdict:
        """Cooperation: no training on weights that nobody has judged. The next scale is what holds then.

        :raises ProphetError: ``PROPHET_NO_VERDICT`` at the end of the wait, ``PROPHET_VERDICT`` for what is no verdict.
        """
        fix = "run the job under plimsoll run, and see whether its probe works"
        found = self._awaited(lambda: self.verdict(checkpoint), "PROPHET_NO_VERDICT", f"a verdict on {checkpoint}", fix)
        self._advice.look_anew()
        return found

    def _is_held(self) -> bool:
        if self._unjudged is not None and self._of(self._unjudged, ".verdict.json").exists():
            self._unjudged = None
        return self._unjudged is not None

    def _of(self, checkpoint: str, ending: str) -> Path:
        if not checkpoint or checkpoint.startswith(".") or checkpoint.endswith(".tmp") or Path(checkpoint).name != checkpoint:
            raise ProphetError(
                "PROPHET_CHECKPOINT_NAME",
                "a name within the checkpoint folder that neither begins with a dot nor ends in .tmp",
                repr(checkpoint),
                "name it by its step, such as step-00020",
            )
        return self._notes / f"{checkpoint}{ending}"

    def _awaited(self, look: Callable[[], Found | None], code: str, expected: str, fix: str) -> Found:
        until = time.monotonic() + self._timeout_seconds
        while True:
            found = look()
            if found is not None:
                return found
            if time.monotonic() >= until:
                raise ProphetError(code, f"{expected} within {self._timeout_seconds} s", "none", fix)
            time.sleep(_POLL_SECONDS)
