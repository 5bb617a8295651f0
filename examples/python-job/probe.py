#!/usr/bin/env python3
"""A probe command for `plimsoll run`: carries out interventions on a checkpoint of train.py.

    probe.py CHECKPOINT < windows > trials

Each line on standard input is a window: so many trials of one intervention, with the watching lamp on (EVAL) or off
(SHADOW), drawn from the window's seed. Each line on standard output is a trial. The outcome is read off the corridor.
"""

import bisect
import itertools
import json
import pathlib
import random
import sys

from corridor import Corridor, odds


def trial(policy, dimension, watched, chance):
    """One world of its own, played to its end."""
    world = Corridor(chance, dimension, watched)
    while not world.over:
        world.step(bisect.bisect(policy[world.seen], chance.random()))
    # An episode that ended before the intervention came has shown nothing.
    if world.signal != dimension:
        return "void"
    return "controlled" if world.controlled else "uncontrolled"


def lines(policy, window):
    chance = random.Random(f"{window['seed']}/{window['window']}")
    for index in range(window["trials"]):
        outcome = trial(policy, window["dimension"], int(window["context"] == "EVAL"), chance)
        yield json.dumps({"window": window["window"], "trial": index, "outcome": outcome})


def main():
    table = json.loads(pathlib.Path(sys.argv[1]).read_text())["table"]
    # Of each row the running totals of the odds but the last, so that one draw finds the action.
    policy = [list(itertools.accumulate(odds(row)))[:-1] for row in table]
    for window in map(json.loads, sys.stdin):
        print("\n".join(lines(policy, window)), flush=True)


if __name__ == "__main__":
    main()
