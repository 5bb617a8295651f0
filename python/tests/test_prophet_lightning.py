"""PR-314 to PR-316: Prophet in Lightning's Trainer."""

import logging
import math
import threading

import pytest

torch = pytest.importorskip("torch", reason="pip install './python[prophet]'")
pytest.importorskip("lightning", reason="pip install './python[prophet]'")

from lightning.pytorch import LightningModule, Trainer  # noqa: E402
from lightning.pytorch.callbacks import ModelCheckpoint  # noqa: E402
from prophet_tasks import advise, are_equal, are_finite, batches, held_out_loss, loss_of, small_model, weights_of  # noqa: E402

from plimsoll.prophet import Guard, Lease, ProphetError, Rewind  # noqa: E402
from plimsoll.prophet.lightning import ProphetCallback  # noqa: E402

logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*does not have many workers"),
    pytest.mark.filterwarnings("ignore:.*interval for logging"),
    pytest.mark.filterwarnings("ignore:.*srun"),
    pytest.mark.filterwarnings("ignore:.*treespec"),
    pytest.mark.filterwarnings("ignore:.*dirpath has changed"),
]
_OPEN = Guard(start_share=1.0)
_STEPS = 30


class _Task(LightningModule):
    def __init__(self, rate, make=torch.optim.SGD, dropout=0.0):
        super().__init__()
        self.inner, self.rate, self.make = small_model(dropout=dropout), rate, make
        self.rates = []

    def forward(self, inputs):
        return self.inner(inputs)

    def training_step(self, batch, _index):
        self.log("loss", loss_of(self, batch))
        return loss_of(self, batch)

    def configure_optimizers(self):
        optimizer = self.make(self.parameters(), lr=self.rate)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=1_000)
        return [optimizer], [{"scheduler": schedule, "interval": "step"}]

    def on_train_batch_start(self, _batch, _index):
        self.rates.append(self.optimizers().param_groups[0]["lr"])


def _trainer(folder, callback, steps=_STEPS, **changes):
    settings = {
        "max_steps": steps,
        "accelerator": "cpu",
        "logger": False,
        "enable_checkpointing": False,
        "enable_progress_bar": False,
        "enable_model_summary": False,
        "default_root_dir": folder,
        **changes,
    }
    return Trainer(callbacks=[] if callback is None else [callback], **settings)


def _loader(count):
    return torch.utils.data.DataLoader(list(batches(count)), batch_size=None)


def test_pr_314_thirty_steps_of_lightning(tmp_path):
    """PR-314"""
    reports, task = [], _Task(0.1)
    _trainer(tmp_path, ProphetCallback(on_report=reports.append, guard=_OPEN, loss_of_batch=loss_of)).fit(task, _loader(_STEPS))
    assert [report.step for report in reports] == list(range(_STEPS))
    assert are_finite(task)
    assert sum(report.loss for report in reports[-5:]) < 0.8 * sum(report.loss for report in reports[:5])
    assert all(0 <= report.risk <= 1 for report in reports)
    expected = [0.05 * (1 + math.cos(math.pi * step / 1_000)) for step in range(_STEPS)]
    assert task.rates == pytest.approx(expected, rel=1e-6)
    assert [report.rate for report in reports] == pytest.approx([rate * each.share for rate, each in zip(expected, reports, strict=True)], rel=1e-6)


def test_pr_314_several_batches_of_a_step_are_one_loss_seen_before_clipping(tmp_path):
    """PR-314"""
    reports, task = [], _Task(1e-6)
    callback = ProphetCallback(on_report=reports.append, guard=_OPEN, loss_of_batch=loss_of)
    _trainer(tmp_path, callback, 5, accumulate_grad_batches=2, gradient_clip_val=1e-3).fit(task, _loader(10))
    start, data = small_model(), list(batches(10))
    expected = [(loss_of(start, data[2 * step]) + loss_of(start, data[2 * step + 1])).item() / 2 for step in range(5)]
    assert [report.loss for report in reports] == pytest.approx(expected, rel=1e-4)
    assert min(report.gradient_norm for report in reports) > 1e-2


