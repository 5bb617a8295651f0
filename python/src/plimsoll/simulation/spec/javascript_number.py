"""Numbers as ECMAScript rounds and writes them: a spec has the same integers and the same digest in every language."""

import math
from decimal import Decimal

_SAFE_INTEGER_MAX = 2**53 - 1


def is_safe_integer(value: float) -> bool:
    """``Number.isSafeInteger`` (ECMA-262 §21.1.2.5)."""
    return math.isfinite(value) and value == math.floor(value) and abs(value) <= _SAFE_INTEGER_MAX


def round_half_up(value: float) -> int:
    """``Math.round`` (ECMA-262 §21.3.2.28): halves go towards +∞ (not ``floor(x + 0.5)``)."""
    below = math.floor(value)
    return below + 1 if value - below >= 0.5 else below


def number_text(value: float) -> str:
    """``String(value)`` of a finite number (ECMA-262 §6.1.6.1.20): the shortest digits in its notation."""
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    text = "".join(map(str, digits))
    return ("-" if sign else "") + _placed(text, len(text) + int(exponent))


def _placed(digits: str, point: int) -> str:
    """Digits with the decimal point after the first ``point`` of them."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"
