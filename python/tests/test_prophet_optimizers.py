"""The vectors that Prophet's engine is held to are what real PyTorch and the optimisers' own packages still say."""

import json

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: `npm run test:python` brings it")

from prophet_vectors import CASES, VECTORS, course, gru_vectors  # noqa: E402

PACKAGE_OF = {"schedule-free": "schedulefree", "prodigy": "prodigyopt"}
OPTIMIZERS = json.loads((VECTORS / "optimizers.json").read_text())
KEPT = {case["name"]: case for case in OPTIMIZERS["cases"]}


def _near(numbers):
    return pytest.approx(numbers, rel=1e-9, abs=1e-12)


def _flat(value):
    return [number for part in value for number in _flat(part)] if isinstance(value, list) else [value]


@pytest.mark.parametrize(("name", "spec", "rate", "start"), CASES, ids=[case[0] for case in CASES])
def test_an_optimizer_still_goes_where_its_vector_says(name, spec, rate, start):
    if package := PACKAGE_OF.get(spec["kind"]):
        pytest.importorskip(package, reason=f"{package} is not installed: `pip install {package}`")
    kept = KEPT[name]
    assert kept["optimizer"] == spec
    assert (kept["rate"], kept["start"]) == (rate, start.tolist())
    for again, before in zip(course(spec, rate, start), kept["course"], strict=True):
        assert again["step"] == before["step"]
        assert again["parameters"] == _near(before["parameters"])
        assert again["judged"] == _near(before["judged"])


def test_every_vector_has_its_case():
    assert list(KEPT) == [case[0] for case in CASES]


def test_an_average_is_judged_elsewhere_than_where_its_gradients_are_taken():
    last = KEPT["schedulefree.AdamWScheduleFree"]["course"][-1]
    assert last["judged"] != _near(last["parameters"])


def test_the_recurrent_unit_still_is_what_its_vector_says():
    again, kept = gru_vectors(), json.loads((VECTORS / "gru.json").read_text())
    for part in ("inputs", "outputs", "inputGradient"):
        assert _flat(again[part]) == _near(_flat(kept[part]))
    for part in ("weights", "gradients"):
        assert again[part].keys() == kept[part].keys()
        for name, numbers in again[part].items():
            assert _flat(numbers) == _near(_flat(kept[part][name]))
