"""SIM-280 to SIM-284: worlds as data, and the block of parameters, equal to TypeScript's."""

import json
import math
import re
import subprocess

import numpy as np
import pytest
from cluster_vectors import PARAMETERS, REPOSITORY

from plimsoll.simulation import SimulationError, cluster_profile, parse_cluster_spec, spec_digest
from plimsoll.simulation.kernel import layout
from plimsoll.simulation.kernel.constants import cluster_constants
from plimsoll.simulation.kernel.memory import batch_layout, parameter_block
from plimsoll.simulation.spec.javascript_number import number_text, round_half_up


def _vector_name(vector):
    return f"{vector['profile']}-{vector['changes'].get('name', len(vector['changes']))}"


@pytest.mark.parametrize("vector", PARAMETERS, ids=_vector_name)
def test_sim_284_parameter_blocks_are_those_of_typescript(vector):
    """SIM-284"""
    constants = cluster_constants(cluster_profile(vector["profile"], vector["changes"]))
    block = parameter_block(constants, batch_layout(constants, vector["environments"]))
    assert block.hex() == vector["parametersHex"]


@pytest.mark.parametrize("vector", PARAMETERS, ids=_vector_name)
def test_sim_282_spec_digests_are_those_of_typescript(vector):
    """SIM-282"""
    assert spec_digest(cluster_profile(vector["profile"], vector["changes"])) == vector["specDigest"]


def test_sim_284_the_layout_is_that_of_typescript():
    """SIM-284"""
    source = (REPOSITORY / "packages/simulation/src/cluster/kernel/layout.ts").read_text()
    theirs = {name: int(value) for name, value in re.findall(r"export const (\w+) = (\d+);", source)}
    ours = {name: value for name, value in vars(layout).items() if name.isupper()}
    assert len(theirs) > 70
    assert ours == theirs


def test_sim_283_numbers_are_rounded_and_written_as_ecmascript_does():
    """SIM-283"""
    draw = np.random.default_rng(1)
    numbers = [
        *draw.uniform(-3, 3, 300),
        *(10.0 ** draw.uniform(-25, 25, 300) * draw.choice([-1, 1], 300)),
        *(draw.integers(-5, 5, 50) + 0.5),
        *(
            0.49999999999999994,
            -0.49999999999999994,
            0.5,
            -0.5,
            1e21,
            1e-6,
            1e-7,
            123456789012345680000.0,
            5e-324,
            1.5e300,
        ),
        *(100 / 3, 0.1 + 0.2, 1e20, 12e20, 0.000123, -1e-7, 2.0**53, 1.7976931348623157e308),
    ]
    script = "const n=JSON.parse(process.argv[1]);console.log(JSON.stringify(n.map(x=>[String(x),Math.round(x)+0])))"
    answer = subprocess.run(["node", "-e", script, json.dumps(numbers)], capture_output=True, text=True, check=True)
    for number, (text, rounded) in zip(numbers, json.loads(answer.stdout), strict=True):
        assert number_text(number) == text
        if math.fabs(number) < 2**53:
            assert round_half_up(number) == rounded


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"width": 1}, "a whole number from 2 to 1000 at /width"),
        ({"width": 4.5}, "a whole number from 2 to 1000 at /width"),
        ({"width": True}, "/width"),
        ({"width": "4"}, "/width"),
        ({"timePenalty": math.nan}, "a number from 0 to 1000 at /timePenalty"),
        ({"timePenalty": math.inf}, "/timePenalty"),
        ({"budget": {"full": 1}}, "/budget/recovery"),
        (
            {"budget": {"full": 0, "recovery": 0, "clean": 0, "scale": 1}},
            "a number from 0.001 to 16000 at /budget/full",
        ),
        ({"budgets": {}}, "no such field at /budgets"),
        (
            {"observation": {"position": "of-none", "globals": False}},
            "one of of-size, of-last at /observation/position",
        ),
        ({"observation": {"position": "of-size", "globals": 1}}, "true or false at /observation/globals"),
        ({"priorities": [{"priority": 1, "weight": 0}]}, "/priorities/0/weight"),
        ({"priorities": [{"priority": 1, "weight": 1}] * 9}, "a list of at most 8 at /priorities"),
        ({"priorities": []}, "at least one priority"),
        ({"name": "-x"}, "/name"),
        (
            {
                "width": 2,
                "height": 2,
                "events": {
                    "burst": {"chance": 0, "cells": 5, "cpu": 0, "memory": 0},
                    "restart": {"chance": 0, "memory": 0},
                },
            },
            "a burst of no more cells than there are",
        ),
        ({"overload": {"above": 0, "penalty": 0}}, "an overload threshold above 0"),
    ],
)
def test_sim_281_a_spec_that_is_wrong_is_refused_with_its_place(changes, place):
    """SIM-281"""
    with pytest.raises(SimulationError) as refusal:
        cluster_profile("classic", changes)
    assert refusal.value.code == "CLUSTER_SPEC_INVALID"
    assert place in refusal.value.expected


def test_sim_281_numbers_have_one_spelling_whoever_writes_them():
    """SIM-281"""
    spec = cluster_profile("classic", {"width": 10.0, "height": np.int64(10), "timePenalty": np.float64(0.5)})
    assert spec_digest(spec) == spec_digest(cluster_profile("classic", {"width": 10, "height": 10, "timePenalty": 0.5}))
    assert parse_cluster_spec(spec) == spec


def test_sim_280_an_unknown_profile_is_refused_with_the_known_ones():
    """SIM-280"""
    with pytest.raises(SimulationError, match="classic, hardened, hard, leak-mixture, bursty, adversarial") as refusal:
        cluster_profile("classical")
    assert refusal.value.code == "CLUSTER_PROFILE_UNKNOWN"
