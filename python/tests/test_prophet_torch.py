"""PR-295 to PR-299 and PR-305 to PR-309: Prophet in a plain loop of PyTorch."""

import copy
import io
import json
import math
import re
import subprocess
import sys
import threading

import pytest

torch = pytest.importorskip("torch", reason="pip install './python[prophet]'")

from prophet_tasks import (  # noqa: E402
    INPUTS,
    REPOSITORY,
    advise,
    are_equal,
    are_finite,
    batches,
    held_out_loss,
    loss_of,
    small_model,
    train,
    weights_of,
)

from plimsoll.prophet import Guard, Lease, Prophet, ProphetError, Rewind  # noqa: E402
from plimsoll.prophet.loop.parameters import dot  # noqa: E402
from plimsoll.prophet.loop.update_curvature import UpdateCurvature  # noqa: E402

SGD, ADAM = torch.optim.SGD, torch.optim.Adam
#: The share is 1 from the first step on, so that rates can be told exactly.
_OPEN = Guard(start_share=1.0)


def _sgd_diverges(rate, steps):
    model = small_model()
    optimizer = SGD(model.parameters(), lr=rate)
    for batch in batches(steps):
        optimizer.zero_grad()
        loss_of(model, batch).backward()
        optimizer.step()
    return not are_finite(model) or held_out_loss(model) > 1


@pytest.mark.parametrize("asks_again", [True, False])
@pytest.mark.parametrize("rate", [8.0, 80.0, 8_000.0])
def test_pr_295_a_training_that_diverges_without_prophet_learns_with_it(rate, asks_again):
    """PR-295"""
    steps = 300
    assert _sgd_diverges(rate, steps)
    model = small_model()
    optimizer = SGD(model.parameters(), lr=rate)
    prophet = Prophet(optimizer, model)
    train(model, optimizer, prophet, batches(steps), asks_again=asks_again)
    assert are_finite(model)
    assert held_out_loss(model) < 0.1 * held_out_loss(small_model())


def test_pr_295_on_a_parabola_the_guard_brakes_before_the_loss_spikes():
    """PR-295"""
    (batch,) = batches(1)
    inputs, targets = batch
    torch.manual_seed(0)
    model = torch.nn.Linear(INPUTS, 1)
    optimizer = SGD(model.parameters(), lr=80.0)
    prophet = Prophet(optimizer, model, guard=Guard(warm_up_rise=1.1))
    reports = train(model, optimizer, prophet, [batch] * 250)
    braked = next(report.step for report in reports if report.mode == "alert")
    spiked = next((report.step for report in reports if report.spiked), math.inf)
    assert braked < spiked
    design = torch.cat([inputs, torch.ones(len(inputs), 1)], dim=1)
    least = (design @ torch.linalg.lstsq(design, targets).solution - targets).pow(2).mean().item()
    assert reports[-1].loss < 1.05 * least


@pytest.mark.parametrize("make", [SGD, ADAM, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad])
def test_pr_295_a_rewind_takes_no_step_and_brings_weights_and_moments_back(make):
    """PR-295"""
    model = small_model()
    optimizer = make(model.parameters(), lr=1e-3)
    prophet = Prophet(optimizer, model, rewind=Rewind(interval=5), guard=_OPEN)
    data = list(batches(30))
    kept = {}
    for step, batch in enumerate(data[:20]):
        kept[step] = weights_of(model), copy.deepcopy(optimizer.state_dict()["state"])
        train(model, optimizer, prophet, [batch])
    with torch.no_grad():
        model[0].weight.mul_(1e3)
        model[3].weight.fill_(math.nan)
    (report,) = train(model, optimizer, prophet, [data[20]])
    assert report.rewound and report.rates == (0.0,) and report.mode == "panic" and report.spiked
    weights, moments = kept[report.rewound_to]
    assert report.rewound_to > 0
    assert are_equal(weights_of(model), weights)
    ours = optimizer.state_dict()["state"]
    assert [sorted(ours[index]) for index in ours] == [sorted(moments[index]) for index in moments]
    for index, values in moments.items():
        for name, value in values.items():
            assert torch.equal(torch.as_tensor(ours[index][name]), torch.as_tensor(value))
    # What a framework calls after us moves nothing.
    optimizer.step()
    assert are_equal(weights_of(model), weights)
    (after,) = train(model, optimizer, prophet, [data[21]])
    assert not after.rewound and after.share <= 0.25 and not are_equal(weights_of(model), weights)


