"""The kernel in a Node process: for where wasmtime is not. Frames on its standard input and output."""

import os
import struct
import subprocess
import weakref
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np

from ..simulation_error import HostError
from .kernel_host import PAGE_BYTES, Span, environment_closed, kernel_bytes, node_program

#: Order of the functions in the frames; node_host.mjs has the same.
_FUNCTIONS = ("step", "reset", "resetWhere", "refresh", "none")
#: Larger pipes mean fewer switches between the two processes (Linux; elsewhere the pipes stay as they are).
_PIPE_BYTES = 1 << 20
_F_SETPIPE_SZ = 1031
_CLOSE_SECONDS_MAX = 1


class NodeHost:
    """A mirror of the memory that is here, and the kernel that is there."""

    name = "node"

    def __init__(self, pages: int) -> None:
        self.memory = np.zeros(pages * PAGE_BYTES, dtype=np.uint8)
        self._view = memoryview(self.memory)
        self._process = _started()
        self._close = weakref.finalize(self, _stop, self._process)
        module = kernel_bytes()
        self._send([struct.pack("<II", pages, len(module)), module])

    def call(self, function: str, arguments: Sequence[int], writes: Sequence[Span], reads: Sequence[Span]) -> None:
        if not self._close.alive:
            raise environment_closed()
        self._send([_head(function, arguments, writes, reads), *(self._view[start:stop] for start, stop in writes)])
        for start, stop in ((0, 0), *reads):
            self._receive(start, stop)

    def close(self) -> None:
        self._close()

    def _send(self, parts: Sequence[Any]) -> None:
        try:
            for part in parts:
                _write_all(self._process.stdin.fileno(), part)
        except (BrokenPipeError, ValueError):
            raise self._stopped() from None

    def _receive(self, start: int, stop: int) -> None:
        while start < stop:
            count = self._process.stdout.readinto(self._view[start:stop])
            if not count:
                raise self._stopped()
            start += count

    def _stopped(self) -> HostError:
        self._close()
        return HostError(
            "SIMULATION_BACKEND_STOPPED",
            f"node ended by itself with code {self._process.returncode}; its error output may say why; "
            "make another environment",
        )


def _started() -> Any:
    # As text, so that the package may also be imported from an archive.
    source = files("plimsoll.simulation").joinpath("host/node_host.mjs").read_text(encoding="utf-8")
    process = subprocess.Popen(
        [node_program() or "node", "--input-type=module", "--eval", source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    for pipe in (process.stdin, process.stdout):
        _widen(pipe.fileno())
    return process


def _widen(descriptor: int) -> None:
    try:
        from fcntl import fcntl

        fcntl(descriptor, _F_SETPIPE_SZ, _PIPE_BYTES)
    except (ImportError, OSError):
        return


def _stop(process: Any) -> None:
    """The process ends by itself when its input does; a fork of this process may still hold the input open."""
    process.stdin.close()
    process.stdout.close()
    try:
        process.wait(_CLOSE_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _head(function: str, arguments: Sequence[int], writes: Sequence[Span], reads: Sequence[Span]) -> bytes:
    """Function, four arguments, numbers of spans, spans; 32-bit words, little-endian. The bytes to write follow."""
    padded = (*arguments, 0, 0, 0, 0)[:4]
    spans = [bound for span in (*writes, *reads) for bound in span]
    words = (_FUNCTIONS.index(function), *padded, len(writes), len(reads), *spans)
    return struct.pack(f"<{len(words)}I", *words)


def _write_all(descriptor: int, part: Any) -> None:
    rest = memoryview(part).cast("B")
    while rest:
        rest = rest[os.write(descriptor, rest) :]
