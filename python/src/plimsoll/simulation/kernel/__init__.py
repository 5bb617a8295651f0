"""What the kernel reads and writes, byte by byte: equal to packages/simulation/src/cluster (SIM-284)."""
