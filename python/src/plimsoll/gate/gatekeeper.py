"""The one place where "no token, no service" is decided (ACB-K §8.1)."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any, Literal

from .feed import Feed, open_feed
from .gate_clock import GateClock, GateTime, system_clock
from .key_set import issuer_keys_in
from .refusal import Refusal
from .token import Claims, verify_signature

_REMEMBERED_MAX = 8_192
_ISSUE_ROUNDING_MS = 1_000
_ASK_ISSUER = "ask for a token for what is served here: plimsoll token issue"


@dataclass(frozen=True)
class GateIdentity:
    """What one gate serves. A token for anything else is none here. Digests are ``sha256:`` and 64 hexadecimal digits."""

    issuer: str
    audience: Literal["internal", "external"]
    artifact: str
    node_key: str


@dataclass(frozen=True)
class Admission:
    """May be served until then, on the monotonic clock, unless a withdrawal comes first."""

    claims: Claims
    until_monotonic_ms: int


class Gatekeeper:
    """Holds the issuer's keys and the newest feed, and asks nobody. Safe to use from several threads."""

    def __init__(
        self,
        identity: GateIdentity,
        jwks: Any,
        feed_required_within_ms: int | None,
        clock: GateClock | None = None,
    ) -> None:
        """``feed_required_within_ms``: nothing is admitted once the newest feed is older; None: a token's life bounds it."""
        self._identity = identity
        self._keys = issuer_keys_in(jwks)
        self._feed_required_within_ms = feed_required_within_ms
        self._clock = clock or system_clock()
        self._feed: Feed | None = None
        self._held: OrderedDict[bytes, tuple[Claims, int]] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, token: str | None) -> Admission:
        """Raises Refusal, with the first code of G-43 that holds."""
        with self._lock:
            return self._judge(token, self._clock.now())

    def hear(self, envelope: Any) -> bool:
        """Takes in a signed feed; what is older or not genuine is ignored, never believed."""
        feed = open_feed(envelope, self._keys)
        with self._lock:
            if feed is None or not self._is_news(feed):
                return False
            self._clock.raise_to(feed.at_ms)
            self._feed = feed
            return True

    def _is_news(self, feed: Feed) -> bool:
        newest = self._feed
        if feed.issuer != self._identity.issuer:
            return False
        return newest is None or (feed.sequence > newest.sequence and feed.at_ms >= newest.at_ms)

    def _judge(self, token: str | None, now: GateTime) -> Admission:
        if not token:
            raise Refusal("TOKEN_MISSING", "a capability token", "none", "send the deployment's token")
        claims, seen_at_ms = self._signed(token, now.monotonic_ms)
        life_ms = (claims["exp"] - claims["iat"]) * 1_000
        lived_out = now.monotonic_ms - seen_at_ms >= life_ms
        self._check_claims(claims, max(now.time_ms, claims["exp"] * 1_000) if lived_out else now.time_ms)
        until_ms = self._check_feed(claims, now)
        ends = [now.monotonic_ms + claims["exp"] * 1_000 - now.time_ms, seen_at_ms + life_ms]
        return Admission(claims, min(ends if until_ms is None else [*ends, until_ms]))

    def _signed(self, token: str, monotonic_ms: int) -> tuple[Claims, int]:
        name = sha256(token.encode("utf-8", "surrogatepass")).digest()
        held = self._held.pop(name, None) or (verify_signature(token, self._keys), monotonic_ms)
        self._held[name] = held
        if len(self._held) > _REMEMBERED_MAX:
            self._held.popitem(last=False)
        return held

    def _check_claims(self, claims: Claims, time_ms: int) -> None:
        here = self._identity
        if claims["iss"] != here.issuer:
            raise _other("TOKEN_ISSUER_MISMATCH", f'a token of "{here.issuer}"', f'one of "{claims["iss"]}"')
        if time_ms < claims["iat"] * 1_000 - _ISSUE_ROUNDING_MS:
            fix = "set the clock of the gate"
            raise Refusal("TOKEN_NOT_YET_VALID", _instant(claims["iat"]), _instant(time_ms // 1_000), fix)
        if time_ms >= claims["exp"] * 1_000:
            fix = "have it issued anew in time: plimsoll token issue --keep"
            expected = f"a token that ends after {_instant(time_ms // 1_000)}"
            raise Refusal("TOKEN_EXPIRED", expected, _instant(claims["exp"]), fix)
        if claims["aud"] != here.audience:
            raise _other("TOKEN_AUDIENCE_MISMATCH", f"a token for {here.audience} users", f"one for {claims['aud']}")
        if claims["artifact"] != here.artifact:
            raise _other("TOKEN_ARTIFACT_MISMATCH", here.artifact, claims["artifact"])
        if claims["cnf"]["jkt"] != here.node_key:
            raise _other("TOKEN_NODE_MISMATCH", f"a token for the node {here.node_key}", claims["cnf"]["jkt"])

    def _check_feed(self, claims: Claims, now: GateTime) -> int | None:
        within_ms = self._feed_required_within_ms
        if self._feed is None:
            if within_ms is None:
                return None
            raise _withdrawn(f"a feed of the last {within_ms} ms", "none")
        age_ms = now.time_ms - self._feed.at_ms
        if within_ms is not None and age_ms > within_ms:
            raise _withdrawn(f"a feed of the last {within_ms} ms", f"{age_ms} ms")
        _check_standing(claims, self._feed)
        return None if within_ms is None else now.monotonic_ms + within_ms - age_ms


def _check_standing(claims: Claims, feed: Feed) -> None:
    level_ppm = feed.levels_ppm.get(claims["sub"], 0)
    if level_ppm < claims["power"]:
        raise _withdrawn(f'{claims["power"]} ppm of power for "{claims["sub"]}"', f"{level_ppm} ppm")
    for epoch in claims["epochs"]:
        known = feed.kill_epochs.get(epoch["lineage"])
        if known is None or epoch["killEpoch"] < known:
            received = "no such lineage" if known is None else str(known)
            raise _withdrawn(f'kill epoch {epoch["killEpoch"]} of "{epoch["lineage"]}"', received)


def _other(code: str, expected: str, received: str) -> Refusal:
    return Refusal(code, expected, received, _ASK_ISSUER)


def _withdrawn(expected: str, received: str) -> Refusal:
    return Refusal("TOKEN_WITHDRAWN", expected, received, "see why: plimsoll kernel explain")


def _instant(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).isoformat()
    except (ValueError, OverflowError, OSError):
        return f"second {seconds}"
