"""Real PyTorch, `schedulefree` and `prodigyopt` on small fixed problems: what Prophet's engine in TypeScript is held to.

Writes spec/vectors/prophet/optimizers.json and gru.json, in float64. After a change that is meant:

    python python/tests/prophet_vectors.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import torch

VECTORS = Path(__file__).parents[2] / "spec/vectors/prophet"
MADE_BY = "python/tests/prophet_vectors.py"

#: The parameters are kept after so many steps.
KEPT_AFTER = (1, 2, 5, 20, 50, 100)

_ROWS, _COLUMNS = 20, 6


def _numbers(seed, *size):
    return torch.randn(*size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def _short(numbers):
    """Few enough digits that a float32 holds them to its own precision, and that both sides begin with the same numbers."""
    return torch.round(numbers * 64) / 64


_MATRIX = _short(_numbers(1, _ROWS, _COLUMNS) * torch.tensor([1, 2, 0.5, 1, 3, 0.25], dtype=torch.float64))
_TARGETS = _short(_numbers(2, _ROWS))
_START = _short(_numbers(3, _COLUMNS))

_ADAM = {"kind": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "l2": 0, "decoupledDecay": 0}
_FREE = {"kind": "schedule-free", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "decoupledDecay": 0, "warmupSteps": 0}
_PRODIGY = {
    "kind": "prodigy",
    "beta1": 0.9,
    "beta2": 0.999,
    "epsilon": 1e-8,
    "decoupledDecay": 0,
    "firstDistance": 1e-6,
    "distanceFactor": 1,
    "biasCorrection": False,
    "safeguardWarmup": False,
}
_SGD = {"kind": "sgd", "momentum": 0, "nesterov": False, "l2": 0}

_ZERO = torch.zeros(_COLUMNS, dtype=torch.float64)

#: Name, what it is in TypeScript, its rate, where it starts. Prodigy's first steps are as short as its first guess, which a float32 far from 0
#: cannot hold: from 0 it starts with the usual guess, from elsewhere with a longer one.
CASES = (
    ("torch.optim.SGD", {**_SGD}, 0.02, _START),
    ("torch.optim.SGD, momentum, L2", {**_SGD, "momentum": 0.9, "l2": 0.01}, 0.02, _START),
    ("torch.optim.SGD, Nesterov", {**_SGD, "momentum": 0.8, "nesterov": True}, 0.02, _START),
    ("torch.optim.Adam", {**_ADAM}, 0.05, _START),
    ("torch.optim.Adam, L2", {**_ADAM, "l2": 0.1}, 0.05, _START),
    ("torch.optim.Adam, other decays", {**_ADAM, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3}, 0.05, _START),
    ("torch.optim.AdamW", {**_ADAM, "decoupledDecay": 0.1}, 0.05, _START),
    ("schedulefree.AdamWScheduleFree", {**_FREE}, 0.1, _START),
    ("schedulefree.AdamWScheduleFree, warm-up, decay", {**_FREE, "decoupledDecay": 0.1, "warmupSteps": 10}, 0.1, _START),
    ("prodigyopt.Prodigy", {**_PRODIGY}, 1, _ZERO),
    ("prodigyopt.Prodigy, corrected, decay", {**_PRODIGY, "biasCorrection": True, "decoupledDecay": 0.05}, 0.5, _ZERO),
    ("prodigyopt.Prodigy, from afar", {**_PRODIGY, "firstDistance": 0.01, "distanceFactor": 2, "safeguardWarmup": True}, 1, _START),
)


def _optimizer(spec, rate, parameter):
    betas = (spec.get("beta1"), spec.get("beta2"))
    match spec["kind"]:
        case "sgd":
            return torch.optim.SGD(
                [parameter], rate, momentum=spec["momentum"], nesterov=spec["nesterov"], weight_decay=spec["l2"]
            )
        case "adam" if spec["decoupledDecay"]:
            return torch.optim.AdamW([parameter], rate, betas, spec["epsilon"], spec["decoupledDecay"])
        case "adam":
            return torch.optim.Adam([parameter], rate, betas, spec["epsilon"], spec["l2"])
        case "schedule-free":
            from schedulefree import AdamWScheduleFree

            return AdamWScheduleFree(
                [parameter], rate, betas, spec["epsilon"], spec["decoupledDecay"], warmup_steps=spec["warmupSteps"]
            )
        case "prodigy":
            from prodigyopt import Prodigy

            return Prodigy(
                [parameter],
                rate,
                betas,
                eps=spec["epsilon"],
                weight_decay=spec["decoupledDecay"],
                use_bias_correction=spec["biasCorrection"],
                safeguard_warmup=spec["safeguardWarmup"],
                d0=spec["firstDistance"],
                d_coef=spec["distanceFactor"],
            )


def course(spec, rate, start):
    """The parameters after some steps of least squares: those that gradients are taken at, and those to be judged."""
    parameter = start.clone().requires_grad_(True)
    optimizer = _optimizer(spec, rate, parameter)
    averages = spec["kind"] == "schedule-free"
    kept = []
    for step in range(1, max(KEPT_AFTER) + 1):
        if averages:
            optimizer.train()
        optimizer.zero_grad()
        ((_MATRIX @ parameter - _TARGETS) ** 2).mean().backward()
        optimizer.step()
        if step not in KEPT_AFTER:
            continue
        parameters = parameter.tolist()
        if averages:
            optimizer.eval()
        kept.append({"step": step, "parameters": parameters, "judged": parameter.tolist()})
    return kept


def optimizer_vectors():
    return {
        "madeBy": MADE_BY,
        "with": {name: version(name) for name in ("torch", "schedulefree", "prodigyopt")},
        "problem": "mean((matrix · w - targets)²) from start, gradients by w",
        "matrix": _MATRIX.tolist(),
        "targets": _TARGETS.tolist(),
        "cases": [
            {"name": name, "optimizer": spec, "rate": rate, "start": start.tolist(), "course": course(spec, rate, start)}
            for name, spec, rate, start in CASES
        ],
    }


def gru_vectors():
    """`torch.nn.GRU` on a few rows; the gradients are those of the sum of slopes · outputs."""
    rows, steps, features, outputs = 5, 7, 3, 10
    gru = torch.nn.GRU(features, outputs, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        for seed, parameter in enumerate(gru.parameters()):
            parameter.copy_(0.6 * _numbers(10 + seed, *parameter.shape))
    inputs = _numbers(20, rows, steps, features).requires_grad_(True)
    slopes = _numbers(21, rows, outputs)
    last = gru(inputs)[1][0]
    (last * slopes).sum().backward()
    return {
        "madeBy": MADE_BY,
        "with": {"torch": version("torch")},
        "layout": "weights as torch.nn.GRU has them: rows are the units of the reset, the update and the candidate gate",
        "steps": steps,
        "weights": {name: parameter.tolist() for name, parameter in gru.named_parameters()},
        "inputs": inputs.tolist(),
        "slopes": slopes.tolist(),
        "outputs": last.tolist(),
        "gradients": {name: parameter.grad.tolist() for name, parameter in gru.named_parameters()},
        "inputGradient": inputs.grad.tolist(),
    }


if __name__ == "__main__":
    VECTORS.mkdir(parents=True, exist_ok=True)
    for name, vectors in (("optimizers", optimizer_vectors()), ("gru", gru_vectors())):
        (VECTORS / f"{name}.json").write_text(json.dumps(vectors, ensure_ascii=False) + "\n")
