"""PR-310 to PR-313: Prophet in the Trainer of Hugging Face's transformers, on a model made from its config."""

import json
import math
import threading

import pytest

torch = pytest.importorskip("torch", reason="pip install './python[prophet]'")
pytest.importorskip("transformers", reason="pip install './python[prophet]'")
pytest.importorskip("accelerate", reason="pip install './python[prophet]'")

from prophet_tasks import advise, are_equal, are_finite, weights_of  # noqa: E402
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments, set_seed  # noqa: E402

from plimsoll.prophet import Guard, Lease, ProphetError, Rewind  # noqa: E402
from plimsoll.prophet.huggingface import ProphetCallback  # noqa: E402

_OPEN = Guard(start_share=1.0)
_WORDS, _LENGTH, _STEPS = 16, 12, 30


def _model():
    set_seed(4)
    return GPT2LMHeadModel(
        GPT2Config(vocab_size=_WORDS, n_positions=_LENGTH, n_embd=16, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0)
    )


def _sentences(count=240):
    """Counting upwards from a random word."""
    chance = torch.Generator().manual_seed(2)
    starts = torch.randint(_WORDS, (count, 1), generator=chance)
    words = (starts + torch.arange(_LENGTH)) % _WORDS
    return [{"input_ids": row, "labels": row} for row in words]


def _trainer(folder, callback, model=None, **changes):
    settings = {
        "max_steps": _STEPS,
        "per_device_train_batch_size": 8,
        "learning_rate": 1e-2,
        "logging_steps": 5,
        "save_strategy": "no",
        "report_to": [],
        "disable_tqdm": True,
        "use_cpu": True,
        "seed": 7,
        **changes,
    }
    return Trainer(
        model=model or _model(),
        args=TrainingArguments(output_dir=str(folder), **settings),
        train_dataset=_sentences(),
        callbacks=[] if callback is None else [callback],
    )


def test_pr_310_thirty_steps_of_the_trainer(tmp_path):
    """PR-310"""
    reports = []
    callback = ProphetCallback(on_report=reports.append, guard=_OPEN)
    trainer = _trainer(tmp_path, callback)
    trainer.train()
    assert [report.step for report in reports] == list(range(_STEPS))
    assert are_finite(trainer.model)
    assert sum(report.loss for report in reports[-5:]) < 0.8 * sum(report.loss for report in reports[:5])
    assert all(0 <= report.risk <= 1 for report in reports)
    assert sum(report.stability is not None for report in reports) > _STEPS / 2
    # The Trainer's own figures: the same losses, and the scheduled rates.
    logged = [entry for entry in trainer.state.log_history if "loss" in entry]
    for entry in logged:
        seen = [report.loss for report in reports[entry["step"] - 5 : entry["step"]]]
        assert entry["loss"] == pytest.approx(sum(seen) / 5, rel=1e-3)
    assert logged[-1]["learning_rate"] == pytest.approx(1e-2 * 2 / _STEPS, abs=1e-3)
    assert trainer.args.max_grad_norm == 1.0
    assert callback.prophet.steps_done == _STEPS


def test_pr_310_several_batches_of_a_step_are_one_loss(tmp_path):
    """PR-310"""
    losses = {}
    for rows, batches_per_step in ((8, 1), (2, 4)):
        reports = []
        callback = ProphetCallback(on_report=reports.append, guard=_OPEN)
        model = _model()
        for module in model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        changes = {"per_device_train_batch_size": rows, "gradient_accumulation_steps": batches_per_step, "max_steps": 5}
        _trainer(tmp_path, callback, model, **changes).train()
        losses[rows] = [report.loss for report in reports]
    assert losses[2] == pytest.approx(losses[8], rel=1e-4)


def test_pr_310_after_a_training_that_ended_by_an_error_the_next_one_clips_as_before(tmp_path):
    """PR-310"""
    reports = []

    def report(each):
        reports.append(each)
        if len(reports) == 3:
            raise KeyboardInterrupt

    callback = ProphetCallback(on_report=report, guard=_OPEN)
    trainer = _trainer(tmp_path, callback, max_steps=5)
    with pytest.raises(KeyboardInterrupt):
        trainer.train()
    first = callback.prophet
    trainer.train()
    assert callback.prophet is not first
    assert callback.prophet.gradient_norm_max == 1.0 and trainer.args.max_grad_norm == 1.0
    assert first.report == reports[2] and callback.prophet.steps_done == 5


