"""What a job says of a checkpoint, before the checkpoint is there."""

from dataclasses import dataclass

from ..prophet_error import ProphetError

#: The largest integer that every reader of JSON carries exactly.
_WHOLE_MAX = 2**53 - 1


@dataclass(frozen=True)
class CheckpointNotes:
    #: Steps done.
    step: int
    #: FLOP of the whole lineage so far; they may only grow. ``None``: nobody counts, and the governor counts the most that the machine could have done.
    trained_flop: int | None = None
    #: Our own word for O_r: what the run has gained since its last checkpoint, the fall of its smoothed loss, in millionths.
    gain_micro: int | None = None
    #: Mean reward, in millionths, where there is such a thing.
    mean_reward_micro: int | None = None

    def as_json(self) -> dict[str, object]:
        """The fields of docs/guides/govern-a-job.md. A gain that is no whole number is left out: a word that is missing must not end a run.

        :raises ProphetError: ``PROPHET_NOTES`` for a step or FLOP that the governor would refuse.
        """
        if not 0 <= self.step <= _WHOLE_MAX or (self.trained_flop or 0) < 0:
            raise ProphetError("PROPHET_NOTES", "a step and FLOP that are not below 0", self, "count what the lineage has done")
        return {
            "step": self.step,
            "trainedFlop": None if self.trained_flop is None else str(self.trained_flop),
            "meanRewardMicro": _whole_or_none(self.mean_reward_micro),
            "gainMicro": _whole_or_none(self.gain_micro),
        }


def _whole_or_none(value: int | None) -> int | None:
    return value if value is not None and abs(value) <= _WHOLE_MAX else None