def test_pr_314_a_training_step_without_a_loss_moves_nothing_and_is_not_reported(tmp_path):
    """PR-314"""

    class Choosy(_Task):
        def training_step(self, batch, index):
            self.seen = [*getattr(self, "seen", []), weights_of(self)]
            return None if index in (0, 3) else super().training_step(batch, index)

    reports, task = [], Choosy(0.1)
    callback = ProphetCallback(on_report=reports.append, guard=_OPEN, loss_of_batch=loss_of)
    with pytest.warns(UserWarning, match="returned `None`"):
        _trainer(tmp_path, callback, -1, max_epochs=1).fit(task, _loader(6))
    assert [report.step for report in reports] == [0, 1, 2, 3]
    stood = [are_equal(before, after) for before, after in zip(task.seen, task.seen[1:], strict=False)]
    assert stood == [True, False, False, True, False]


@pytest.mark.parametrize("loss_of_batch", [loss_of, None], ids=["asks again", "blindly"])
def test_pr_314_a_rate_at_which_lightning_diverges_is_learnt_at_with_prophet(tmp_path, loss_of_batch):
    """PR-314"""
    alone, guarded = _Task(80.0), _Task(80.0)
    _trainer(tmp_path, None, 200).fit(alone, _loader(200))
    assert not are_finite(alone)
    callback = ProphetCallback(loss_of_batch=loss_of_batch)
    _trainer(tmp_path, callback, 200).fit(guarded, _loader(200))
    assert are_finite(guarded)
    assert held_out_loss(guarded) < 0.2 * held_out_loss(small_model())


def test_pr_315_a_training_goes_on_from_lightnings_checkpoint_bit_for_bit(tmp_path):
    """PR-315"""
    data = list(batches(30))

    def fitted(folder, checkpoint=None):
        reports, task = [], _Task(0.5, torch.optim.Adam)
        prophet = ProphetCallback(on_report=reports.append, rewind=Rewind(interval=10), loss_of_batch=loss_of)
        keeps = ModelCheckpoint(dirpath=folder, filename="{epoch}", save_top_k=-1, save_on_train_epoch_end=True)
        trainer = _trainer(folder, prophet, -1, max_epochs=2, enable_checkpointing=True)
        trainer.callbacks.append(keeps)
        trainer.fit(task, torch.utils.data.DataLoader(data, batch_size=None), ckpt_path=checkpoint)
        return task, reports

    whole_task, whole = fitted(tmp_path / "whole")
    tail_task, tail = fitted(tmp_path / "tail", tmp_path / "whole/epoch=0.ckpt")
    assert len(whole) == 60 and any(report.mode != "cruise" for report in whole)
    assert tail == whole[30:]
    assert are_equal(weights_of(tail_task), weights_of(whole_task))


def test_pr_316_lightning_obeys_a_lease_and_hands_checkpoints_over(tmp_path):
    """PR-316"""
    governed = tmp_path / "ck"
    advise(governed, 200_000)
    reports, over = [], threading.Event()

    def judge():
        while not over.wait(0.02):
            for file in governed.glob("step-*.pt"):
                draft = governed / ".plimsoll/verdict.tmp"
                draft.write_text('{"levelPpm": 200000, "band": "research", "reasons": []}')
                draft.replace(governed / f".plimsoll/{file.name}.verdict.json")

    judging = threading.Thread(target=judge)
    judging.start()
    try:
        lease = Lease(governed, timeout_seconds=60)
        callback = ProphetCallback(lease=lease, checkpoint_steps=4, on_report=reports.append, guard=_OPEN)
        _trainer(tmp_path, callback, 8).fit(_Task(0.1), _loader(8))
    finally:
        over.set()
        judging.join()
    assert [report.scale for report in reports] == [0.2] * 8
    assert reports[0].rate == pytest.approx(0.1 * 0.2)
    assert sorted(file.name for file in governed.glob("step-*")) == ["step-00000004.pt", "step-00000008.pt"]


def test_pr_316_two_optimisers_and_scaled_gradients_are_refused(tmp_path):
    """PR-316"""
    task = _Task(0.1)
    task.automatic_optimization = False
    task.configure_optimizers = lambda: [torch.optim.SGD(task.parameters(), lr=0.1), torch.optim.SGD(task.parameters(), lr=0.1)]
    with pytest.raises(ProphetError) as refusal:
        _trainer(tmp_path, ProphetCallback(), 2).fit(task, _loader(2))
    assert refusal.value.code == "PROPHET_UNSUPPORTED"

    class Scaled:
        precision = "16-mixed"

    with pytest.raises(ProphetError) as refusal:
        ProphetCallback().on_train_start(Scaled(), _Task(0.1))
    assert refusal.value.code == "PROPHET_UNSUPPORTED"