def test_pr_296_a_batch_that_no_weights_can_bear_is_left_out():
    """PR-296"""
    model = small_model()
    optimizer = ADAM(model.parameters(), lr=1e-3)
    prophet = Prophet(optimizer, model)
    data = list(batches(6))
    data[3] = (data[3][0] * math.nan, data[3][1])
    for asks_again in (True, False):
        train(model, optimizer, prophet, data[:3], asks_again=asks_again)
        before = weights_of(model)
        (report,) = train(model, optimizer, prophet, [data[3]], asks_again=asks_again)
        assert report.skipped and not report.rewound
        assert are_equal(weights_of(model), before)
        (report,) = train(model, optimizer, prophet, [data[4]], asks_again=asks_again)
        assert not report.skipped and math.isfinite(report.loss)


@pytest.mark.parametrize("asks_again", [True, False])
def test_pr_296_a_finite_loss_without_a_finite_gradient_is_left_out(asks_again):
    """PR-296"""
    model = small_model()
    optimizer = ADAM(model.parameters(), lr=1e-3)
    prophet = Prophet(optimizer, model, rewind=Rewind(interval=2), guard=_OPEN)
    train(model, optimizer, prophet, batches(8), asks_again=asks_again)
    before, share = weights_of(model), prophet.report.share
    optimizer.zero_grad()
    # The root's slope at 0 is not finite, whatever the weights are.
    loss_of_batch = lambda: (0 * model(torch.ones(4, INPUTS))).sum().sqrt() + 1  # noqa: E731
    loss = loss_of_batch()
    loss.backward()
    report = prophet.step(loss, again=loss_of_batch if asks_again else None)
    assert report.loss == 1 and not math.isfinite(report.gradient_norm)
    assert report.skipped and not report.rewound and report.share == share
    assert are_equal(weights_of(model), before)


def test_pr_296_weights_that_find_no_finite_loss_when_asked_again_are_never_kept():
    """PR-296"""
    model = torch.nn.Sequential(torch.nn.BatchNorm1d(INPUTS), torch.nn.Linear(INPUTS, 1))
    optimizer = SGD(model.parameters(), lr=1e-3)
    prophet = Prophet(optimizer, model, rewind=Rewind(interval=1), guard=_OPEN)
    train(model, optimizer, prophet, batches(10))
    # Training takes the batch's own mean, so that its loss stays finite.
    model[0].running_mean.fill_(math.nan)
    reports = train(model, optimizer, prophet, batches(10, seed=1))
    assert reports[2].rewound and not any(report.rewound for report in reports[3:])
    assert bool(torch.isfinite(model[0].running_mean).all())


@pytest.mark.parametrize("asks_again", [True, False])
def test_pr_296_steps_that_only_lead_out_of_the_numbers_end_the_training(asks_again):
    """PR-296"""
    model = small_model()
    optimizer = SGD(model.parameters(), lr=math.inf)
    prophet = Prophet(optimizer, model)
    before = weights_of(model)
    with pytest.raises(ProphetError) as fault:
        train(model, optimizer, prophet, batches(40), asks_again=asks_again)
    assert fault.value.code == "PROPHET_DIVERGED"
    assert prophet.steps_done == 33
    assert are_equal(weights_of(model), before)


def test_pr_296_data_that_change_are_no_reason_to_rewind():
    """PR-296"""
    model = small_model()
    optimizer = ADAM(model.parameters(), lr=1e-2)
    prophet = Prophet(optimizer, model, rewind=Rewind(interval=10))
    train(model, optimizer, prophet, batches(150))
    changed = [(inputs, targets + 40) for inputs, targets in batches(10, seed=5)]
    reports = train(model, optimizer, prophet, changed)
    assert reports[0].spiked
    assert not any(report.rewound for report in reports)


