"""The published step semantics of TriDemandV430, in a plain loop.

Reads {"steps": n, "looks": bool, "episodeSteps": 40, "actions": [...]} and prints steps in a second of CPU time, the steps done and a
digest of the last state of every episode, as one line of JSON.
"""

import json
import sys
import time

MOVES = {0: (-1, 0), 1: (1, 0), 2: (0, 1), 3: (0, -1)}
COLLECT, DEPOSIT, STAMP = 4, 5, 6
SOURCE, START, STAMP_LOCATION = (2, 2), (4, 2), (2, 4)
ZONES = {"A": (2, 0), "B": (0, 2), "C": (2, 4)}
NAMES = {(2, 0): "ZONE_A", (0, 2): "ZONE_B", (2, 2): "SOURCE", (4, 2): "START", (2, 4): "STAMP_LOCATION"}


class TriDemand:
    def __init__(self, episode_steps):
        self.episode_steps = episode_steps

    def reset(self, episode, regime):
        self.episode = episode
        self.regime = regime
        self.position = START
        self.inventory = 0
        self.item_type = None
        self.satisfied = {"A": False, "B": False, "C": False}
        self.stamped = False
        self.steps = 0

    def step(self, action):
        self.steps += 1
        if action in MOVES:
            row, column = self.position
            down, right = MOVES[action]
            self.position = (min(max(row + down, 0), 4), min(max(column + right, 0), 4))
        elif action == COLLECT:
            if self.position == SOURCE and self.inventory < 3:
                self.inventory += 1
                self.item_type = "B" if self.item_type == "A" else "A"
        elif action == DEPOSIT:
            if self.inventory > 0 and (self.regime == 0 or self.stamped):
                for zone, cell in ZONES.items():
                    if self.position == cell and not self.satisfied[zone]:
                        self.satisfied[zone] = True
                        self.inventory -= 1
                        if self.inventory == 0:
                            self.item_type = None
        elif action == STAMP:
            if self.position == STAMP_LOCATION:
                self.stamped = True
        return all(self.satisfied.values()), self.steps >= self.episode_steps

    def observation(self):
        satisfied = self.satisfied
        return {
            "agent_pos": self.position,
            "position": NAMES.get(self.position, "UNKNOWN"),
            "inventory": self.inventory,
            "item_type": self.item_type,
            "zone_a_demand": 0 if satisfied["A"] else 1,
            "zone_b_demand": 0 if satisfied["B"] else 1,
            "zone_c_demand": 0 if satisfied["C"] else 1,
            "zone_a_satisfied": satisfied["A"],
            "zone_b_satisfied": satisfied["B"],
            "zone_c_satisfied": satisfied["C"],
            "step": self.steps,
            "episode": self.episode,
            "rule_r1_active": self.episode < 2,
            "regime": self.regime,
            "stamped": self.stamped,
            "dual_delivery_mode": self.regime == 2,
            "can_deliver_a": self.position == ZONES["A"] and self.inventory > 0 and self.item_type == "A",
            "can_deliver_b": self.position == ZONES["B"] and self.inventory > 0 and self.item_type == "B",
        }

    def code(self):
        row, column = self.position
        served = self.satisfied["A"] + 2 * self.satisfied["B"] + 4 * self.satisfied["C"]
        cargo = self.inventory + 4 * (0 if self.item_type is None else "ABC".index(self.item_type) + 1)
        return row * 5 + column + 25 * (cargo + 16 * (served + 8 * (int(self.stamped) + 2 * self.steps)))


def walk(steps, actions, episode_steps, looks):
    world = TriDemand(episode_steps)
    episodes = len(actions) // episode_steps
    done = digest = played = 0
    while done < steps:
        episode = played % episodes
        world.reset(episode, episode % 3)
        first = episode * episode_steps
        terminated = truncated = False
        while not (terminated or truncated):
            terminated, truncated = world.step(actions[first + world.steps])
            if looks:
                world.observation()
        played += 1
        done += world.steps
        digest = (digest * 31 + world.code()) & 0xFFFFFFFF
    return done, digest


asked = json.load(sys.stdin)
start = time.process_time()
done, digest = walk(asked["steps"], asked["actions"], asked["episodeSteps"], asked["looks"])
seconds = time.process_time() - start
print(json.dumps({"steps": done, "digest": digest, "stepsPerSecond": done / seconds}))
