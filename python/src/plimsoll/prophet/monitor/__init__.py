"""The chance of a loss spike, from what any training loop can tell of a step. Plain numbers: needs no PyTorch."""
