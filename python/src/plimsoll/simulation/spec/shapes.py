"""Strict shapes of data that is not trusted: closed objects, bounded lists and numbers. A fault knows its place."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .javascript_number import is_safe_integer, number_text

_RECEIVED_LENGTH_MAX = 60
_IDENTIFIER = re.compile(r"[A-Za-z0-9][\w.:@/-]{0,127}", re.ASCII)


@dataclass(frozen=True)
class ShapeFault(Exception):
    """Where a value left its shape: a JSON Pointer (RFC 6901), what was expected there, what came."""

    path: str
    expected: str
    received: str


#: Reads a value at a path and gives a new, valid one, or raises a ShapeFault.
Shape = Callable[[Any, str], Any]


def record(fields: Mapping[str, Shape]) -> Shape:
    """An object with exactly these fields."""
    expected = f"an object with {', '.join(fields)}"

    def parse(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ShapeFault(path, expected, described(value))
        unknown = next((name for name in value if name not in fields), None)
        if unknown is not None:
            raise ShapeFault(f"{path}/{unknown}", "no such field", described(value[unknown]))
        return {name: shape(value.get(name, _NOTHING), f"{path}/{name}") for name, shape in fields.items()}

    return parse


def items(shape: Shape, items_max: int) -> Shape:
    """A list of at most ``items_max`` values of one shape."""

    def parse(value: Any, path: str) -> tuple[Any, ...]:
        if not _is_list(value) or len(value) > items_max:
            raise ShapeFault(path, f"a list of at most {items_max}", described(value))
        return tuple(shape(item, f"{path}/{index}") for index, item in enumerate(value))

    return parse


def real(minimum: float, maximum: float) -> Shape:
    """A finite number in [minimum, maximum]."""
    expected = f"a number from {number_text(minimum)} to {number_text(maximum)}"
    return _number(expected, lambda value: math.isfinite(value) and minimum <= value <= maximum)


def integer(minimum: int, maximum: int) -> Shape:
    """A whole number in [minimum, maximum]; 10.0 is one, as in ECMAScript."""
    expected = f"a whole number from {minimum} to {maximum}"
    return _number(expected, lambda value: is_safe_integer(value) and minimum <= value <= maximum)


def choice(*choices: str) -> Shape:
    return _scalar(f"one of {', '.join(choices)}", lambda value: isinstance(value, str) and value in choices)


def boolean(value: Any, path: str) -> bool:
    return _scalar("true or false", lambda given: isinstance(given, bool))(_plain(value), path)


def identifier(value: Any, path: str) -> str:
    """A name: 1 to 128 letters, digits and ``._:@/-``, not starting with a sign."""
    expected = "an identifier (letters, digits, . _ : @ / -)"
    return _scalar(expected, lambda given: isinstance(given, str) and _IDENTIFIER.fullmatch(given) is not None)(
        value, path
    )


def described(value: Any) -> str:
    """What came, in few words."""
    if value is _NOTHING:
        return "nothing"
    if isinstance(value, Mapping):
        return "an object"
    if _is_list(value):
        return f"a list of {len(value)}"
    if not isinstance(value, str | int | float | bool | None):
        return f"a {type(value).__name__}"
    text = json.dumps(value, ensure_ascii=False)
    return f"{text[:_RECEIVED_LENGTH_MAX]}…" if len(text) > _RECEIVED_LENGTH_MAX else text


_NOTHING = object()


def _scalar(expected: str, admits: Callable[[Any], bool]) -> Shape:
    def parse(value: Any, path: str) -> Any:
        if not admits(value):
            raise ShapeFault(path, expected, described(value))
        return value

    return parse


def _number(expected: str, admits: Callable[[float], bool]) -> Shape:
    """Whole numbers come out as ``int``, whatever they were written as: there is one spelling of each number."""

    def parse(value: Any, path: str) -> float:
        plain = _plain(value)
        if not isinstance(plain, int | float) or isinstance(plain, bool) or not admits(plain):
            raise ShapeFault(path, expected, described(value))
        return int(plain) if is_safe_integer(plain) else plain

    return parse


def _plain(value: Any) -> Any:
    """NumPy's scalars as Python's own."""
    return value.item() if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0 else value


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
