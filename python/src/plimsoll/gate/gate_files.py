"""A gate over the files that ``plimsoll token issue --keep`` writes."""

import json
import time
from pathlib import Path

from .gatekeeper import Admission, GateIdentity, Gatekeeper
from .refusal import Refusal

#: A file is looked at no more often than this.
LOOK_INTERVAL_MS = 50

#: A feed is said about twice a second: what is older than this was lost.
FEED_REQUIRED_WITHIN_MS = 3_000

_FULL_PPM = 1_000_000


class GateFiles:
    """Decides for the token that the node holds now. Files are replaced whole, so that half of one is never read."""

    def __init__(
        self,
        identity: GateIdentity,
        token: str | Path,
        jwks: str | Path,
        withdrawals: str | Path,
        feed_required_within_ms: int | None = FEED_REQUIRED_WITHIN_MS,
        holds_reduced_power: bool = False,
    ) -> None:
        """Raises OSError or ValueError when there is no key set: without keys nothing could ever be verified.

        ``holds_reduced_power``: the server holds itself to what ``admit().claims["power"]`` says. One that does not serves
        nothing at 20 %.
        """
        self._gatekeeper = Gatekeeper(identity, json.loads(Path(jwks).read_text()), feed_required_within_ms)
        self._token_file = Path(token)
        self._feed_file = Path(withdrawals)
        self._identity = identity
        self._holds_reduced_power = holds_reduced_power
        self._feed_text: str | None = None
        self._token: str | None = None
        self._looked_at_ns = 0

    def admit(self) -> Admission:
        """Raises Refusal."""
        self._look()
        return self._gatekeeper.admit(self._token)

    def refusal(self) -> Refusal | None:
        """Why nothing may be served at this instant; None while it may. Whatever breaks denies."""
        try:
            admission = self.admit()
        except Refusal as refusal:
            return refusal
        except Exception as fault:  # noqa: BLE001: a gate that broke is a gate that is shut
            return Refusal("GATE_BROKEN", "a gate that works", repr(fault), "see the log of this server")
        if admission.until_monotonic_ms <= time.monotonic_ns() // 1_000_000:
            return Refusal("TOKEN_EXPIRED", "a token that has not ended", "one that has", "plimsoll token issue --keep")
        return None if admission.claims["power"] == _FULL_PPM else self._at_reduced_power()

    def _at_reduced_power(self) -> Refusal | None:
        if self._identity.audience == "external":
            fix = "research power is for nobody outside (ACB-K §4)"
            return Refusal("TOKEN_AUDIENCE_MISMATCH", "full power for external users", "a fifth", fix)
        if self._holds_reduced_power:
            return None
        fix = "put plimsoll gate proxy in front, which holds a fifth"
        return Refusal("POWER_NOT_HELD", "full power, or a server that holds itself to a fifth", "a fifth", fix)

    def _look(self) -> None:
        now_ns = time.monotonic_ns()
        if now_ns - self._looked_at_ns < LOOK_INTERVAL_MS * 1_000_000:
            return
        self._token = _text_of(self._token_file)
        feed = _text_of(self._feed_file)
        if feed is not None and feed != self._feed_text:
            self._gatekeeper.hear(_json_of(feed))
            self._feed_text = feed
        self._looked_at_ns = now_ns


def _text_of(file: Path) -> str | None:
    try:
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError):
        return None


def _json_of(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
