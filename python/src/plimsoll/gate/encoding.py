"""Base64 and JSON with one spelling for each value."""

import base64
import binascii
import json
from typing import Any


def base64url_bytes(text: str) -> bytes | None:
    """Base64url without padding or loose bits (RFC 7515 §2, stricter); None for every other spelling."""
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
    return raw if base64url_text(raw) == text else None


def base64url_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def compact_json(raw: bytes) -> Any | None:
    """A JSON value; None unless writing it again gives the same text, so that no member is there twice."""
    try:
        text = raw.decode("utf-8")
        value = json.loads(text)
        again = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return value if again == text else None
