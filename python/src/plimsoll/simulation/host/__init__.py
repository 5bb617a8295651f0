"""Where the kernel's WebAssembly runs: here by wasmtime, or in a Node process over a pipe (SIM-285, SIM-286)."""

from .kernel_host import BACKENDS, KernelHost, Span, environment_closed, open_host

__all__ = ["BACKENDS", "KernelHost", "Span", "environment_closed", "open_host"]
