"""The gate as ASGI middleware: FastAPI, Starlette, vLLM's server and others."""

import asyncio
from typing import Any, Protocol

from .problem import HEADERS, STATUS, problem
from .refusal import Refusal

#: An answer under way is looked at this often: a withdrawal cuts it within a second.
_LOOK_INTERVAL_SECONDS = 0.1

#: RFC 6455 §7.4: try again later.
_TRY_AGAIN_LATER = 1013


class _Gate(Protocol):
    def refusal(self) -> Refusal | None: ...


class ServiceWithdrawn(Exception):
    """Ends an answer under way. The server breaks the connection off, so that no client takes a half for the whole."""


class AsgiGate:
    """Passes requests on while the gate admits, and cuts those under way when it no longer does.

    >>> app = AsgiGate(app, GateFiles(identity, "token.jwt", "jwks.json", "withdrawals.json"))
    """

    def __init__(self, app: Any, gate: _Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        refusal = self._gate.refusal()
        if refusal is not None:
            return await _deny(scope, send, refusal)
        await self._serve(scope, receive, send)

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_while_admitted(message: Any) -> None:
            # An application may swallow its cancellation and go on.
            refusal = self._gate.refusal()
            if refusal is not None:
                raise ServiceWithdrawn(refusal.code)
            await send(message)

        answer = asyncio.ensure_future(self._app(scope, receive, send_while_admitted))
        watch = asyncio.ensure_future(self._withdrawn())
        try:
            await asyncio.wait({answer, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise ServiceWithdrawn(watch.result())
            await answer
        finally:
            watch.cancel()
            answer.cancel()

    async def _withdrawn(self) -> str:
        while True:
            await asyncio.sleep(_LOOK_INTERVAL_SECONDS)
            refusal = self._gate.refusal()
            if refusal is not None:
                return refusal.code


async def _deny(scope: Any, send: Any, refusal: Refusal) -> None:
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER, "reason": refusal.code})
    headers = [(name.encode(), value.encode()) for name, value in HEADERS]
    await send({"type": "http.response.start", "status": STATUS, "headers": headers})
    await send({"type": "http.response.body", "body": problem(refusal)})
