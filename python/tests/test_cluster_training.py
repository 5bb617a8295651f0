"""SIM-297: Stable-Baselines3 learns on the worlds, by the very text of the README."""

import re
import statistics

import gymnasium
import numpy as np
import pytest
from cluster_vectors import IDS, REPOSITORY

pytest.importorskip("stable_baselines3", reason="pip install './python[train]'")

#: Seeds that training never sees.
HELD_OUT = range(10_000, 10_030)
#: Return per episode by which a policy of half a minute must beat a random one, and the normal quantile of its bound.
MARGIN = 15.0
QUANTILE = 1.96


def _episode_return(seed, choose):
    env = gymnasium.make(IDS[0])
    observation, _ = env.reset(seed=seed)
    total, over = 0.0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(choose(observation))
        total += reward
        over = terminated or truncated
    return total


def test_sim_297_stable_baselines3_learns_as_the_readme_says():
    """SIM-297"""
    text = (REPOSITORY / "python/README.md").read_text()
    (source,) = re.findall(r"<!-- train -->\n\n```python\n(.*?)```", text, re.DOTALL)
    names = {}
    exec(compile(source, "README.md", "exec"), names)  # noqa: S102
    model, draw = names["model"], np.random.default_rng(0)
    gains = [
        _episode_return(seed, lambda seen: model.predict(seen, deterministic=True)[0])
        - _episode_return(seed, lambda _seen: draw.integers(6))
        for seed in HELD_OUT
    ]
    bound = statistics.mean(gains) - QUANTILE * statistics.stdev(gains) / len(gains) ** 0.5
    print(f"gain over random: {statistics.mean(gains):.1f}, at least {bound:.1f}")
    assert bound > MARGIN
