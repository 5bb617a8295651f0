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


class GateFiles:
    """Decides for the token that the node holds now. Files are replaced whole, so that half of one is never read."""

    def __init__(
        self,
        identity: GateIdentity,
        token: str | Path,
        jwks: str | Path,
        withdrawals: str | Path,
        feed_required_within_ms: int | None = FEED_REQUIRED_WITHIN_MS,
    ) -> None:
        """Raises OSError or ValueError when there is no key set: without keys nothing could ever be verified."""
        self._gatekeeper = Gatekeeper(identity, json.loads(Path(jwks).read_text()), feed_required_within_ms)
        self._token_file = Path(token)
        self._feed_file = Path(withdrawals)
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
        if admission.until_monotonic_ms > time.monotonic_ns() // 1_000_000:
            return None
        return Refusal("TOKEN_EXPIRED", "a token that has not ended", "one that has", "plimsoll token issue --keep")

    def _look(self) -> None:
        now_ns = time.monotonic_ns()
        if now_ns - self._looked_at_ns < LOOK_INTERVAL_MS * 1_000_000:
            return
        self._token = _text_of(self._token_file)
        feed = _text_of(self._feed_file)
        if feed is not None:
            self._gatekeeper.hear(_json_of(feed))
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
