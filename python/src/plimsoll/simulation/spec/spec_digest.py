"""The spec's name in every log, replay and policy."""

import hashlib
import json
from typing import Any

from .javascript_number import is_safe_integer, number_text


def spec_digest(spec: Any) -> str:
    """``sha256:`` and 64 digits: of the canonical JSON (RFC 8785), fractions carried as their ECMAScript text."""
    text = json.dumps(_without_fractions(spec), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _without_fractions(value: Any) -> Any:
    if isinstance(value, bool | str | None):
        return value
    if isinstance(value, dict):
        return {name: _without_fractions(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_without_fractions(item) for item in value]
    return int(value) if is_safe_integer(value) else number_text(value)
