"""PR-290 to PR-294: the risk and the guard are TypeScript's, number by number, and need no PyTorch."""

import json
import math
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from plimsoll.prophet import Band, Guard, ProphetError
from plimsoll.prophet.guard import GuardFacts, ceiling_law, guard_law
from plimsoll.prophet.monitor.features.feature import Facts
from plimsoll.prophet.monitor.portable_monitor import PORTABLE_FEATURES, PORTABLE_FIRST, portable_next
from plimsoll.prophet.monitor.risk_model import LEAD, RiskModel
from plimsoll.prophet.monitor.risk_source import RiskSource, fitted_model
from plimsoll.prophet.monitor.spike import SpikeSettings, is_spike, watched

_REPOSITORY = Path(__file__).parents[2]
_VECTORS = _REPOSITORY / "spec/vectors/prophet"
_RISK = json.loads((_VECTORS / "risk.json").read_text())
_GUARDS = json.loads((_VECTORS / "guard.json").read_text())
_CLOSE = 1e-12


def _number(value):
    return None if value is None else float(value)


def _facts(told):
    """``null`` as loss or gradient norm is one that is not finite."""
    loss, norm = (math.nan if told[name] is None else float(told[name]) for name in ("loss", "gradientNorm"))
    return Facts(loss, norm, float(told["rate"]), _number(told["stability"]))


def _are_close(ours, theirs):
    return len(ours) == len(theirs) and all(
        (a is None and b is None) or math.isclose(a, float(b), rel_tol=_CLOSE, abs_tol=_CLOSE)
        for a, b in zip(ours, theirs, strict=True)
    )


def _guard_of(spec):
    def name_of(field):
        head, *rest = field.split("_")
        return head + "".join(part.capitalize() for part in rest)

    def value_of(value):
        return Band(value["brakeAbove"], value["calmShare"]) if isinstance(value, dict) else value

    return Guard(**{field.name: value_of(spec[name_of(field.name)]) for field in fields(Guard)})


def test_pr_290_nothing_but_the_loop_needs_pytorch():
    """PR-290"""
    program = (
        "import sys; sys.modules['torch'] = None\n"
        "import plimsoll.prophet as p; from plimsoll.prophet.monitor.risk_source import RiskSource\n"
        "p.Lease, p.Guard, RiskSource()\n"
        "try: p.Prophet\n"
        "except ImportError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pip install './python[prophet]'" in said.stdout


@pytest.mark.parametrize("sequence", _RISK["sequences"], ids=lambda sequence: sequence["name"])
def test_pr_291_features_and_chances_are_those_of_typescript(sequence):
    """PR-291"""
    model, state, source = RiskModel.of_json(_RISK["model"]), PORTABLE_FIRST, RiskSource()
    assert tuple(_RISK["features"]) == PORTABLE_FEATURES
    for step in sequence["steps"]:
        facts = _facts(step["facts"])
        state, features = portable_next(state, facts)
        if step["features"] is None:
            assert features is None
            risks = [1.0] * len(_RISK["leads"])
        else:
            assert _are_close(features, step["features"])
            risks = [model.risk(features, lead) for lead in _RISK["leads"]]
        assert _are_close(risks, step["risks"])
        assert source.foretell(facts) == risks[_RISK["leads"].index(LEAD)]


def test_pr_291_the_model_in_the_package_is_the_one_of_the_vectors():
    """PR-291"""
    assert fitted_model() == RiskModel.of_json(_RISK["model"])


def test_pr_291_what_is_not_finite_is_foretold_with_certainty_and_changes_nothing():
    """PR-291"""
    source = RiskSource()
    source.foretell(Facts(1.0, 1.0, 0.1, None))
    before = source.state()
    assert source.foretell(Facts(math.nan, 1.0, 0.1, None)) == 1.0
    assert source.foretell(Facts(1.0, math.inf, 0.1, None)) == 1.0
    assert source.state() == before


@pytest.mark.parametrize("vector", _GUARDS, ids=lambda vector: f"start {vector['guard']['startShare']}, dwell {vector['guard']['dwell']}")
def test_pr_292_the_guard_takes_the_course_of_typescript(vector):
    """PR-292"""
    law = guard_law(_guard_of(vector["guard"]))
    state = law.first
    for facts, share, mode in zip(vector["facts"], vector["shares"], vector["modes"], strict=True):
        if facts is None:
            state = law.after_rewind(state)
        else:
            loss, norm, stability, risk = (_number(fact) for fact in facts)
            state = law.next(state, GuardFacts(loss, norm, stability, risk))
        assert math.isclose(state.share, share, rel_tol=_CLOSE)
        assert state.mode == mode
    assert set(state.memory) == set(vector["memory"])
    assert _are_close([state.memory[name] for name in vector["memory"]], list(vector["memory"].values()))


def test_pr_292_the_guard_has_the_constants_of_typescript():
    """PR-292"""
    assert Guard() == _guard_of(_GUARDS[0]["guard"])


def test_pr_292_without_a_guard_only_a_rewind_lowers_the_rate():
    """PR-292"""
    law = ceiling_law()
    calm = GuardFacts(1.0, 1.0, 9.0, 1.0)
    state = law.first
    assert law.next(state, calm).share == 1.0
    state = law.after_rewind(state)
    assert (state.share, state.mode) == (0.25, "panic")
    assert law.next(state, calm).share == pytest.approx(0.25 * 1.001)


@pytest.mark.parametrize(
    "settings", [{"brake": 0}, {"dwell": 0}, {"start_share": 2}, {"smoothing": math.nan}, {"risk": Band(2, 0.5)}], ids=str
)
def test_pr_293_settings_out_of_range_are_refused(settings):
    """PR-293"""
    with pytest.raises(ProphetError) as refusal:
        Guard(**settings)
    assert refusal.value.code == "PROPHET_SETTINGS"
    assert next(iter(settings)) in refusal.value.expected


def test_pr_294_a_spike_is_four_times_the_median_or_no_number():
    """PR-294"""
    settings, losses = SpikeSettings(), ()
    for loss in (1.0, 2.0, 3.0) * 5:
        losses = watched(losses, loss, settings)
    assert not is_spike(losses, 100.0, settings)  # 15 losses make no spike
    losses = watched(losses, 2.0, settings)
    assert is_spike(losses, 8.01, settings)
    assert not is_spike(losses, 8.0, settings)
    assert is_spike((), math.nan, settings)
    for _ in range(100):
        losses = watched(losses, 5.0, settings)
    assert len(losses) == settings.window
