"""The gate as WSGI middleware (PEP 3333): Flask, Django and others."""

from collections.abc import Iterable, Iterator
from typing import Any

from .asgi import ServiceWithdrawn
from .problem import HEADERS, REASON, problem


class WsgiGate:
    """Passes requests on while the gate admits, and ends those under way before their next part when it no longer does.

    What an application computes between two parts cannot be cut from here: a proxy in front can.
    """

    def __init__(self, app: Any, gate: Any) -> None:
        self._app = app
        self._gate = gate

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        refusal = self._gate.refusal()
        if refusal is None:
            return self._parts(self._app(environ, self._guarded(start_response)))
        body = problem(refusal)
        start_response(REASON, [*HEADERS, ("content-length", str(len(body)))])
        return [body]

    def _guarded(self, start_response: Any) -> Any:
        """The old way to send, by what start_response gives back, passes the gate too."""

        def start(status: Any, headers: Any, exc_info: Any = None) -> Any:
            write = start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

            def write_while_admitted(part: bytes) -> Any:
                self._assert_admitted()
                return write(part)

            return write_while_admitted

        return start

    def _assert_admitted(self) -> None:
        refusal = self._gate.refusal()
        if refusal is not None:
            raise ServiceWithdrawn(refusal.code)

    def _parts(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        try:
            for part in parts:
                self._assert_admitted()
                yield part
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
