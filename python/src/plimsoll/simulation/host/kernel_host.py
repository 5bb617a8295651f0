"""The one protocol of every back end, and the choice among them."""

import os
import shutil
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..simulation_error import HostError, SimulationError

#: A half-open range of bytes of the kernel's memory.
Span = tuple[int, int]

PAGE_BYTES = 65_536
PAGES_MAX = 65_536

BACKENDS = ("auto", "wasmtime", "node")


class KernelHost(Protocol):
    """The kernel over a memory that never grows, so that views of it stay valid."""

    name: str
    #: The kernel's memory, or a mirror of it: what ``call`` names is in step, the rest need not be.
    memory: NDArray[np.uint8]

    def call(self, function: str, arguments: Sequence[int], writes: Sequence[Span], reads: Sequence[Span]) -> None:
        """Runs a function of the kernel on what is in ``writes``; afterwards ``reads`` holds what it left there."""

    def close(self) -> None:
        """Lets go of the kernel. May be called again."""


def open_host(backend: str, memory_bytes: int) -> KernelHost:
    """A host with at least ``memory_bytes`` bytes.

    :param backend: ``wasmtime``, ``node``, or ``auto``: wasmtime where it is installed, else Node
    :raises SimulationError: ``SIMULATION_BACKEND_UNKNOWN``, ``SIMULATION_TOO_LARGE``
    :raises HostError: ``SIMULATION_BACKEND_MISSING``
    """
    if backend not in BACKENDS:
        raise SimulationError(
            "SIMULATION_BACKEND_UNKNOWN", f"one of {', '.join(BACKENDS)}", backend, "name one of these back ends"
        )
    pages = -(-memory_bytes // PAGE_BYTES)
    if pages > PAGES_MAX:
        raise SimulationError(
            "SIMULATION_TOO_LARGE",
            "at most 4 GiB of state",
            f"{memory_bytes} bytes",
            "use fewer environments or a smaller grid",
        )
    return _opened(_chosen(backend), pages)


def environment_closed() -> HostError:
    return HostError("SIMULATION_BACKEND_STOPPED", "the environment is closed; make another one")


def kernel_bytes() -> bytes:
    return files("plimsoll.simulation").joinpath("kernels/cluster.wasm").read_bytes()


def node_program() -> str | None:
    """Node's executable: ``PLIMSOLL_NODE``, or ``node`` on the path."""
    return os.environ.get("PLIMSOLL_NODE") or shutil.which("node")


def _chosen(backend: str) -> str:
    is_there = {"wasmtime": find_spec("wasmtime") is not None, "node": node_program() is not None}
    wanted = [backend] if backend != "auto" else ["wasmtime", "node"]
    found = next((name for name in wanted if is_there[name]), None)
    if found is None:
        raise HostError("SIMULATION_BACKEND_MISSING", _MISSING[backend])
    return found


_MISSING = {
    "auto": "neither wasmtime nor Node is here; run: pip install wasmtime (or install Node 18 or newer)",
    "wasmtime": "the package wasmtime is not installed; run: pip install wasmtime",
    "node": "no program node on the path; install Node 18 or newer, or name it in PLIMSOLL_NODE",
}


def _opened(backend: str, pages: int) -> Any:
    if backend == "wasmtime":
        from .wasmtime_host import WasmtimeHost

        return WasmtimeHost(pages)
    from .node_host import NodeHost

    return NodeHost(pages)
