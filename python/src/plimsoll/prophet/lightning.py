"""Prophet for the ``Trainer`` of Lightning."""

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor
from torch.optim import Optimizer

from .prophet_error import ProphetError

try:
    from lightning.pytorch import Callback, LightningModule, Trainer
except ModuleNotFoundError as error:
    raise ImportError("plimsoll.prophet.lightning needs lightning; in a checkout: pip install './python[prophet]'") from error

from .governed_checkpoint import hand_over
from .lease import Lease
from .loop.prophet import Prophet
from .loop.step_report import StepReport
from .loop.supported import assert_no_loss_scaling


class ProphetCallback(Callback):
    """``Trainer(callbacks=[ProphetCallback()])``. It sees the gradient before Lightning clips it, and its state is in Lightning's checkpoints.

    :param loss_of_batch: the loss of a batch, ``(module, batch) -> loss``, without logging: with it a spike is told from a change of the data, as ``again``
        of ``Prophet.step`` does; without it three spikes on end are the weights' fault.
    :param lease: ``Lease.of_environment()`` for a job under ``plimsoll run``.
    :param checkpoint_steps: under a lease, optimiser steps between two checkpoints that are handed over to the governor, and whose verdict is waited for.
    :param on_report: is told of each step.
    :param settings: those of ``Prophet``, but ``lease``.
    :raises ProphetError: while training, ``PROPHET_UNSUPPORTED`` for 16-bit precision with a gradient scaler, several optimisers or processes, and the rest as
        ``Prophet``
    """

    def __init__(
        self,
        *,
        loss_of_batch: Callable[[LightningModule, Any], Tensor] | None = None,
        lease: Lease | None = None,
        checkpoint_steps: int | None = None,
        on_report: Callable[[StepReport], Any] = lambda _report: None,
        **settings: Any,
    ) -> None:
        self._loss_of_batch, self._lease, self._checkpoint_steps = loss_of_batch, lease, checkpoint_steps
        self._on_report, self._settings = on_report, settings
        self.prophet: Prophet | None = None
        self._loaded: Mapping[str, Any] | None = None
        self._losses: list[Tensor] = []
        self._batches: list[Any] = []
        self._has_stepped = False

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        assert_no_loss_scaling(str(trainer.precision) == "16-mixed", 'precision="16-mixed"')
        if len(trainer.optimizers) != 1:
            raise ProphetError("PROPHET_UNSUPPORTED", "one optimiser", f"{len(trainer.optimizers)}", "give each a Prophet of its own, in a plain loop")
        self.prophet = Prophet(trainer.optimizers[0], pl_module, lease=self._lease, **self._settings)
        if self._loaded is not None:
            self.prophet.load_state_dict(self._loaded)
            self._loaded = None

    def on_train_batch_start(self, trainer: Trainer, pl_module: LightningModule, batch: Any, batch_idx: int) -> None:
        if self._loss_of_batch is not None:
            self._batches.append(batch)

    def on_before_backward(self, trainer: Trainer, pl_module: LightningModule, loss: Tensor) -> None:
        """Lightning has divided it by the number of batches of a step."""
        self._losses.append(loss.detach())

    def on_before_optimizer_step(self, trainer: Trainer, pl_module: LightningModule, optimizer: Optimizer) -> None:
        if not self._losses:
            # A training step that gave no loss: nothing was propagated back, and nothing moves.
            self._batches = []
            return
        again = None if self._loss_of_batch is None else lambda: self._loss_again(pl_module)
        self._running.before_step(sum(self._losses[1:], start=self._losses[0]), again)
        self._losses, self._batches, self._has_stepped = [], [], True

    def on_train_batch_end(self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any, batch_idx: int) -> None:
        if not self._has_stepped:
            return
        self._has_stepped = False
        self._on_report(self._running.report)
        if self._lease is not None and self._checkpoint_steps and trainer.global_step % self._checkpoint_steps == 0:
            self._lease.await_verdict(hand_over(self._lease, self._running, trainer.global_step, None))

    def on_train_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        self._end()

    def on_exception(self, trainer: Trainer, pl_module: LightningModule, exception: BaseException) -> None:
        self._end()

    def state_dict(self) -> dict[str, Any]:
        return {} if self.prophet is None else self.prophet.state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Taken over when the training starts, which is when there is an optimiser."""
        self._loaded = state_dict or None

    def _end(self) -> None:
        self._losses, self._batches, self._has_stepped = [], [], False
        if self.prophet is not None:
            self.prophet.close()

    @property
    def _running(self) -> Prophet:
        assert self.prophet is not None, "the Trainer starts a training before it steps"
        return self.prophet

    def _loss_again(self, module: LightningModule) -> Tensor:
        assert self._loss_of_batch is not None
        losses = [self._loss_of_batch(module, batch) for batch in self._batches]
        return sum(losses[1:], start=losses[0]) / len(losses)