@pytest.mark.parametrize("asks_again", [True, False])
def test_pr_296_a_loss_below_0_is_no_reason_to_rewind(asks_again):
    """PR-296"""
    model = small_model()
    optimizer = ADAM(model.parameters(), lr=1e-2)
    prophet = Prophet(optimizer, model, guard=_OPEN)
    reports = []
    for batch in batches(150):
        loss_below_0 = lambda at=batch: loss_of(model, at) - 5  # noqa: E731
        optimizer.zero_grad()
        loss = loss_below_0()
        loss.backward()
        reports.append(prophet.step(loss, again=loss_below_0 if asks_again else None))
    assert not any(report.spiked or report.rewound or report.skipped for report in reports)
    assert held_out_loss(model) < 0.2 * held_out_loss(small_model())


def test_pr_296_without_rewinding_a_loss_that_is_not_finite_is_an_error_and_nothing_changes():
    """PR-296"""
    model = small_model()
    optimizer = ADAM(model.parameters(), lr=1e-3)
    prophet = Prophet(optimizer, model, rewind=None)
    before = weights_of(model)
    with pytest.raises(ProphetError) as fault:
        train(model, optimizer, prophet, [(torch.full((4, INPUTS), math.nan), torch.zeros(4, 1))])
    assert fault.value.code == "PROPHET_DIVERGED"
    assert are_equal(weights_of(model), before)


@pytest.mark.parametrize("asks_again", [True, False])
def test_pr_296_data_without_a_finite_loss_end_the_training(asks_again):
    """PR-296"""
    model = small_model()
    optimizer = ADAM(model.parameters(), lr=1e-3)
    prophet = Prophet(optimizer, model)
    broken = [(torch.full((4, INPUTS), math.nan), torch.zeros(4, 1))] * 40
    with pytest.raises(ProphetError) as fault:
        train(model, optimizer, prophet, broken, asks_again=asks_again)
    assert fault.value.code == "PROPHET_DIVERGED"
    assert prophet.steps_done == 32


def test_pr_297_asking_again_leaves_no_traces():
    """PR-297"""
    ends = []
    for interval in (1, 1_000_000):
        model = torch.nn.Sequential(
            torch.nn.Linear(INPUTS, 8), torch.nn.BatchNorm1d(8), torch.nn.Dropout(0.5), torch.nn.Linear(8, 1)
        )
        torch.manual_seed(3)
        for parameter in model.parameters():
            torch.nn.init.normal_(parameter, std=0.3)
        model[2].eval()
        model[2].train()
        optimizer = SGD(model.parameters(), lr=1e-2)
        # With an interval of 1 it asks in every step, with the other ever more rarely.
        prophet = Prophet(optimizer, model, rewind=Rewind(interval=interval), guard=_OPEN)
        train(model, optimizer, prophet, batches(40))
        ends.append((weights_of(model), model[1].running_mean.clone(), torch.rand(3)))
    assert are_equal(ends[0][0], ends[1][0])
    assert torch.equal(ends[0][1], ends[1][1])
    assert torch.equal(ends[0][2], ends[1][2])


def test_pr_298_curvature_along_a_step_on_a_parabola_is_rate_times_eigenvalue_half():
    """PR-298"""
    weight = torch.nn.Parameter(torch.tensor([2.0, 0.0], dtype=torch.float64))
    eigenvalues = torch.tensor([5.0, 1.0], dtype=torch.float64)
    optimizer = SGD([weight], lr=0.3)
    curvature = UpdateCurvature([weight])
    for _ in range(3):
        optimizer.zero_grad()
        (0.5 * (eigenvalues * weight**2).sum()).backward()
        along = curvature.along_update([weight.grad])
        if along is not None:
            assert curvature.stability(float(along)) == pytest.approx(0.3 * 5 / 2, rel=1e-12)
        curvature.before_step([weight.grad])
        optimizer.step()
        assert curvature.after_step() < 0


def test_pr_298_norm_and_curvature_are_those_of_the_gradient_before_clipping():
    """PR-298"""
    reports = {}
    for most in (None, 1e-3):
        model = small_model()
        optimizer = SGD(model.parameters(), lr=1e-2)
        prophet = Prophet(optimizer, model, guard=_OPEN, gradient_norm_max=most)
        before = weights_of(model)
        reports[most] = train(model, optimizer, prophet, batches(1))[0]
        moved = [b - a for a, b in zip(before, weights_of(model), strict=True)]
        assert float(dot(moved, moved).sqrt()) == pytest.approx(
            1e-2 * min(reports[most].gradient_norm, most or math.inf), rel=1e-3
        )
    assert reports[None].gradient_norm == reports[1e-3].gradient_norm > 1e-2


