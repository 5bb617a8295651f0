"""A typed client of the HTTP API of ``plimsoll serve``: reads, signed commands, live events.

Standard library and ``cryptography`` alone. The rules are SVR-130 to SVR-149 of spec/server.md; the vectors of
spec/vectors/server bind this package and the one in TypeScript alike.
"""

from .client import PlimsollClient
from .errors import ClientError, ProblemError, UnreachableError
from .events import EntryEvent, PulseEvent, SilenceEvent, SiteEvent
from .signing import SigningKey, canonical_json, sign_command, sign_kill_order, sign_read_token

__all__ = [
    "ClientError",
    "EntryEvent",
    "PlimsollClient",
    "ProblemError",
    "PulseEvent",
    "SigningKey",
    "SilenceEvent",
    "SiteEvent",
    "UnreachableError",
    "canonical_json",
    "sign_command",
    "sign_kill_order",
    "sign_read_token",
]
