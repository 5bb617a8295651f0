"""Runs that any host can repeat, and the hash that tells whether it did the same (TypeScript: trajectory-run.ts).

    python -m plimsoll.simulation.trajectory_run spec/vectors/simulation/trajectories.json [--whole] [--backend node]

plays the file's runs, with ``--whole`` the long ones of ten million steps, and fails where a hash is not the one
published.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .batch import ClusterBatch
from .kernel.counter import Key, below_at, seed_key, words_at
from .spec import ClusterSpec, cluster_profile
from .trajectory_hash import trajectory_hash

_ACTION_COUNT = 6
_CHUNK_STEPS = 1_024
_HASH_PRIME = 0x0100_0193


def trajectory_spec(run: Mapping[str, Any]) -> ClusterSpec:
    observation = {**cluster_profile(run["profile"])["observation"], "globals": run["globals"]}
    changes = {"width": run["width"], "height": run["height"], "observation": observation}
    return cluster_profile(run["profile"], changes)


def play_trajectory(run: Mapping[str, Any], backend: str = "auto") -> int:
    """The hash of what the reset showed and of every step; in mode ``disabled`` who ended is reset after the hash."""
    batch = ClusterBatch(trajectory_spec(run), run["environments"], backend)
    batch.reset(run["seed"])
    value = _hash(0, batch)
    for actions in _actions(run):
        batch.actions[:] = actions
        batch.step(run["autoreset"])
        value = _hash(value, batch)
        ended = batch.terminated | batch.truncated
        if run["autoreset"] == "disabled" and ended.any():
            batch.reset_where(ended)
    batch.close()
    return value


def _hash(before: int, batch: ClusterBatch) -> int:
    return trajectory_hash(before, batch.observations, batch.rewards, batch.terminated, batch.truncated)


def _actions(run: Mapping[str, Any]) -> Iterator[NDArray[np.int64]]:
    """Of environment e in step t: ``below_at(part_key(seed_key(actionSeed), t), e, 6)``, many steps at once."""
    key, places = seed_key(run["actionSeed"]), np.arange(run["environments"])
    for first in range(0, run["steps"], _CHUNK_STEPS):
        steps = np.arange(first, min(first + _CHUNK_STEPS, run["steps"]))[:, None]
        keys = Key(words_at(key, 2 * steps), words_at(key, 2 * steps + 1))
        yield from below_at(keys, places, _ACTION_COUNT)


def whole_hash(vectors: Mapping[str, Any], backend: str = "auto") -> int:
    """The runs at their full length, their hashes folded into one."""
    value = 0
    for run in vectors["runs"]:
        steps = -(-vectors["whole"]["stepsEach"] // run["environments"])
        played = play_trajectory({**run, "steps": steps}, backend)
        print(f"{run['profile']}, {run['autoreset']}: {played:08x}", file=sys.stderr)
        value = (value * _HASH_PRIME + played) % 2**32
    return value


def main() -> int:
    parser = argparse.ArgumentParser(description="Plays the published runs and compares their hashes.")
    parser.add_argument("vectors", type=Path)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--backend", default="auto")
    asked = parser.parse_args()
    vectors = json.loads(asked.vectors.read_text(encoding="utf-8"))
    if asked.whole:
        pairs = [(f"{whole_hash(vectors, asked.backend):08x}", vectors["whole"]["hash"])]
    else:
        pairs = [(f"{play_trajectory(run, asked.backend):08x}", run["hash"]) for run in vectors["runs"]]
    equal = sum(played == published for played, published in pairs)
    print(json.dumps({"compared": len(pairs), "equal": equal, "hash": pairs[-1][0]}))
    return 0 if equal == len(pairs) else 1


if __name__ == "__main__":
    sys.exit(main())
