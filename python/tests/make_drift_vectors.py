"""Makes spec/vectors/prophet/drift.json: where River's drift detectors find a drift, on streams that any language can make again.

Made with Python 3.11, river 0.26.1, numpy 2.4.6 and scipy 1.17.1. To rerun, from the root of the repository:

    python3 -m venv venv && venv/bin/pip install river==0.26.1
    venv/bin/python python/tests/make_drift_vectors.py

A stream is a list of values, a text of digits, or segments. A segment's value at place i of the stream comes of the words
`word_at(key, 12 * i + j)`, with u_j = word / 2^32: `normal` is mean + slope * (places into the segment) + deviation * (u_0 + ... + u_11 - 6),
`bernoulli` is 1 where u_0 < chance, else 0. Sums of such u are exact, so that every language has the same bits.
"""

from __future__ import annotations

import json
import platform
import random
from pathlib import Path

VECTORS = Path(__file__).parents[2] / "spec" / "vectors" / "prophet" / "drift.json"
MASK = 0xFFFFFFFF


def word_at(low, high, index):
    """The twin of packages/simulation/src/random/counter.ts."""
    x = (low + index * 0x9E3779B9) & MASK
    x = ((x ^ (x >> 16) ^ high) * 0x7FEB352D) & MASK
    x = ((x ^ (x >> 15)) * 0x846CA68B) & MASK
    return x ^ (x >> 16)


def normal(steps, mean, deviation, slope=0):
    return {"law": "normal", "steps": steps, "mean": mean, "deviation": deviation, "slope": slope}


def bernoulli(steps, chance):
    return {"law": "bernoulli", "steps": steps, "chance": chance}


def streams():
    import numpy
    from river.drift import datasets

    documented = random.Random(12345)
    documented = documented.choices([0, 1], k=1000) + documented.choices(range(4, 8), k=1000)
    numpy.random.seed(12345)
    tested = numpy.concatenate((numpy.random.randint(2, size=1000), numpy.random.randint(8, size=1000)))
    passengers = [y for _, y in datasets.AirlinePassengers()]
    made = {
        "abrupt changes of the mean": [normal(1000, 0, 1), normal(1000, 2, 1), normal(1000, -1, 0.5), normal(1000, -0.75, 0.5)],
        "changes of the variance": [normal(1000, 0, 0.3), normal(1000, 0, 2), normal(1000, 0, 0.1)],
        "a gradual change": [normal(1000, 0, 0.5), normal(1500, 0, 0.5, 0.002), normal(1000, 3, 0.5)],
        "no change": [normal(5000, 10, 1)],
        "errors of a classifier": [bernoulli(1500, 0.1), bernoulli(1500, 0.35), bernoulli(1500, 0.05)],
        "constants": [normal(500, 1, 0), normal(500, 1.5, 0), normal(500, -20, 0)],
        "an outlier at first": [normal(1, 50, 0), normal(99, 0, 0)],
        "many changes": [normal(50, 4 * (place % 2), 1) for place in range(60)],
        "a small change after long": [normal(9000, 0.25, 0.1), normal(3000, 0.27, 0.1)],
    }
    keyed = [
        {"name": name, "key": {"low": 1000 + place, "high": 77}, "segments": segments}
        for place, (name, segments) in enumerate(made.items())
    ]
    return keyed + [
        {"name": "River's documented example", "digits": "".join(map(str, documented))},
        {"name": "River's own test, numpy.random.seed(12345)", "digits": "".join(map(str, tested))},
        {"name": "River's AirlinePassengers", "values": passengers},
    ]


def values_of(stream):
    if "values" in stream:
        return [float(value) for value in stream["values"]]
    if "digits" in stream:
        return [float(digit) for digit in stream["digits"]]
    low, high = stream["key"]["low"], stream["key"]["high"]
    values = []
    for segment in stream["segments"]:
        for place in range(segment["steps"]):
            shares = [word_at(low, high, 12 * len(values) + j) / 2**32 for j in range(12)]
            if segment["law"] == "bernoulli":
                values.append(1.0 if shares[0] < segment["chance"] else 0.0)
            else:
                level = segment["mean"] + segment["slope"] * place
                values.append(level + segment["deviation"] * (sum(shares) - 6))
    return values


#: Settings by our names, which `river_detector` translates. `seed` is River's, for the samples of KSWIN.
DETECTORS = [
    {"name": "ADWIN", "kind": "adwin", "settings": {}},
    {
        "name": "ADWIN at every value",
        "kind": "adwin",
        "settings": {"delta": 0.05, "clock": 1, "bucketsMax": 2, "partMin": 1, "grace": 5},
    },
    {
        "name": "ADWIN of single values",
        "kind": "adwin",
        "settings": {"clock": 1, "bucketsMax": 64, "partMin": 1, "grace": 40},
    },
    {"name": "Page-Hinkley", "kind": "page-hinkley", "settings": {}},
    {
        "name": "Page-Hinkley up",
        "kind": "page-hinkley",
        "settings": {"valuesMin": 10, "tolerance": 0.01, "threshold": 5, "forgetting": 0.99, "direction": "up"},
    },
    {"name": "Page-Hinkley down", "kind": "page-hinkley", "settings": {"threshold": 10, "direction": "down"}},
    {"name": "KSWIN", "kind": "kswin", "settings": {}, "seed": 42},
    {
        "name": "KSWIN of short windows",
        "kind": "kswin",
        "settings": {"alpha": 0.0001, "window": 60, "sample": 20},
        "seed": 7,
    },
]

RIVER_NAMES = {
    "bucketsMax": "max_buckets",
    "partMin": "min_window_length",
    "grace": "grace_period",
    "valuesMin": "min_instances",
    "tolerance": "delta",
    "forgetting": "alpha",
    "direction": "mode",
    "window": "window_size",
    "sample": "stat_size",
}


def river_detector(detector):
    from river import drift

    kinds = {"adwin": drift.ADWIN, "page-hinkley": drift.PageHinkley, "kswin": drift.KSWIN}
    settings = {RIVER_NAMES.get(name, name): value for name, value in detector["settings"].items()}
    if "seed" in detector:
        settings["seed"] = detector["seed"]
    return kinds[detector["kind"]](**settings)


def watched(detector, values):
    """Places of the drifts, and of ADWIN what its window is then and at the end: bit for bit, or it was cut elsewhere."""
    river = river_detector(detector)
    drifts, windows = [], []
    for place, value in enumerate(values):
        river.update(value)
        if river.drift_detected:
            drifts.append(place)
            windows.append(window_of(river))
    found = {"detector": detector["name"], "drifts": drifts}
    if detector["kind"] == "adwin":
        found["windows"] = [*windows, window_of(river)]
    return found


def window_of(river):
    return [int(river.width), river.total, river.variance] if hasattr(river, "variance") else None


def vectors():
    import numpy
    import river
    import scipy

    made = streams()
    return {
        "maker": (
            f"python/tests/make_drift_vectors.py, river {river.__version__}, scipy {scipy.__version__}, "
            f"numpy {numpy.__version__}, Python {platform.python_version()}"
        ),
        "detectors": DETECTORS,
        "streams": [
            {**stream, "found": [watched(detector, values_of(stream)) for detector in DETECTORS]} for stream in made
        ],
    }


if __name__ == "__main__":
    VECTORS.parent.mkdir(parents=True, exist_ok=True)
    VECTORS.write_text(json.dumps(vectors(), indent=1) + "\n")
