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
            return self._parts(self._app(environ, start_response))
        body = problem(refusal)
        start_response(REASON, [*HEADERS, ("content-length", str(len(body)))])
        return [body]

    def _parts(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        try:
            for part in parts:
                refusal = self._gate.refusal()
                if refusal is not None:
                    raise ServiceWithdrawn(refusal.code)
                yield part
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