def test_pr_299_each_group_keeps_its_rate_and_schedules_go_on_as_they_do():
    """PR-299"""
    model, plain = small_model(), small_model()
    scheduled = {}
    for each, looks in ((plain, False), (model, True)):
        groups = [{"params": each[0].parameters(), "lr": 0.02}, {"params": each[3].parameters()}]
        optimizer = SGD(groups, lr=0.005)
        # Recursive: it would compound a rate that is not put back.
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20)
        prophet = Prophet(optimizer, each) if looks else None
        scheduled[looks] = []
        for batch in batches(20):
            scheduled[looks].append(tuple(group["lr"] for group in optimizer.param_groups))
            if prophet is None:
                optimizer.step()
            else:
                (report,) = train(each, optimizer, prophet, [batch])
                assert report.rates == pytest.approx([rate * report.share for rate in scheduled[looks][-1]], rel=1e-12)
            schedule.step()
    assert scheduled[True] == scheduled[False]


def test_pr_299_a_step_that_fails_leaves_the_scheduled_rates():
    """PR-299"""
    model = small_model()
    optimizer = SGD(model.parameters(), lr=0.1)
    prophet = Prophet(optimizer, model)

    def fail(*_):
        raise MemoryError

    optimizer.register_step_pre_hook(fail)
    with pytest.raises(MemoryError):
        train(model, optimizer, prophet, batches(1))
    assert optimizer.param_groups[0]["lr"] == 0.1


def test_pr_299_a_rate_that_is_a_tensor_stays_the_same_tensor():
    """PR-299"""
    model = small_model()
    rate = torch.tensor(1e-2)
    optimizer = ADAM(model.parameters(), lr=rate)
    train(model, optimizer, Prophet(optimizer, model), batches(5))
    assert optimizer.param_groups[0]["lr"] is rate
    assert float(rate) == pytest.approx(1e-2)


@pytest.mark.parametrize("make", [SGD, ADAM])
def test_pr_305_a_training_that_goes_on_from_its_state_goes_on_bit_for_bit(make):
    """PR-305"""
    rate, steps, cut = 40.0 if make is SGD else 5.0, 120, 70
    # At the whole rate from the start, so that it goes astray and is put back.
    settings = {"rewind": Rewind(interval=10), "guard": _OPEN}
    data = list(batches(steps))

    def started():
        model = small_model(dropout=0.2)
        optimizer = make(model.parameters(), lr=rate)
        return model, optimizer, Prophet(optimizer, model, **settings)

    model, optimizer, prophet = started()
    torch.manual_seed(11)
    whole = train(model, optimizer, prophet, data)
    assert any(report.rewound for report in whole)

    first, first_optimizer, first_prophet = started()
    torch.manual_seed(11)
    head = train(first, first_optimizer, first_prophet, data[:cut])
    file = io.BytesIO()
    torch.save([first.state_dict(), first_optimizer.state_dict(), first_prophet.state_dict()], file)
    chance = torch.get_rng_state()

    file.seek(0)
    weights, moments, kept = torch.load(file, weights_only=True)
    second, second_optimizer, _ = started()
    second.load_state_dict(weights)
    second_optimizer.load_state_dict(moments)
    again = Prophet(second_optimizer, second, **settings)
    again.load_state_dict(kept)
    torch.set_rng_state(chance)
    tail = train(second, second_optimizer, again, data[cut:])
    assert head + tail == whole
    assert are_equal(weights_of(second), weights_of(model))


def test_pr_305_what_is_no_state_is_refused():
    """PR-305"""
    model = small_model()
    prophet = Prophet(ADAM(model.parameters()), model)
    other = torch.nn.Linear(2, 1)
    strange = Prophet(ADAM(other.parameters()), other).state_dict()
    for state in ({}, {**prophet.state_dict(), "lookout": {"gap": "x"}, "good": 3}, strange):
        with pytest.raises(ProphetError) as refusal:
            prophet.load_state_dict(state)
        assert refusal.value.code == "PROPHET_STATE"


