"""Small trainings with real PyTorch, which Prophet's tests have in common."""

import json
from pathlib import Path

import torch

REPOSITORY = Path(__file__).parents[2]

# Such small networks are quicker on one, and the machine is not ours alone.
torch.set_num_threads(1)

ROWS = 32
INPUTS = 8


def small_model(seed=0, dropout=0.0, dtype=torch.float32):
    torch.manual_seed(seed)
    return torch.nn.Sequential(
        torch.nn.Linear(INPUTS, 24), torch.nn.Tanh(), torch.nn.Dropout(dropout), torch.nn.Linear(24, 1)
    ).to(dtype)


def batches(count, seed=0, dtype=torch.float32):
    """What a fixed nonlinear function gives for random inputs."""
    chance = torch.Generator().manual_seed(seed)
    weights = torch.randn(INPUTS, 1, generator=chance)
    for _ in range(count):
        inputs = torch.randn(ROWS, INPUTS, generator=chance)
        yield inputs.to(dtype), torch.tanh(inputs @ weights / 2).to(dtype)


def loss_of(model, batch):
    inputs, targets = batch
    return torch.nn.functional.mse_loss(model(inputs), targets)


def held_out_loss(model):
    """About 0.4 for a model that says 0 always."""
    with torch.no_grad():
        return sum(loss_of(model, batch).item() for batch in batches(20, seed=0)) / 20


def train(model, optimizer, prophet, data, *, asks_again=True):
    reports = []
    for batch in data:
        optimizer.zero_grad()
        loss = loss_of(model, batch)
        loss.backward()
        reports.append(prophet.step(loss, again=(lambda at=batch: loss_of(model, at)) if asks_again else None))
    return reports


def are_finite(model):
    return all(bool(torch.isfinite(parameter).all()) for parameter in model.parameters())


def weights_of(model):
    return [parameter.detach().clone() for parameter in model.parameters()]


def are_equal(ours, theirs):
    return all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


def advise(checkpoints, scale_ppm):
    """What the governor's learning-rate lever writes."""
    folder = checkpoints / ".plimsoll"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "advice.json.tmp"
    draft.write_text(json.dumps({"scalePpm": scale_ppm, "sinceMs": 1}))
    draft.replace(folder / "advice.json")
