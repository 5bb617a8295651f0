"""How quick the worlds are here: environment steps per second of CPU time, as JSON.

    python python/bench/cluster_speed.py [--seconds 1] [--width 10] [--height 10]

CPU time of this process and of its Node child together; random actions, drawn beforehand; through Gymnasium's own
``make`` and ``make_vec``, wrappers and infos included. The best of three rounds, all variants taking turns.
"""

import argparse
import json
import os
import time

import gymnasium
import numpy as np

import plimsoll.simulation  # noqa: F401 (registers the names)

NAME = "plimsoll/ClusterTensor-v45"
BATCHES = (64, 1_024, 8_192)
ROUNDS = 3
_ACTION_ROWS = 64


def main() -> None:
    arguments = _arguments()
    grid = {"width": arguments.width, "height": arguments.height}
    variants = [variant for backend in ("wasmtime", "node") for variant in _variants(backend, grid)]
    best = [0.0] * len(variants)
    for _ in range(ROUNDS):
        for place, variant in enumerate(variants):
            best[place] = max(best[place], _rate(variant, arguments.seconds / ROUNDS))
    results = [{**variant, "stepsPerSecond": round(rate)} for variant, rate in zip(variants, best, strict=True)]
    print(json.dumps({"grid": grid, "gymnasium": gymnasium.__version__, "results": results}, indent=2))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Speed of ClusterTensor under Gymnasium.")
    parser.add_argument("--seconds", type=float, default=1.0, help="CPU seconds for each variant")
    parser.add_argument("--width", type=int, default=10)
    parser.add_argument("--height", type=int, default=10)
    return parser.parse_args()


def _variants(backend: str, grid: dict) -> list[dict]:
    """What is measured, as the arguments that make it."""
    single = {"backend": backend, "environments": 1, "made": "make", **grid}
    batches = [
        {"backend": backend, "environments": environments, "made": "make_vec", "copy": copy, **grid}
        for environments in BATCHES
        for copy in (True, False)
    ]
    return [single, *batches]


def _rate(variant: dict, seconds: float) -> float:
    arguments = {name: value for name, value in variant.items() if name not in ("environments", "made")}
    environments = variant["environments"]
    if variant["made"] == "make":
        env = gymnasium.make(NAME, **arguments)
        actions, step = np.random.default_rng(1).integers(0, 6, _ACTION_ROWS), _episodic(env)
    else:
        env = gymnasium.make_vec(NAME, num_envs=environments, **arguments)
        actions, step = np.random.default_rng(1).integers(0, 6, (_ACTION_ROWS, environments)), env.step
    env.reset(seed=1)
    steps, used = _measured(step, actions, seconds, env)
    env.close()
    return steps * environments / used


def _episodic(env):
    """``make`` has no autoreset: an episode that has ended is followed by the next one."""

    def step(action):
        _, _, terminated, truncated, _ = env.step(action)
        if terminated or truncated:
            env.reset()

    return step


def _measured(step, actions, seconds, env) -> tuple[int, float]:
    for action in actions:
        step(action)
    steps, start = 0, _cpu_seconds(env)
    while (used := _cpu_seconds(env) - start) < seconds:
        for action in actions:
            step(action)
        steps += len(actions)
    return steps, used


def _cpu_seconds(env) -> float:
    """Of this process, and of Node's where there is one (Linux: /proc)."""
    batch = getattr(env.unwrapped, "_batch", None)
    process = getattr(batch.host, "_process", None)
    return time.process_time() + (0.0 if process is None else _child_cpu_seconds(process.pid))


def _child_cpu_seconds(process_id: int) -> float:
    with open(f"/proc/{process_id}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
