"""PR-113: the drift detectors' vectors are what River, as it is installed, finds."""

import json

import pytest
from make_drift_vectors import DETECTORS, VECTORS, streams, values_of, watched

pytest.importorskip("river", reason="River is not installed: pip install 'river>=0.26'")

COMMITTED = json.loads(VECTORS.read_text())


def test_pr_113_the_streams_are_those_of_the_maker():
    """PR-113: River's documented example, its own test's and its bundled data set among them."""
    committed = [{name: part for name, part in stream.items() if name != "found"} for stream in COMMITTED["streams"]]
    assert committed == streams()
    assert COMMITTED["detectors"] == DETECTORS


@pytest.mark.parametrize("stream", COMMITTED["streams"], ids=lambda stream: stream["name"])
@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector["name"])
def test_pr_113_river_finds_these_drifts(stream, detector):
    """PR-113"""
    values = values_of(stream)
    committed = next(found for found in stream["found"] if found["detector"] == detector["name"])
    assert watched(detector, values) == committed


def test_pr_113_a_detector_is_not_indifferent_to_its_stream():
    """PR-113: the equality above would also fail: one value moved is found elsewhere."""
    stream = COMMITTED["streams"][0]
    values = values_of(stream)
    values[500:500] = [0.0] * 100
    committed = next(found for found in stream["found"] if found["detector"] == "ADWIN")
    assert watched(DETECTORS[0], values) != committed
