"""The kernel in this process (PyPI: wasmtime). Its memory is NumPy's memory: nothing is copied."""

import ctypes
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import wasmtime

from .kernel_host import PAGES_MAX, Span, environment_closed, kernel_bytes

_ARGUMENTS_MAX = 4


class WasmtimeHost:
    """One instance with a memory of its own. Not to be used by two threads at once."""

    name = "wasmtime"

    def __init__(self, pages: int) -> None:
        engine, module = _compiled()
        self._store = wasmtime.Store(engine)
        limits = wasmtime.Limits(pages, PAGES_MAX)
        memory = wasmtime.Memory(self._store, wasmtime.MemoryType(limits))
        self._exports = wasmtime.Instance(self._store, module, [memory]).exports(self._store)
        # The array keeps the store alive, and with it the memory.
        buffer = memory.get_buffer_ptr(self._store)
        buffer.store = self._store
        self.memory = np.frombuffer(buffer, dtype=np.uint8)
        self._functions: dict[str, Callable[[Sequence[int]], None]] = {}
        self._closed = False

    def call(self, function: str, arguments: Sequence[int], writes: Sequence[Span], reads: Sequence[Span]) -> None:
        run = self._functions.get(function)
        if run is None:
            if self._closed:
                raise environment_closed()
            run = self._functions[function] = _runner(self._store, self._exports[function])
        run(arguments)

    def close(self) -> None:
        """Runs nothing any more; the memory goes with the last view of it."""
        self._closed = True
        self._functions.clear()


@lru_cache(maxsize=1)
def _compiled() -> tuple[Any, Any]:
    engine = wasmtime.Engine()
    return engine, wasmtime.Module(engine, kernel_bytes())


def _runner(store: Any, function: Any) -> Callable[[Sequence[int]], None]:
    try:
        return _unchecked_runner(store, function)
    except (ImportError, AttributeError):
        return lambda arguments: function(store, *arguments)


def _unchecked_runner(store: Any, function: Any) -> Callable[[Sequence[int]], None]:
    """``wasmtime_func_call_unchecked`` of the C API: a call costs a microsecond, where the package's own way asks the
    function's type anew each time and costs forty. The package does not promise these names, so there is a way without.
    """
    from wasmtime import _ffi as ffi

    call = ffi.wasmtime_func_call_unchecked
    values = (ffi.wasmtime_val_raw_t * _ARGUMENTS_MAX)()
    trap = ctypes.POINTER(ffi.wasm_trap_t)()
    context, address, trapped = store._context(), ctypes.byref(function._func), ctypes.byref(trap)

    def run(arguments: Sequence[int]) -> None:
        for place, argument in enumerate(arguments):
            values[place].i32 = argument
        error = call(context, address, values, _ARGUMENTS_MAX, trapped)
        if error:
            raise wasmtime.WasmtimeError._from_ptr(error)
        if trap:
            raise wasmtime.Trap._from_ptr(trap)

    return run
