"""A training loop that foresees its own instability."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from ..guard import Guard, GuardFacts, GuardState, ceiling_law, guard_law
from ..lease import Lease
from ..monitor.features.feature import Facts
from ..monitor.risk_source import RiskSource
from ..monitor.spike import SpikeSettings, is_spike, watched
from ..prophet_error import ProphetError
from .again import without_traces
from .good_states import GoodStates
from .gradient import clip_scale, forget_gradients, gradients_of, norm, shorten
from .loss_fall import LossFall
from .parameters import named_tensors, parameters_of
from .rewind import Judgement, Lookout, Rewind, Seen, judged, judged_blindly
from .scaled_rates import ScaledRates
from .step_report import StepReport
from .supported import assert_supported
from .update_curvature import UpdateCurvature

#: A state is worth keeping where nobody foretells that it leads astray.
_RISK_KEPT_MAX = 0.5
#: After so many steps on end in which nothing could be learnt there is no use in going on.
_IDLE_STEPS_MAX = 32

LossOfBatch = Callable[[], "Tensor | float"]


class Prophet:
    """Takes the place of ``optimizer.step()``: foretells a loss spike, lowers the rates before it, and puts the weights back after one.

    >>> loss = loss_of(model, batch)
    >>> loss.backward()
    >>> report = prophet.step(loss, again=lambda: loss_of(model, batch))

    :param optimizer: any of PyTorch's that takes a step without a closure. Each group keeps its own rate, and schedules go on as they do.
    :param model: has all of the optimiser's parameters; its buffers are put back with them.
    :param guard: when the rates are lowered, and how they come back; ``None``: only rewinds lower them.
    :param rewind: when the weights are put back; ``None``: never, and a loss that is not finite is an error.
    :param gradient_norm_max: longer gradients are shortened to this; ``None``: they are left as they are.
    :param foretells: whether the risk is foretold; the guard looks at it only where its settings say so.
    :param lease: a governor's advice, which scales the rates. At 0 a step waits.
    :raises ProphetError: ``PROPHET_SETTINGS``, ``PROPHET_UNSUPPORTED``
    """

    def __init__(
        self,
        optimizer: Optimizer,
        model: torch.nn.Module,
        *,
        guard: Guard | None = Guard(),  # noqa: B008 — a value, never changed
        rewind: Rewind | None = Rewind(),  # noqa: B008
        gradient_norm_max: float | None = None,
        foretells: bool = True,
        lease: Lease | None = None,
    ) -> None:
        assert_supported(optimizer)
        _assert_length(gradient_norm_max)
        self.optimizer, self.model, self.lease = optimizer, model, lease
        self.gradient_norm_max = gradient_norm_max
        self._parameters = parameters_of(optimizer)
        self._rewind = rewind
        self._spikes = SpikeSettings() if rewind is None else SpikeSettings(factor=rewind.spike_factor)
        self._good = GoodStates(
            named_tensors(model, self._parameters), self._parameters, optimizer, 1 if rewind is None else rewind.states
        )
        self._law = ceiling_law() if guard is None else guard_law(guard)
        self._rates = ScaledRates(optimizer)
        self._curvature = UpdateCurvature(self._parameters)
        self._risk = RiskSource() if foretells else None
        self._loss_fall = LossFall()
        self._steps_done = 0
        self._idle_steps = 0
        self._losses: tuple[float, ...] = ()
        self._lookout = Lookout.from_step(0)
        self._guarded: GuardState = self._law.first
        self._last_rate = self._rates.scheduled()[0] * self._guarded.share
        self._report: StepReport | None = None
        self._is_moving = False
        if rewind is not None:
            self._good.keep(0)
        self._hook = optimizer.register_step_post_hook(lambda *_: self._after_step())

    @property
    def report(self) -> StepReport:
        """What the last step did.

        :raises ProphetError: ``PROPHET_NO_STEP`` before the first one.
        """
        if self._report is None:
            raise ProphetError("PROPHET_NO_STEP", "a step", "none", "ask after the first one")
        return self._report

    @property
    def steps_done(self) -> int:
        return self._steps_done

    def step(self, loss: Tensor | float, again: LossOfBatch | None = None) -> StepReport:
        """In place of ``optimizer.step()``, after ``loss.backward()``.

        :param again: the loss of the same batch with whatever weights are in place. With it a spike is told from a change of the data by asking kept
            weights, at a few forward passes in a hundred steps; without it three spikes on end are the weights' fault.
        :raises ProphetError: ``PROPHET_DIVERGED`` and nothing has changed; ``PROPHET_NO_GRADIENT``; ``PROPHET_NO_POWER`` of the lease
        """
        self.before_step(loss, again)
        if self._is_moving:
            try:
                self.optimizer.step()
            finally:
                self._rates.put_back()
        return self.report

    def before_step(self, loss: Tensor | float, again: LossOfBatch | None = None) -> None:
        """All that ``step`` does before ``optimizer.step()``, where somebody else calls that. Where nothing is to be learnt it leaves no gradient,
        without which the optimiser moves nothing."""
        self._rates.put_back()
        self._assert_same_parameters()
        scale = 1.0 if self.lease is None else self.lease.await_power()
        gradients = gradients_of(self._parameters)
        seen, along = self._look(loss, gradients)
        judgement = self._judge(seen, again)
        self._is_moving = judgement.kind == "learn"
        if judgement.kind == "rewind":
            self._put_back(judgement.place, _report_of(seen, self._guarded.share, scale, len(self.optimizer.param_groups)))
        elif judgement.kind == "skip":
            self._leave_out(judgement, _report_of(seen, self._guarded.share, scale, len(self.optimizer.param_groups)))
        else:
            self._prepare(judgement, seen, along, gradients, scale)

    def gain_micro(self) -> int | None:
        """O_r for the notes on a checkpoint: the fall of the smoothed loss since this was last asked, in millionths."""
        return self._loss_fall.take_micro()

    def close(self) -> None:
        """Lets go of the optimiser."""
        self._rates.put_back()
        self._hook.remove()

    def state_dict(self) -> dict[str, Any]:
        """Between two steps: all that the later ones depend on, beside the states of model, optimiser and schedule. ``torch.load`` reads it with
        ``weights_only=True``. The settings are not in it."""
        return {
            "stepsDone": self._steps_done,
            "idleSteps": self._idle_steps,
            "losses": list(self._losses),
            "lookout": asdict(self._lookout),
            "guard": {"share": self._guarded.share, "mode": self._guarded.mode, "memory": dict(self._guarded.memory)},
            "lastRate": self._last_rate,
            "risk": None if self._risk is None else self._risk.state(),
            "lossFall": self._loss_fall.state(),
            "curvature": self._curvature.state(),
            "good": self._good.state(),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on where ``state_dict`` was taken, bit for bit, with the same settings; model and optimiser are loaded by whoever owns them.

        :raises ProphetError: ``PROPHET_STATE`` for what is no such state
        """
        try:
            self._restore(state)
        except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as fault:
            raise ProphetError(
                "PROPHET_STATE", "what state_dict gave, of the same model and settings", repr(fault), "load it as it was saved"
            ) from fault

    def _restore(self, state: Mapping[str, Any]) -> None:
        if bool(state["good"]) != (self._rewind is not None) or state["guard"]["memory"].keys() != self._law.first.memory.keys():
            raise ValueError("the state of a Prophet with another guard, or another rewind")
        self._good.restore(state["good"])
        self._curvature.restore(state["curvature"])
        if self._risk is not None:
            self._risk.restore(state["risk"])
        self._loss_fall.restore(state["lossFall"])
        self._steps_done, self._idle_steps = state["stepsDone"], state["idleSteps"]
        self._losses, self._lookout = tuple(state["losses"]), Lookout(**state["lookout"])
        self._guarded, self._last_rate = GuardState(**state["guard"]), state["lastRate"]
        self._report = None

    def _assert_same_parameters(self) -> None:
        """A parameter that came later would be moved, and neither watched nor put back."""
        present = parameters_of(self.optimizer)
        if len(present) != len(self._parameters) or any(a is not b for a, b in zip(present, self._parameters, strict=True)):
            raise ProphetError(
                "PROPHET_SETTINGS",
                f"the {len(self._parameters)} parameters that Prophet began with",
                f"{len(present)}, not all of them the same",
                "close this Prophet and make another one after the optimiser's groups have changed",
            )

    def _look(self, loss: Tensor | float, gradients: list[Tensor]) -> tuple[Seen, float]:
        """Loss, gradient norm and g'·d, in one message from the device."""
        length = norm(gradients)
        along = self._curvature.along_update(gradients)
        told = loss.detach().to(length) if torch.is_tensor(loss) else length.new_tensor(loss)
        parts = torch.stack([told.reshape(()), length, length.new_zeros(()) if along is None else along]).tolist()
        spiked = is_spike(self._losses, parts[0], self._spikes) or not math.isfinite(parts[1])
        return Seen(self._steps_done, parts[0], parts[1], spiked), parts[2]

    def _judge(self, seen: Seen, again: LossOfBatch | None) -> Judgement:
        """Without rewinding there is only learning, or the end."""
        if not seen.is_finite and (self._rewind is None or self._idle_steps >= _IDLE_STEPS_MAX):
            raise _diverged(seen.loss, seen.gradient_norm, seen.step)
        if self._rewind is None:
            return Judgement("learn", self._lookout)
        if again is None:
            return judged_blindly(self._good, self._lookout, seen)
        return judged(self._rewind, self._good, self._lookout, seen, lambda: without_traces(self.model, again))

    def _prepare(self, judgement: Judgement, seen: Seen, along: float, gradients: list[Tensor], scale: float) -> None:
        """The risk, the rates, what is kept; then all is ready for the step."""
        stability = self._curvature.stability(along)
        risk = self._foretold(seen, stability)
        self._guarded = self._law.next(self._guarded, GuardFacts(seen.loss, seen.gradient_norm, stability, risk))
        if judgement.is_proven and (risk is None or risk <= _RISK_KEPT_MAX):
            self._keep(seen.step)
        self._curvature.before_step(gradients)
        if self.gradient_norm_max is not None:
            shorten(gradients, clip_scale(seen.gradient_norm, self.gradient_norm_max))
        share = self._guarded.share
        scheduled = self._rates.scheduled()
        self._rates.scale(share * scale)
        self._lookout, self._last_rate = judgement.lookout, scheduled[0] * share * scale
        self._report = StepReport(
            step=seen.step,
            loss=seen.loss,
            gradient_norm=seen.gradient_norm,
            stability=stability,
            risk=risk,
            rates=tuple(rate * share * scale for rate in scheduled),
            share=share,
            scale=scale,
            mode=self._guarded.mode,
            spiked=seen.spiked,
        )

    def _foretold(self, seen: Seen, stability: float | None) -> float | None:
        if self._risk is None:
            return None
        return self._risk.foretell(Facts(seen.loss, seen.gradient_norm, self._last_rate, stability))

    def _keep(self, step: int) -> None:
        """Keeps the state where the newest kept one is old enough."""
        if self._rewind is not None and step - self._good.newest_step >= self._rewind.interval:
            self._good.keep(step)

    def _after_step(self) -> None:
        """The optimiser has moved. A step that led out of the numbers is put back at once."""
        self._rates.put_back()
        if not self._is_moving:
            return
        self._is_moving = False
        slope = self._curvature.after_step()
        report = self.report
        if not math.isfinite(slope) and self._rewind is not None:
            self._put_back(self._good.count - 1, report)
            if self._idle_steps > _IDLE_STEPS_MAX:
                raise _diverged(report.loss, report.gradient_norm, report.step)
            return
        self._steps_done += 1
        self._idle_steps = 0
        self._losses = watched(self._losses, report.loss, self._spikes)
        self._loss_fall.see(report.loss)

    def _put_back(self, place: int, report: StepReport) -> None:
        """The weights are those of the kept state, the rates are cut, the batch is left out, and what was watched is forgotten."""
        rewound_to = self._good.put_back(place)
        self._curvature.forget()
        self._guarded = self._law.after_rewind(self._guarded)
        self._losses = ()
        self._idle(Lookout.from_step(report.step))
        self._report = replace(report, rates=(0.0,) * len(report.rates), mode="panic", rewound_to=rewound_to)

    def _leave_out(self, judgement: Judgement, report: StepReport) -> None:
        self._idle(judgement.lookout)
        self._report = replace(report, skipped=True)

    def _idle(self, lookout: Lookout) -> None:
        forget_gradients(self._parameters)
        self._lookout = lookout
        self._steps_done += 1
        self._idle_steps += 1


def _assert_length(gradient_norm_max: float | None) -> None:
    """A length that is not above 0 would turn the gradient round."""
    if gradient_norm_max is not None and not gradient_norm_max > 0:
        raise ProphetError("PROPHET_SETTINGS", "gradient_norm_max above 0", gradient_norm_max, "None leaves gradients as they are")


def _diverged(loss: float, gradient_norm: float, step: int) -> ProphetError:
    return ProphetError(
        "PROPHET_DIVERGED",
        "a finite loss and a finite gradient, before a step and after it",
        f"a loss of {loss} and a gradient of length {gradient_norm} at step {step}",
        "lower the rate, or let the training rewind; after a rewind, look at the data",
    )


def _report_of(seen: Seen, share: float, scale: float, groups: int) -> StepReport:
    """Of a step in which nothing is learnt."""
    return StepReport(
        step=seen.step,
        loss=seen.loss,
        gradient_norm=seen.gradient_norm,
        stability=None,
        risk=None,
        rates=(0.0,) * groups,
        share=share,
        scale=scale,
        mode="panic",
        spiked=seen.spiked,
    )
