"""G-203: the vectors that the TypeScript gate is held to."""

import json
from pathlib import Path

import pytest

from plimsoll.gate import GateIdentity, Gatekeeper, Refusal
from plimsoll.gate.gate_clock import GateClock

VECTORS = json.loads((Path(__file__).parents[2] / "spec/vectors/governor/tokens.json").read_text())


def code_of(vector):
    place = vector["place"]
    identity = GateIdentity(place["issuer"], place["audience"], place["artifact"], place["nodeKey"])
    clock = GateClock(lambda: vector["atMs"], lambda: 0)
    try:
        Gatekeeper(identity, VECTORS["jwks"], None, clock).admit(vector["token"])
    except Refusal as refusal:
        return refusal.code
    return None


def test_the_vectors_are_there():
    codes = [vector["code"] for vector in VECTORS["vectors"]]
    assert len(codes) > 50 and None in codes and len(set(codes)) >= 9


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_g_203(vector):
    assert code_of(vector) == vector["code"]


def test_g_203_any_other_character_refuses():
    good = next(vector for vector in VECTORS["vectors"] if vector["code"] is None)
    for place in range(0, len(good["token"]), 7):
        other = "A" if good["token"][place] != "A" else "B"
        token = good["token"][:place] + other + good["token"][place + 1 :]
        assert code_of({**good, "token": token}) is not None
