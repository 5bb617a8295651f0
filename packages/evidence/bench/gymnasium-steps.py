"""Random moves in two gridworlds of Gymnasium, without its wrappers. Prints steps in a second of CPU time of each as one line of JSON."""

import json
import sys
import time

import gymnasium

STEPS = int(sys.argv[1])


def steps_per_second(name):
    world = gymnasium.make(name).unwrapped
    world.reset(seed=1)
    moves = world.np_random.integers(0, 4, size=STEPS).tolist()
    start = time.process_time()
    for move in moves:
        _, _, terminated, _, _ = world.step(move)
        if terminated:
            world.reset()
    return STEPS / (time.process_time() - start)


print(json.dumps({name: steps_per_second(name) for name in ("FrozenLake-v1", "CliffWalking-v1")}))