def test_pr_305_a_state_of_other_shapes_or_settings_is_refused():
    """PR-305"""
    model = small_model()
    optimizer = ADAM(model.parameters(), lr=1e-3)
    prophet = Prophet(optimizer, model)
    train(model, optimizer, prophet, batches(3))
    state = prophet.state_dict()
    (kept,) = state["good"]
    # One row would be spread over all of them without a word.
    spread = {**kept, "tensors": {**kept["tensors"], "0.weight": kept["tensors"]["0.weight"][:1]}}
    curvature = {**state["curvature"], "update": [tensor[:1] for tensor in state["curvature"]["update"]]}
    others = [
        {**state, "good": [spread]},
        {**state, "good": [{**kept, "moments": kept["moments"][1:]}]},
        {**state, "curvature": curvature},
        Prophet(optimizer, model, guard=None).state_dict(),
        Prophet(optimizer, model, rewind=None).state_dict(),
    ]
    for other in others:
        with pytest.raises(ProphetError) as refusal:
            prophet.load_state_dict(other)
        assert refusal.value.code == "PROPHET_STATE"
    prophet.load_state_dict(state)
    (report,) = train(model, optimizer, prophet, batches(1))
    assert report.step == 3


def test_pr_306_advice_scales_every_rate(tmp_path):
    """PR-306"""
    moved = {}
    for ppm in (1_000_000, 200_000):
        advise(tmp_path, ppm)
        model = small_model(dtype=torch.float64)
        before = weights_of(model)
        optimizer = SGD([{"params": model[0].parameters(), "lr": 0.02}, {"params": model[3].parameters()}], lr=0.005)
        prophet = Prophet(optimizer, model, guard=_OPEN, lease=Lease(tmp_path))
        (report,) = train(model, optimizer, prophet, batches(1, dtype=torch.float64))
        assert report.scale == ppm / 1e6
        assert report.rates == pytest.approx((0.02 * ppm / 1e6, 0.005 * ppm / 1e6), rel=1e-12)
        moved[ppm] = [b - a for a, b in zip(before, weights_of(model), strict=True)]
    for whole, fifth in zip(moved[1_000_000], moved[200_000], strict=True):
        torch.testing.assert_close(fifth, whole * 0.2, rtol=1e-9, atol=1e-15)


def test_pr_306_at_0_no_step_is_taken_until_it_rises(tmp_path):
    """PR-306"""
    advise(tmp_path, 0)
    model = small_model()
    before = weights_of(model)
    optimizer = ADAM(model.parameters(), lr=1e-2)
    prophet = Prophet(optimizer, model, lease=Lease(tmp_path, timeout_seconds=0.3))
    with pytest.raises(ProphetError) as fault:
        train(model, optimizer, prophet, batches(1))
    assert fault.value.code == "PROPHET_NO_POWER"
    assert are_equal(weights_of(model), before) and prophet.steps_done == 0

    seen = []
    prophet.lease = Lease(tmp_path, timeout_seconds=30)
    timer = threading.Timer(0.4, lambda: (seen.append(are_equal(weights_of(model), before)), advise(tmp_path, 500_000)))
    timer.start()
    (report,) = train(model, optimizer, prophet, batches(1))
    timer.join()
    assert seen == [True]
    assert report.scale == 0.5 and not are_equal(weights_of(model), before)


def test_pr_307_what_the_run_has_gained_is_the_fall_of_its_smoothed_loss():
    """PR-307"""
    model = small_model()
    optimizer = ADAM(model.parameters(), lr=1e-2)
    prophet = Prophet(optimizer, model, guard=_OPEN)
    assert prophet.gain_micro() is None
    reports = train(model, optimizer, prophet, batches(200))
    gained = prophet.gain_micro()
    assert 0 < gained < 1_000_000 * max(report.loss for report in reports)
    assert prophet.gain_micro() == 0


