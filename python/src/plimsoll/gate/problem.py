"""What a client is told when there is no service (RFC 9457)."""

import json

from .refusal import Refusal

STATUS = 503
REASON = "503 Service Unavailable"
HEADERS = [("content-type", "application/problem+json"), ("retry-after", "5"), ("cache-control", "no-store")]


def problem(refusal: Refusal) -> bytes:
    """No reason beyond the code: a client is not the one to mend it, and need not know what runs here."""
    return json.dumps(
        {
            "type": f"urn:plimsoll:problem:{refusal.code}",
            "title": "no capability token, no service",
            "status": STATUS,
            "code": refusal.code,
        }
    ).encode()
