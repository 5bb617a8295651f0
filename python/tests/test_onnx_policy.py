"""SIM-195: an exported policy says in ONNX Runtime what it says in TypeScript."""

import base64
import json
from pathlib import Path

import pytest

numpy = pytest.importorskip("numpy")
onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

VECTORS = json.loads((Path(__file__).parents[2] / "spec/vectors/simulation/policies.json").read_text())["vectors"]
TOLERANCE = 1e-5


def model_of(vector):
    return onnx.load_model_from_string(base64.b64decode(vector["onnx"]))


def session_of(vector):
    return onnxruntime.InferenceSession(base64.b64decode(vector["onnx"]), providers=["CPUExecutionProvider"])


def test_sim_195_there_are_policies_of_both_kinds():
    """SIM-195"""
    assert {vector["policy"]["trunk"] for vector in VECTORS} == {"separate", "shared"}
    assert {vector["policy"]["activation"] for vector in VECTORS} == {"tanh", "relu"}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_sim_195_the_model_is_whole(vector):
    """SIM-195"""
    model = model_of(vector)
    onnx.checker.check_model(model, full_check=True)
    assert model.opset_import[0].version >= 17
    assert [entry.name for entry in model.graph.input] == ["observation"]
    assert [entry.name for entry in model.graph.output] == ["logits", "value"]
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert metadata == {"policy": vector["policy"]["digest"], "environment": vector["policy"]["environment"]}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_sim_195_the_outputs_agree(vector):
    """SIM-195"""
    observations = numpy.array(vector["observations"], dtype=numpy.float32)
    logits, value = session_of(vector).run(["logits", "value"], {"observation": observations})
    assert logits.shape == (len(observations), vector["policy"]["actionCount"])
    assert value.shape == (len(observations), 1)
    assert numpy.abs(logits - numpy.array(vector["logits"])).max() < TOLERANCE
    assert numpy.abs(value[:, 0] - numpy.array(vector["values"])).max() < TOLERANCE
    # A comparison that could not fail would be none.
    assert numpy.abs(value[:, 0]).max() > 100 * TOLERANCE


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_sim_195_any_number_of_rows(vector):
    """SIM-195"""
    session = session_of(vector)
    observations = numpy.array(vector["observations"], dtype=numpy.float32)
    one = session.run(["logits"], {"observation": observations[:1]})[0]
    assert numpy.abs(one[0] - numpy.array(vector["logits"][0])).max() < TOLERANCE
