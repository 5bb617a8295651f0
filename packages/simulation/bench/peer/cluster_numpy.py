"""The cluster's rules as one writes them in Python with NumPy: a Gymnasium environment of its own, stepped by Gymnasium's SyncVectorEnv,
and the same rules with the batch as a first axis, by hand. Same distributions as the kernel, NumPy's own random numbers.

    cluster_numpy.py SPEC ENVIRONMENTS STEPS     SPEC: a cluster spec as JSON text; STEPS: of the vector, timed in processor time

Writes one line of JSON: versions, steps a second of single environments for each of the two.
"""

import json
import platform
import sys
import time

import gymnasium
import numpy as np
from gymnasium.spaces import Box, Discrete
from gymnasium.vector import SyncVectorEnv

MOVES = ((-1, 0), (1, 0), (0, -1), (0, 1))
CLEAN, SCALE = 4, 5


class Cluster(gymnasium.Env):
    """One cluster; channels are float32 arrays of height x width."""

    metadata = {"render_modes": []}

    def __init__(self, spec):
        self.spec_data = spec
        self.observation_space = Box(0.0, 1.0, (30,), np.float32)
        self.action_space = Discrete(6)
        priorities = spec["priorities"]
        self.priorities = np.array([row["priority"] for row in priorities], np.float32)
        weights = np.array([row["weight"] for row in priorities], np.float64)
        self.weights = weights / weights.sum()
        self.leaks = np.array(spec["drift"]["leaks"], np.float32)
        self.around = np.array([-1, 0, 1])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        spec, random = self.spec_data, self.np_random
        shape = (spec["height"], spec["width"])
        self.cpu = random.random(shape, np.float32) * np.float32(spec["start"]["cpuBelow"])
        self.memory = random.random(shape, np.float32) * np.float32(spec["start"]["memoryBelow"])
        self.priority = random.choice(self.priorities, shape, p=self.weights)
        self.leak = random.choice(self.leaks, shape)
        self.y, self.x = int(random.integers(shape[0])), int(random.integers(shape[1]))
        self.budget, self.clock = spec["budget"]["full"], 0
        return self.observe(), {}

    def step(self, action):
        spec = self.spec_data
        reward = -spec["timePenalty"] + self.act(action)
        self.drift()
        oom = self.memory >= spec["oom"]["at"]
        ooms = int(oom.sum())
        criticals = int((oom & (self.priority > spec["oom"]["criticalAbove"])).sum()) if ooms else 0
        reward -= spec["oom"]["penalty"] * ooms + spec["oom"]["criticalPenalty"] * criticals
        self.budget = min(spec["budget"]["full"], self.budget + spec["budget"]["recovery"])
        self.clock += 1
        load = (float(self.cpu.sum()) + float(self.memory.sum())) / (2 * self.cpu.size)
        overloaded = load > spec["overload"]["above"]
        if overloaded:
            reward -= spec["overload"]["penalty"]
        ended = overloaded or ooms >= spec["oom"]["endsAt"] or (spec["oom"]["criticalEnds"] and criticals > 0)
        return self.observe(), reward, ended, self.clock >= spec["stepsMax"], {}

    def act(self, action):
        if action < CLEAN:
            dy, dx = MOVES[action]
            self.y = (self.y + dy) % self.spec_data["height"]
            self.x = (self.x + dx) % self.spec_data["width"]
            return 0.0
        return self.clean() if action == CLEAN else self.scale()

    def clean(self):
        clean, cost, place = self.spec_data["clean"], self.spec_data["budget"]["clean"], (self.y, self.x)
        if self.budget < cost:
            return -clean["deniedFine"]
        self.budget -= cost
        cut = min(self.cpu[place], clean["cpuCut"])
        removed = cut + self.memory[place]
        self.cpu[place] -= cut
        self.memory[place] = 0.0
        if removed < clean["wasteBelow"]:
            return -clean["wasteFine"]
        return float(min(1.0, removed / clean["fullAt"]) * (1.0 + self.priority[place]))

    def scale(self):
        scale, cost = self.spec_data["scale"], self.spec_data["budget"]["scale"]
        hot = np.flatnonzero((self.cpu > scale["hotAbove"]) | (self.memory > scale["hotAbove"]))
        if hot.size == 0:
            return -scale["idleFine"]
        count = min(hot.size, int(self.budget // cost))
        if count == 0:
            return -scale["deniedFine"]
        self.budget -= count * cost
        cpu, memory = self.cpu.reshape(-1), self.memory.reshape(-1)
        worst = hot[np.argsort(-(cpu[hot] + memory[hot]), kind="stable")[:count]]
        cpu[worst] = np.maximum(cpu[worst] - scale["cut"], 0)
        memory[worst] = np.maximum(memory[worst] - scale["cut"], 0)
        return scale["reward"] * count / hot.size

    def drift(self):
        drift, random, shape = self.spec_data["drift"], self.np_random, self.cpu.shape
        noise = random.standard_normal((2, *shape), np.float32)
        self.cpu += noise[0] * np.float32(drift["cpu"]["sigma"]) + np.float32(drift["cpu"]["mean"])
        self.memory += noise[1] * np.float32(drift["memory"]["sigma"]) + np.float32(drift["memory"]["mean"]) + self.leak
        np.clip(self.cpu, 0, 1, out=self.cpu)
        np.clip(self.memory, 0, 1, out=self.memory)

    def observe(self):
        spec = self.spec_data
        rows, columns = (self.y + self.around) % spec["height"], (self.x + self.around) % spec["width"]
        near = np.ix_(rows, columns)
        seen = np.empty(30, np.float32)
        seen[0:27:3] = self.cpu[near].ravel()
        seen[1:27:3] = self.memory[near].ravel()
        seen[2:27:3] = self.priority[near].ravel()
        seen[27:] = self.y / spec["height"], self.x / spec["width"], self.budget / spec["budget"]["full"]
        return seen


class ClusterBatch:
    """Many clusters with the batch as the first axis: what a patient Python programmer writes by hand."""

    def __init__(self, spec, environments, seed):
        self.one = Cluster(spec)
        self.spec, self.n, self.random = spec, environments, np.random.default_rng(seed)
        self.cells = spec["height"] * spec["width"]
        shape = (environments, self.cells)
        self.cpu, self.memory, self.priority, self.leak = (np.zeros(shape, np.float32) for _ in range(4))
        self.y, self.x, self.clock = (np.zeros(environments, np.int64) for _ in range(3))
        self.budget = np.zeros(environments)
        self.all = np.arange(environments)
        self.around = np.array([-1, 0, 1])
        self.reset(np.ones(environments, bool))

    def reset(self, which):
        spec, random, count = self.spec, self.random, int(which.sum())
        if count == 0:
            return
        shape = (count, self.cells)
        self.cpu[which] = random.random(shape, np.float32) * spec["start"]["cpuBelow"]
        self.memory[which] = random.random(shape, np.float32) * spec["start"]["memoryBelow"]
        self.priority[which] = random.choice(self.one.priorities, shape, p=self.one.weights)
        self.leak[which] = random.choice(self.one.leaks, shape)
        self.y[which] = random.integers(spec["height"], size=count)
        self.x[which] = random.integers(spec["width"], size=count)
        self.budget[which], self.clock[which] = spec["budget"]["full"], 0

    def step(self, actions):
        spec = self.spec
        reward = np.full(self.n, -spec["timePenalty"])
        dy, dx = (actions == 1) * 1 - (actions == 0), (actions == 3) * 1 - (actions == 2)
        self.y, self.x = (self.y + dy) % spec["height"], (self.x + dx) % spec["width"]
        self.clean(actions == CLEAN, reward)
        self.scale(np.flatnonzero(actions == SCALE), reward)
        self.drift()
        oom = self.memory >= spec["oom"]["at"]
        ooms = oom.sum(1)
        criticals = (oom & (self.priority > spec["oom"]["criticalAbove"])).sum(1)
        reward -= spec["oom"]["penalty"] * ooms + spec["oom"]["criticalPenalty"] * criticals
        self.budget = np.minimum(spec["budget"]["full"], self.budget + spec["budget"]["recovery"])
        self.clock += 1
        load = (self.cpu.sum(1) + self.memory.sum(1)) / (2 * self.cells)
        overloaded = load > spec["overload"]["above"]
        reward -= spec["overload"]["penalty"] * overloaded
        terminated = overloaded | (ooms >= spec["oom"]["endsAt"]) | (spec["oom"]["criticalEnds"] & (criticals > 0))
        truncated = self.clock >= spec["stepsMax"]
        self.reset(terminated | truncated)
        return self.observe(), reward, terminated, truncated

    def clean(self, asked, reward):
        clean, cost = self.spec["clean"], self.spec["budget"]["clean"]
        paid = asked & (self.budget >= cost)
        reward[asked & ~paid] -= clean["deniedFine"]
        rows = np.flatnonzero(paid)
        self.budget[rows] -= cost
        place = (rows, self.y[rows] * self.spec["width"] + self.x[rows])
        cut = np.minimum(self.cpu[place], clean["cpuCut"])
        removed = cut + self.memory[place]
        self.cpu[place] -= cut
        self.memory[place] = 0
        gain = np.minimum(1.0, removed / clean["fullAt"]) * (1.0 + self.priority[place])
        reward[rows] += np.where(removed < clean["wasteBelow"], -clean["wasteFine"], gain)

    def scale(self, rows, reward):
        scale, cost = self.spec["scale"], self.spec["budget"]["scale"]
        hot = (self.cpu[rows] > scale["hotAbove"]) | (self.memory[rows] > scale["hotAbove"])
        hots = hot.sum(1)
        counts = np.minimum(hots, self.budget[rows] // cost).astype(np.int64)
        reward[rows[hots == 0]] -= scale["idleFine"]
        reward[rows[(hots > 0) & (counts == 0)]] -= scale["deniedFine"]
        for at in np.flatnonzero(counts > 0):
            row, count = rows[at], counts[at]
            cells = np.flatnonzero(hot[at])
            worst = cells[np.argsort(-(self.cpu[row, cells] + self.memory[row, cells]), kind="stable")[:count]]
            self.cpu[row, worst] = np.maximum(self.cpu[row, worst] - scale["cut"], 0)
            self.memory[row, worst] = np.maximum(self.memory[row, worst] - scale["cut"], 0)
            self.budget[row] -= count * cost
            reward[row] += scale["reward"] * count / hots[at]

    def drift(self):
        drift = self.spec["drift"]
        noise = self.random.standard_normal((2, self.n, self.cells), np.float32)
        self.cpu += noise[0] * np.float32(drift["cpu"]["sigma"]) + np.float32(drift["cpu"]["mean"])
        self.memory += noise[1] * np.float32(drift["memory"]["sigma"]) + np.float32(drift["memory"]["mean"]) + self.leak
        np.clip(self.cpu, 0, 1, out=self.cpu)
        np.clip(self.memory, 0, 1, out=self.memory)

    def observe(self):
        spec = self.spec
        rows = (self.y[:, None] + self.around) % spec["height"]
        columns = (self.x[:, None] + self.around) % spec["width"]
        near = (rows[:, :, None] * spec["width"] + columns[:, None, :]).reshape(self.n, 9)
        seen = np.empty((self.n, 30), np.float32)
        each = self.all[:, None]
        seen[:, 0:27:3] = self.cpu[each, near]
        seen[:, 1:27:3] = self.memory[each, near]
        seen[:, 2:27:3] = self.priority[each, near]
        seen[:, 27] = self.y / spec["height"]
        seen[:, 28] = self.x / spec["width"]
        seen[:, 29] = self.budget / spec["budget"]["full"]
        return seen


def rate(step, environments, steps, random):
    actions = random.integers(6, size=(64, environments))
    for at in range(max(2, steps // 5)):
        step(actions[at % 64])
    started = time.process_time()
    for at in range(steps):
        step(actions[at % 64])
    return environments * steps / (time.process_time() - started)


def main():
    spec, environments, steps = json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    random = np.random.default_rng(1)
    vector = SyncVectorEnv([lambda: Cluster(spec)] * environments)
    vector.reset(seed=7)
    batch = ClusterBatch(spec, environments, 7)
    outcome = {
        "python": platform.python_version(),
        "gymnasium": gymnasium.__version__,
        "numpy": np.__version__,
        "syncVectorEnv": rate(vector.step, environments, steps, random),
        "byHand": rate(batch.step, environments, steps * 10, random),
    }
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
