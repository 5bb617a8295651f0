"""Closed shapes: what is not known is a fault, since it may have been meant to narrow."""

import re
from collections.abc import Callable
from typing import Any

#: Whether a value has the shape.
Shape = Callable[[Any], bool]

_IDENTIFIER = re.compile(r"[A-Za-z0-9][\w.:@/-]{0,127}", re.ASCII)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_SAFE_INTEGER_MAX = 2**53 - 1


def integer(value: Any) -> bool:
    """A whole number that JSON carries exactly. True and False are none, though Python counts them in."""
    return type(value) is int and 0 <= value <= _SAFE_INTEGER_MAX


def matching(pattern: re.Pattern[str]) -> Shape:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


identifier = matching(_IDENTIFIER)
digest = matching(_DIGEST)


def one_of(*choices: str | int) -> Shape:
    return lambda value: type(value) in (str, int) and value in choices


def record(**fields: Shape) -> Shape:
    """An object with exactly these members."""
    return lambda value: (
        isinstance(value, dict) and value.keys() == fields.keys() and all(fields[name](value[name]) for name in fields)
    )


def list_of(item: Shape, items_max: int) -> Shape:
    return lambda value: isinstance(value, list) and len(value) <= items_max and all(map(item, value))
