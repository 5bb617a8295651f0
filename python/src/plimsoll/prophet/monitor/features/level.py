"""Early warning on line (Scheffer et al. 2009) of a quantity that goes up and down."""

import math

from .feature import Facts, Feature, Features, Numbers, logarithm, window_share

#: Shares of the new in three exponential windows, of some 6, 20 and 66 steps.
_QUICK, _MIDDLE, _SLOW = 0.3, 0.1, 0.03
#: What is added to a mean square, so that a level without any noise has none of 0: a tenth of a thousandth of a squared unit.
_ROOM = 1e-4
_VALUES_MIN = 8

_FIRST: Numbers = dict.fromkeys(
    ("count", "quick", "slow", "rest", "middleSquare", "middleProduct", "slowSquare", "slowProduct"), 0
)
_NAMES = ("Z", "Rise", "Spread", "SpreadTrend", "Lag1", "Lag1Trend")


def _level_next(state: Numbers, value: float) -> tuple[Numbers, Features]:
    """The score of what is left of a value without its slow mean; its rise; its spread and autocorrelation, each in a slow window and against a
    shorter one."""
    moved = _moved(state, value)
    slow_square, slow_product = moved["slowSquare"], moved["slowProduct"]
    score = moved["rest"] / math.sqrt(state["slowSquare"] + _ROOM) if state["count"] >= _VALUES_MIN else 0.0
    lag1 = slow_product / (slow_square + _ROOM)
    return moved, [
        math.asinh(score),
        moved["quick"] - moved["slow"],
        math.log(slow_square + _ROOM) / 2,
        math.log((moved["middleSquare"] + _ROOM) / (slow_square + _ROOM)) / 2,
        lag1,
        moved["middleProduct"] / (moved["middleSquare"] + _ROOM) - lag1,
    ]


def _moved(state: Numbers, value: float) -> Numbers:
    count = state["count"]
    shares = {"quick": window_share(_QUICK, count), "middle": window_share(_MIDDLE, count), "slow": window_share(_SLOW, count)}
    rest = 0.0 if count == 0 else value - state["slow"]
    square, product = rest * rest, rest * state["rest"]
    seen = {
        "quick": ("quick", value),
        "slow": ("slow", value),
        "middleSquare": ("middle", square),
        "middleProduct": ("middle", product),
        "slowSquare": ("slow", square),
        "slowProduct": ("slow", product),
    }
    means = {name: state[name] + shares[window] * (new - state[name]) for name, (window, new) in seen.items()}
    return {"count": count + 1, "rest": rest, **means}


def _loss_next(state: Numbers, facts: Facts) -> tuple[Numbers, Features]:
    return _level_next(state, logarithm(facts.loss))


def _gradient_next(state: Numbers, facts: Facts) -> tuple[Numbers, Features]:
    """Its score is left to the z-score of the norm itself."""
    moved, features = _level_next(state, logarithm(facts.gradient_norm))
    return moved, features[1:]


LOSS_LEVEL = Feature(tuple(f"loss{name}" for name in _NAMES), _FIRST, _loss_next)
GRADIENT_LEVEL = Feature(tuple(f"gradient{name}" for name in _NAMES[1:]), _FIRST, _gradient_next)
