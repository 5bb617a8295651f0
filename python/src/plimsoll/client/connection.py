"""One request over HTTP: its address, its token, its answer as bytes."""

import http.client
import json
import random
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlencode, urlsplit

from .errors import ClientError, ProblemError, UnreachableError, answer_malformed, request_malformed
from .generated.types import Problem

#: The longest answer that is read: a site's pages are far shorter.
_ANSWER_BYTES_MAX = 64 * 1_048_576

_LOOPBACK = re.compile(r"^(?:localhost|127(?:\.\d{1,3}){3}|::1)$")


@dataclass(frozen=True)
class Connection:
    """Whom a client asks, and how patiently."""

    scheme: str
    host: str
    port: int | None
    token: Callable[[], str | None]
    #: The longest that a connection may say nothing, seconds.
    timeout: float
    tls: ssl.SSLContext | None
    sleep: Callable[[float], None]
    monotonic: Callable[[], float]
    chance: Callable[[], float]

    @contextmanager
    def response(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, timeout: float
    ) -> Iterator[tuple[http.client.HTTPResponse, socket.socket]]:
        """The beginning of an answer, and its socket. No redirect is followed: a token is for one site."""
        asked = self._opened(timeout)
        bearer = self.token()
        authorization = {} if bearer is None else {"authorization": f"Bearer {bearer}"}
        try:
            asked.connect()
            wire = cast(socket.socket, asked.sock)
            asked.request(method, path, body, {**headers, **authorization})
            yield asked.getresponse(), wire
        except (OSError, http.client.HTTPException) as cause:
            raise UnreachableError(f"{type(cause).__name__}: {cause}") from cause
        finally:
            asked.close()

    def _opened(self, timeout: float) -> http.client.HTTPConnection:
        if self.scheme == "https":
            return http.client.HTTPSConnection(self.host, self.port, timeout=timeout, context=self.tls)
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)


def connection_to(
    url: str, token: str | Callable[[], str] | None, timeout: float, tls: ssl.SSLContext | None, **machine: Any
) -> Connection:
    """Raises ``REQUEST_MALFORMED`` for an address that is none, or that would show the token to everybody."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.hostname is None:
        raise request_malformed("the address of a daemon, http://… or https://…", url, "see what plimsoll serve prints")
    if token is not None and parts.scheme != "https" and not _LOOPBACK.match(parts.hostname):
        raise request_malformed("https for an address elsewhere", url, "a token in the clear is everybody's")
    bearer = token if callable(token) else lambda: token
    return Connection(parts.scheme, parts.hostname, parts.port, bearer, timeout, tls, **machine)


def bounded_bytes(response: http.client.HTTPResponse, until: float, monotonic: Callable[[], float]) -> bytes:
    """The bytes of an answer, but never more than fit, and not later than ``until``."""
    parts: list[bytes] = []
    length = 0
    while part := response.read1(65_536):
        parts.append(part)
        length += len(part)
        if length > _ANSWER_BYTES_MAX:
            raise answer_malformed(f"at most {_ANSWER_BYTES_MAX} bytes", "more")
        if monotonic() > until:
            raise UnreachableError("an answer that did not end in time")
    if response.length:
        raise UnreachableError("half an answer")
    return b"".join(parts)


def request_path(operation: Mapping[str, Any], fields: Mapping[str, str | int | None]) -> str:
    """The path and query of a request. Raises ``REQUEST_MALFORMED`` for a field that an address cannot carry."""

    def filled(match: "re.Match[str]") -> str:
        name = match[1]
        text = str(fields[name])
        segments = text.split("/") if name in operation["slashed"] else [text]
        # Programs on the way take dots for steps in the tree, however they are written: another thing would be asked.
        if any(segment in ("", ".", "..") for segment in segments):
            raise request_malformed(f"a {name} that can stand in a path", json.dumps(text), "look at the list")
        return "/".join(quote(segment, safe="") for segment in segments)

    path = re.sub(r"\{([^}]+)\}", filled, operation["path"])
    query = {name: fields[name] for name in operation["query"] if fields.get(name) is not None}
    return f"{path}?{urlencode(query)}" if query else path


def problem_in(response: http.client.HTTPResponse, raw: bytes) -> ClientError:
    """The error that an answer stands for, whoever wrote it."""
    problem = _problem(raw)
    if problem is not None and problem["status"] == response.status:
        return ProblemError(problem, _retry_after(response.getheader("retry-after")))
    return answer_malformed(
        "an answer or a problem of the API", f"status {response.status}", response.status in (502, 503, 504)
    )


def _problem(raw: bytes) -> Problem | None:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    texts = ("type", "title", "code", "expected", "received", "fix")
    is_problem = (
        all(isinstance(value.get(name), str) for name in texts)
        and type(value.get("status")) is int
        and type(value.get("retryable")) is bool
    )
    return cast(Problem, value) if is_problem else None


def _retry_after(text: str | None) -> float | None:
    """Whole seconds alone (RFC 9110 §10.2.3): our sites name no dates."""
    return float(text) if text is not None and re.fullmatch(r"[0-9]{1,6}", text) else None


def machine() -> dict[str, Any]:
    """This machine's clocks and chance."""
    return {"sleep": time.sleep, "monotonic": time.monotonic, "chance": random.random}
