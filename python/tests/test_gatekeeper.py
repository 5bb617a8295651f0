"""G-204: withdrawals, replays and clocks that step, as the TypeScript gate."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from issuer import IDENTITY, JWKS, feed, token

from plimsoll.gate import Gatekeeper, Refusal
from plimsoll.gate.gate_clock import GateClock

NOW_MS = 1_790_000_000_000
HOUR_MS = 3_600_000


class Clocks:
    def __init__(self):
        self.wall_ms = NOW_MS
        self.monotonic_ms = 0

    def passes(self, ms):
        self.wall_ms += ms
        self.monotonic_ms += ms

    def gate(self, feed_required_within_ms=None):
        clock = GateClock(lambda: self.wall_ms, lambda: self.monotonic_ms)
        return Gatekeeper(IDENTITY, JWKS, feed_required_within_ms, clock)


def code_of(gate, text):
    try:
        gate.admit(text)
    except Refusal as refusal:
        return refusal.code
    return None


def test_g_204_a_withdrawal_bites_at_once():
    clocks = Clocks()
    gate = clocks.gate()
    held = token(NOW_MS)
    assert gate.hear(feed(NOW_MS, 1)) and code_of(gate, held) is None
    assert gate.hear(feed(NOW_MS, 2, level_ppm=0)) and code_of(gate, held) == "TOKEN_WITHDRAWN"
    assert not gate.hear(feed(NOW_MS, 1)), "an old feed gives nothing back"
    assert gate.hear(feed(NOW_MS, 3, kill_epoch=1)) and code_of(gate, held) == "TOKEN_WITHDRAWN"


@pytest.mark.parametrize("envelope", [None, [], {}, {"payload": 1}, {**feed(NOW_MS, 9), "more": 1}, "feed"])
def test_g_204_what_is_no_feed_is_ignored(envelope):
    gate = Clocks().gate()
    assert gate.hear(feed(NOW_MS, 1)) and not gate.hear(envelope)
    assert code_of(gate, token(NOW_MS)) is None


def test_g_204_a_feed_by_another_key_is_ignored():
    gate = Clocks().gate()
    stranger = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
    assert not gate.hear(feed(NOW_MS, 5, level_ppm=0, key=stranger))
    assert code_of(gate, token(NOW_MS)) is None


@pytest.mark.parametrize("step_ms", [-HOUR_MS, HOUR_MS])
def test_g_204_a_clock_that_steps_serves_nothing_longer(step_ms):
    clocks = Clocks()
    gate = clocks.gate()
    held = token(NOW_MS)
    assert code_of(gate, held) is None
    clocks.wall_ms += step_ms
    clocks.passes(60_000)
    assert code_of(gate, held) == "TOKEN_EXPIRED"


def test_g_204_a_silent_feed_denies_where_one_is_required():
    clocks = Clocks()
    gate = clocks.gate(feed_required_within_ms=3_000)
    held = token(NOW_MS)
    assert code_of(gate, held) == "TOKEN_WITHDRAWN"
    gate.hear(feed(NOW_MS, 1))
    assert gate.admit(held).until_monotonic_ms == 3_000
    clocks.passes(3_001)
    assert code_of(gate, held) == "TOKEN_WITHDRAWN"
