"""Prophet for the ``Trainer`` of Hugging Face's transformers."""

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .prophet_error import ProphetError

try:
    from transformers import TrainerCallback
except ModuleNotFoundError as error:
    raise ImportError("plimsoll.prophet.huggingface needs transformers; in a checkout: pip install './python[prophet]'") from error

from .governed_checkpoint import hand_over
from .lease import Lease
from .loop.prophet import Prophet
from .loop.step_report import StepReport
from .loop.supported import assert_no_loss_scaling

#: Beside the Trainer's own files in a checkpoint.
_STATE_FILE = "prophet.pt"


class ProphetCallback(TrainerCallback):
    """``Trainer(…, callbacks=[ProphetCallback()])``. It looks at the loss that the model gives, and asks the model again about the same batches.

    Clipping passes to Prophet, which wants to see the gradient before it: ``max_grad_norm`` is taken over for the training. In each checkpoint of the
    Trainer it has a file of its own, so that a training that goes on from there goes on bit for bit. Under a lease each save is also handed over to the
    governor, and the verdict waited for.

    :param settings: those of ``Prophet``, but ``gradient_norm_max`` and ``lease``.
    :param lease: ``Lease.of_environment()`` for a job under ``plimsoll run``.
    :param on_report: is told of each step.
    :raises ProphetError: while training, ``PROPHET_UNSUPPORTED`` for fp16, several devices or processes; ``PROPHET_LOSS_UNSEEN`` where the model gives no
        loss, and the rest as ``Prophet``
    """

    def __init__(
        self, *, lease: Lease | None = None, on_report: Callable[[StepReport], Any] = lambda _report: None, **settings: Any
    ) -> None:
        self._lease, self._on_report, self._settings = lease, on_report, settings
        self.prophet: Prophet | None = None
        self._batches = _Batches()
        self._is_following = False

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        # Of a training that ended by an error nobody was told.
        self._end(args)
        assert_no_loss_scaling(args.fp16, "fp16=True")
        if args.n_gpu > 1:
            raise ProphetError("PROPHET_UNSUPPORTED", "one device", f"{args.n_gpu}", "set CUDA_VISIBLE_DEVICES to one of them")
        optimizer = kwargs["optimizer"]
        clips = args.max_grad_norm is not None and args.max_grad_norm > 0
        self.prophet = Prophet(
            getattr(optimizer, "optimizer", optimizer),
            kwargs["model"],
            lease=self._lease,
            gradient_norm_max=args.max_grad_norm if clips else None,
            **self._settings,
        )
        self._max_grad_norm, args.max_grad_norm = args.max_grad_norm, 0.0
        self._batches.follow(kwargs["model"])
        self._is_following = True
        if state.global_step > 0:
            self._go_on(Path(args.output_dir) / f"checkpoint-{state.global_step}" / _STATE_FILE)

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._running.before_step(self._batches.loss(), self._batches.again)

    def on_optimizer_step(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._batches.forget()
        self._on_report(self._running.report)

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        checkpoint = Path(args.output_dir) / f"checkpoint-{state.global_step}"
        lease = self._lease
        # The gain is told before the state is saved, and the state saved before the wait, in which a governor may end the process.
        name = None if lease is None else hand_over(lease, self._running, state.global_step, int(state.total_flos) or None)
        if checkpoint.is_dir():
            draft = checkpoint / f"{_STATE_FILE}.tmp"
            torch.save(self._running.state_dict(), draft)
            draft.replace(checkpoint / _STATE_FILE)
        if lease is not None and name is not None:
            lease.await_verdict(name)

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._end(args)

    def _end(self, args: Any) -> None:
        if self._is_following:
            self._is_following = False
            args.max_grad_norm = self._max_grad_norm
            self._batches.unfollow()
            self._running.close()

    @property
    def _running(self) -> Prophet:
        assert self.prophet is not None, "the Trainer begins a training before it steps"
        return self.prophet

    def _go_on(self, file: Path) -> None:
        if file.is_file():
            self._running.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
        else:
            warnings.warn(f"no {file}: Prophet begins anew, and the training does not go on bit for bit", stacklevel=2)


class _Batches:
    """What the model was given since the last step, and the loss that it gave: a step may have several batches."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._model: torch.nn.Module | None = None
        self._seen: list[tuple[tuple, Mapping[str, Any], Tensor | None]] = []
        self._is_asking = False

    def follow(self, model: torch.nn.Module) -> None:
        self.unfollow()
        self._model = model
        self._handle = model.register_forward_hook(self._see, with_kwargs=True)

    def unfollow(self) -> None:
        if self._handle is not None:
            self._handle.remove()
        self._handle = None
        self.forget()

    def forget(self) -> None:
        self._seen = []

    def loss(self) -> Tensor:
        """Of the whole step.

        :raises ProphetError: ``PROPHET_LOSS_UNSEEN``
        """
        losses = [loss for _args, _kwargs, loss in self._seen]
        if not losses or any(loss is None for loss in losses):
            raise ProphetError(
                "PROPHET_LOSS_UNSEEN",
                "a model that gives its loss, as those of transformers do for labels",
                "none",
                "let the model compute the loss, without label smoothing and compute_loss_func; or use Prophet in a loop of your own",
            )
        return self._whole([loss for loss in losses if loss is not None])

    def again(self) -> Tensor:
        """The loss of the same batches with the weights that are in place."""
        assert self._model is not None
        self._is_asking = True
        try:
            return self._whole([_loss_of(self._model(*args, **kwargs)) for args, kwargs, _loss in self._seen])
        finally:
            self._is_asking = False

    def _see(self, model: torch.nn.Module, args: tuple, kwargs: Mapping[str, Any], output: Any) -> None:
        if model.training and not self._is_asking:
            loss = _loss_of(output)
            self._seen.append((args, kwargs, None if loss is None else loss.detach()))

    def _whole(self, losses: list[Tensor]) -> Tensor:
        """A model that is told the number of items in the whole step gives its parts of a sum; another gives means."""
        total = torch.stack(losses).sum()
        is_part = self._seen[0][1].get("num_items_in_batch") is not None
        return total if is_part else total / len(losses)


def _loss_of(output: Any) -> Any:
    """As ``Trainer.compute_loss`` finds it."""
    if isinstance(output, Mapping):
        return output.get("loss")
    return output[0] if isinstance(output, tuple) else None
