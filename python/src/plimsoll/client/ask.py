"""Asks, and again where the same question may be answered later."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from .connection import Connection, bounded_bytes, problem_in, request_path
from .errors import ClientError, ProblemError, answer_malformed
from .generated.types import Envelope

#: Attempts after the first.
_RETRIES_MAX = 3
_DELAY_FIRST = 0.1
#: With three retries all is over within 5 s, the longest that a signed claim is young (SVR-32).
_DELAY_MAX = 1.0

Operation = Mapping[str, Any]
Fields = Mapping[str, str | int | None]


def asker_of(connection: Connection) -> Callable[..., Any]:
    """A read, or an envelope, which is the same command however often it arrives: at most four attempts."""

    def ask(operation: Operation, fields: Fields, envelope: Envelope | None, timeout: float | None) -> Any:
        attempt = 0
        while True:
            try:
                return _ask_once(connection, operation, fields, envelope, timeout or connection.timeout)
            except ClientError as fault:
                delay = _delay(fault, operation["method"], attempt, connection) if attempt < _RETRIES_MAX else None
                if delay is None:
                    raise
            connection.sleep(delay)
            attempt += 1

    return ask


def _ask_once(
    connection: Connection, operation: Operation, fields: Fields, envelope: Envelope | None, timeout: float
) -> Any:
    path = request_path(operation, fields)
    body = None if envelope is None else json.dumps(envelope).encode()
    headers = {} if body is None else {"content-type": "application/json"}
    until = connection.monotonic() + timeout
    with connection.response(operation["method"], path, headers, body, timeout) as (response, _):
        raw = bounded_bytes(response, until, connection.monotonic)
    if response.status not in operation["statuses"]:
        raise problem_in(response, raw)
    return _answer(operation["answer"], raw)


def _answer(form: str, raw: bytes) -> Any:
    if form == "bytes":
        return raw
    text = raw.decode(errors="replace")
    if form == "text":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise answer_malformed("JSON", text[:200]) from None


def _delay(fault: ClientError, method: str, attempt: int, connection: Connection) -> float | None:
    """How long to wait before the same is asked again, seconds; None where it is not asked again.

    A refusal of a command is an answer, retryable or not: whether to wish it again is for whoever wished.
    """
    if not fault.retryable:
        return None
    if method == "POST" and isinstance(fault, ProblemError) and fault.status not in (429, 503):
        return None
    asked = (fault.retry_after or 0.0) if isinstance(fault, ProblemError) else 0.0
    if asked > _DELAY_MAX:
        return None
    # Half of it by chance: many who were cut off together must not come back together.
    full: float = min(_DELAY_MAX, _DELAY_FIRST * 2**attempt)
    return max(asked, full * (0.5 + connection.chance() / 2))