def test_pr_310_a_rate_at_which_the_trainer_diverges_is_learnt_at_with_prophet(tmp_path):
    """PR-310"""
    changes = {"learning_rate": 300.0, "max_steps": 100, "optim": "sgd", "max_grad_norm": 0.0}
    alone = _trainer(tmp_path, None, **changes)
    alone.train()
    held_out = alone.evaluate(_sentences()[:64])["eval_loss"]
    assert not math.isfinite(held_out) or held_out > 2 * math.log(_WORDS)
    guarded = _trainer(tmp_path, ProphetCallback(rewind=Rewind(interval=20)), **changes)
    guarded.train()
    assert are_finite(guarded.model)
    assert guarded.evaluate(_sentences()[:64])["eval_loss"] < 0.9 * math.log(_WORDS)


def test_pr_311_a_training_goes_on_from_the_trainers_checkpoint_bit_for_bit(tmp_path):
    """PR-311"""
    changes = {"save_strategy": "steps", "save_steps": 15, "max_steps": _STEPS, "learning_rate": 0.1}
    whole_reports, tail_reports = [], []
    settings = {"rewind": Rewind(interval=5)}
    whole = _trainer(tmp_path, ProphetCallback(on_report=whole_reports.append, **settings), **changes)
    whole.train()
    assert (tmp_path / "checkpoint-15/prophet.pt").is_file()
    tail = _trainer(tmp_path, ProphetCallback(on_report=tail_reports.append, **settings), **changes)
    tail.train(resume_from_checkpoint=str(tmp_path / "checkpoint-15"))
    assert tail_reports == whole_reports[15:]
    assert are_equal(weights_of(tail.model), weights_of(whole.model))


def test_pr_311_without_its_file_it_says_that_it_begins_anew(tmp_path):
    """PR-311"""
    changes = {"save_strategy": "steps", "save_steps": 5, "max_steps": 5}
    _trainer(tmp_path, None, **changes).train()
    resumed = _trainer(tmp_path, ProphetCallback(), **{**changes, "max_steps": 7})
    with pytest.warns(UserWarning, match="begins anew"):
        resumed.train(resume_from_checkpoint=str(tmp_path / "checkpoint-5"))


def test_pr_312_the_trainer_obeys_a_lease_and_hands_its_checkpoints_over(tmp_path):
    """PR-312"""
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
        callback = ProphetCallback(lease=Lease(governed, timeout_seconds=60), on_report=reports.append, guard=_OPEN)
        trainer = _trainer(tmp_path / "out", callback, save_strategy="steps", save_steps=5, max_steps=10)
        trainer.train()
    finally:
        over.set()
        judging.join()
    assert all(report.scale == 0.2 for report in reports)
    assert reports[0].rate == pytest.approx(1e-2 * 0.2)
    assert sorted(file.name for file in governed.glob("step-*")) == ["step-00000005.pt", "step-00000010.pt"]
    notes = json.loads((governed / ".plimsoll/step-00000010.pt.json").read_text())
    assert notes["step"] == 10 and int(notes["trainedFlop"]) > 0 and isinstance(notes["gainMicro"], int)
    weights = torch.load(governed / "step-00000010.pt", weights_only=True)
    assert torch.equal(weights["transformer.wte.weight"], trainer.model.transformer.wte.weight)


def test_pr_312_its_state_is_saved_before_the_wait_in_which_a_governor_may_end_it(tmp_path):
    """PR-312"""
    advise(tmp_path / "ck", 200_000)
    lease = Lease(tmp_path / "ck", timeout_seconds=0.1)
    trainer = _trainer(tmp_path / "out", ProphetCallback(lease=lease), save_strategy="steps", save_steps=2, max_steps=4)
    with pytest.raises(ProphetError) as fault:
        trainer.train()
    assert fault.value.code == "PROPHET_NO_VERDICT"
    assert torch.load(tmp_path / "out/checkpoint-2/prophet.pt", weights_only=True)["stepsDone"] == 2


def test_pr_313_what_it_cannot_see_or_look_after_is_refused(tmp_path):
    """PR-313"""

    class Silent(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = _model()

        def forward(self, input_ids, labels):
            return {"logits": self.inner(input_ids=input_ids).logits}

    silent = _trainer(tmp_path, ProphetCallback(), Silent())
    silent.compute_loss = lambda model, inputs, **_kwargs: model(**inputs)["logits"].mean()
    with pytest.raises(ProphetError) as fault:
        silent.train()
    assert fault.value.code == "PROPHET_LOSS_UNSEEN"
    scaled = _trainer(tmp_path, ProphetCallback())
    scaled.args.fp16 = True
    with pytest.raises(ProphetError) as fault:
        scaled.train()
    assert fault.value.code == "PROPHET_UNSUPPORTED"


def test_pr_313_bf16_is_looked_after(tmp_path):
    """PR-313"""
    reports = []
    trainer = _trainer(tmp_path, ProphetCallback(on_report=reports.append, guard=_OPEN), bf16=True)
    trainer.train()
    assert are_finite(trainer.model)
    assert reports[-1].loss < 0.9 * reports[0].loss