def test_pr_308_what_is_not_supported_is_refused():
    """PR-308"""
    model = small_model()
    embedding = torch.nn.Embedding(4, 2, sparse=True)
    sparse = Prophet(SGD(embedding.parameters(), lr=0.1), embedding)
    loss = embedding(torch.tensor([1, 2])).sum()
    loss.backward()
    cases = [
        ("PROPHET_UNSUPPORTED", lambda: Prophet(torch.optim.LBFGS(model.parameters()), model)),
        ("PROPHET_UNSUPPORTED", lambda: sparse.step(loss)),
        ("PROPHET_SETTINGS", lambda: Prophet(SGD(model.parameters(), lr=0.1), model[0])),
        ("PROPHET_SETTINGS", lambda: Rewind(interval=0)),
        *(
            ("PROPHET_SETTINGS", lambda most=most: Prophet(SGD(model.parameters(), lr=0.1), model, gradient_norm_max=most))
            for most in (0.0, -1.0, math.nan)
        ),
        ("PROPHET_NO_GRADIENT", lambda: Prophet(SGD(model.parameters(), lr=0.1), model).step(1.0)),
        ("PROPHET_NO_STEP", lambda: Prophet(SGD(model.parameters(), lr=0.1), model).report),
    ]
    for code, attempt in cases:
        with pytest.raises(ProphetError) as refusal:
            attempt()
        assert refusal.value.code == code


def test_pr_308_parameters_that_come_later_are_refused_before_they_are_moved():
    """PR-308"""
    model = small_model()
    optimizer = SGD(model[0].parameters(), lr=0.1)
    prophet = Prophet(optimizer, model)
    train(model, optimizer, prophet, batches(2))
    optimizer.add_param_group({"params": model[3].parameters()})
    before = weights_of(model)
    with pytest.raises(ProphetError) as refusal:
        train(model, optimizer, prophet, batches(1))
    assert refusal.value.code == "PROPHET_SETTINGS"
    assert are_equal(weights_of(model), before)
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.1]
    prophet.close()
    assert train(model, optimizer, Prophet(optimizer, model), batches(1))[0].step == 0


def test_pr_308_bf16_weights_learn():
    """PR-308"""
    model = small_model(dtype=torch.bfloat16)
    optimizer = SGD(model.parameters(), lr=0.5)
    prophet = Prophet(optimizer, model, guard=_OPEN)
    reports = train(model, optimizer, prophet, batches(150, dtype=torch.bfloat16))
    assert are_finite(model)
    assert sum(report.loss for report in reports[-20:]) < 0.5 * sum(report.loss for report in reports[:20])


def test_pr_309_a_second_hook_is_gone_after_closing():
    """PR-309"""
    model = small_model()
    optimizer = SGD(model.parameters(), lr=0.1)
    prophet = Prophet(optimizer, model)
    train(model, optimizer, prophet, batches(2))
    prophet.close()
    assert optimizer.param_groups[0]["lr"] == 0.1
    before = prophet.report
    optimizer.step()
    assert prophet.report == before


def test_pr_317_the_loop_of_the_guide_learns_as_it_says():
    """PR-317"""
    text = (REPOSITORY / "docs/guides/prophet-in-pytorch.md").read_text()
    (source,) = re.findall(r"<!-- loop -->\n\n```python\n(.*?)```", text, re.DOTALL)
    names = {}
    exec(compile(source, "prophet-in-pytorch.md", "exec"), names)  # noqa: S102
    assert names["report"].loss < 0.05


def test_pr_318_the_example_goes_on_where_it_was_interrupted(tmp_path):
    """PR-318"""
    ends = {}
    for name, rounds in (("whole", [2]), ("parts", [1, 2])):
        for count in rounds:
            command = [sys.executable, str(REPOSITORY / "examples/prophet-pytorch/train.py"), "--checkpoints", str(tmp_path / name)]
            said = subprocess.run([*command, "--rounds", str(count)], capture_output=True, text=True, check=True)
        ends[name] = torch.load(tmp_path / name / "step-00100.pt", weights_only=True)["model"]
        assert "step-00100.pt" in said.stdout
        assert json.loads((tmp_path / name / ".plimsoll/step-00100.pt.json").read_text())["step"] == 100
    assert all(torch.equal(ends["whole"][name], ends["parts"][name]) for name in ends["whole"])
