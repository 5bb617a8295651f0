"""Steps of PyTorch on the network of bench/engine.ts, on one thread. For each line on stdin, a number of steps, prints them and the CPU seconds."""

import json
import sys
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(1)
INPUTS, HIDDEN, ROWS = (int(word) for word in sys.argv[1:4])
LONGEST = 1.0

network = torch.nn.Sequential(
    torch.nn.Linear(INPUTS, HIDDEN),
    torch.nn.Tanh(),
    torch.nn.Linear(HIDDEN, HIDDEN),
    torch.nn.Tanh(),
    torch.nn.Linear(HIDDEN, 1),
)


def adam():
    """As fast as this version has it: fused where it can be on a CPU, and PyTorch's own choice else."""
    try:
        return torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(network.parameters(), lr=1e-3)


optimizer = adam()
inputs, targets = torch.randn(ROWS, INPUTS), torch.rand(ROWS, 1)


def step():
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(network(inputs), targets)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), LONGEST)
    optimizer.step()
    return loss


print(json.dumps({"version": torch.__version__, "numbers": sum(p.numel() for p in network.parameters())}), flush=True)
for line in sys.stdin:
    steps = int(line)
    started = time.process_time()
    for _ in range(steps):
        loss = step()
    seconds = time.process_time() - started
    print(json.dumps({"steps": steps, "cpuSeconds": seconds, "loss": loss.item()}), flush=True)
