#!/usr/bin/env python3
"""A job for `plimsoll run`: a small PyTorch network that Prophet looks after. Needs `pip install "./python[prophet]"`.

    python3 train.py --checkpoints ck                 alone: nobody governs it
    plimsoll run --lab acme --tier 1 --checkpoints ck --evidence answers -- python3 train.py --checkpoints ck

The rate is far too high for it. Alone the training would diverge within a few steps; with Prophet it learns.
"""

import argparse
import pathlib

import torch

from plimsoll.prophet import CheckpointNotes, Lease, Prophet

INPUTS, HIDDEN, ROWS = 8, 24, 32
RATE = 80.0
STEPS_PER_ROUND = 50
#: A product and a sum for each weight and row, once forward and twice backward.
FLOP_PER_STEP = 6 * ROWS * (INPUTS + 1) * HIDDEN + 6 * ROWS * (HIDDEN + 1)


def batch(step):
    """Chance is drawn from the step alone, so that an interrupted training goes on with the same data."""
    chance = torch.Generator().manual_seed(step)
    inputs = torch.randn(ROWS, INPUTS, generator=chance)
    return inputs, torch.tanh(inputs[:, :1] - inputs[:, 1:2])


def loss_of(model, data):
    inputs, targets = data
    return torch.nn.functional.mse_loss(model(inputs), targets)


def newest(folder):
    """What an interrupted training goes on from; None for one from scratch."""
    files = sorted(folder.glob("step-*.pt"))
    return files[-1] if files else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoints", type=pathlib.Path, required=True, help="folder for checkpoints")
    parser.add_argument("--rounds", type=int, default=4, help="a checkpoint after each")
    options = parser.parse_args()
    options.checkpoints.mkdir(parents=True, exist_ok=True)

    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(INPUTS, HIDDEN), torch.nn.Tanh(), torch.nn.Linear(HIDDEN, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    governed = Lease.of_environment()
    prophet = Prophet(optimizer, model, lease=governed)
    parts = {"model": model, "optimizer": optimizer, "prophet": prophet}
    # Outside `plimsoll run` it writes its checkpoints in the same way, and waits for nobody.
    lease = governed or Lease(options.checkpoints)

    checkpoint = newest(options.checkpoints)
    if checkpoint is not None:
        kept = torch.load(checkpoint, weights_only=True)
        for name, part in parts.items():
            part.load_state_dict(kept[name])

    while prophet.steps_done < options.rounds * STEPS_PER_ROUND:
        for _ in range(STEPS_PER_ROUND):
            data = batch(prophet.steps_done)
            optimizer.zero_grad()
            loss = loss_of(model, data)
            loss.backward()
            report = prophet.step(loss, again=lambda data=data: loss_of(model, data))
        steps = prophet.steps_done
        notes = CheckpointNotes(steps, steps * FLOP_PER_STEP, prophet.gain_micro())
        states = {name: part.state_dict() for name, part in parts.items()}
        name = f"step-{steps:05}.pt"
        lease.checkpoint(name, notes, lambda draft, states=states: torch.save(states, draft))
        print(f"{name} loss {report.loss:.4f} rate {report.rate:.3g} {report.mode}", flush=True)
        if governed is not None:
            governed.await_verdict(name)


if __name__ == "__main__":
    main()
