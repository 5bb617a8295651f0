"""What happens, live: every entry of the log in its order, a pulse each second, and silence where nothing came."""

import http.client
import json
import re
import socket
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, Union, cast

from .connection import Connection, bounded_bytes, problem_in
from .errors import ClientError, ProblemError, UnreachableError, answer_malformed
from .generated.types import Entry

_DELAY_FIRST = 0.1
_DELAY_MAX = 2.0
#: The longest event that is held: a registered dataset's chunks are the longest entry, below 5 MiB.
_EVENT_LENGTH_MAX = 16 * 1_048_576


@dataclass(frozen=True)
class EntryEvent:
    index: int
    entry: Entry


@dataclass(frozen=True)
class PulseEvent:
    """The sign of life: site's time, ms since 1970, and the index of the next entry."""

    as_of: int
    entries: int


@dataclass(frozen=True)
class SilenceEvent:
    """Nothing came for so long: what was heard before is old, and stays so until the next event."""

    silent_seconds: float


SiteEvent = Union[EntryEvent, PulseEvent, SilenceEvent]


def site_events(connection: Connection, after: int | None, silence_after: float) -> Generator[SiteEvent, None, None]:
    """Every entry once, over as many connections as it takes; one silence when nothing came for so many seconds.

    Raises ``LOG_SHORTER`` and ``ENTRIES_MISSING`` where the site goes back on what it said, and problems that waiting
    cannot mend.
    """
    place = _PlaceInLog(after)
    watch = _PulseWatch(connection, silence_after)
    failures = 0
    while True:
        try:
            for event in _one_stream(connection, place.last, watch):
                place.hear(event)
                watch.heard()
                failures = 0
                yield event
        except ClientError as fault:
            if not fault.retryable:
                raise
            connection.sleep(max(0.001, min(_delay(fault, failures, connection), watch.until_told())))
            failures += 1
        if watch.is_silent():
            yield SilenceEvent(watch.silent())


def _one_stream(
    connection: Connection, after: int | None, watch: "_PulseWatch"
) -> Iterator[Union[EntryEvent, PulseEvent]]:
    """One connection, until it ends or nothing comes for so long."""
    headers = {} if after is None else {"last-event-id": str(after)}
    wait = max(0.001, watch.wait())
    with connection.response("GET", "/v1/events", headers, None, wait) as (response, wire):
        if response.status != 200:
            raise problem_in(response, bounded_bytes(response, connection.monotonic() + 3.0, connection.monotonic))
        for fields in _events_in(_lines(response, wire, watch)):
            yield _heard(fields)
    raise UnreachableError("a stream that ended")


def _lines(response: http.client.HTTPResponse, wire: socket.socket, watch: "_PulseWatch") -> Iterator[str]:
    """The lines of a stream, wherever the network cut it (WHATWG HTML §9.2). An end of a stream ends no line."""
    rest = b""
    while part := response.read1(65_536):
        *whole, rest = re.split(rb"\r\n|\n|\r(?!\Z)", rest + part)
        if len(rest) > _EVENT_LENGTH_MAX:
            raise answer_malformed(f"events of at most {_EVENT_LENGTH_MAX}", "a longer one")
        for line in whole:
            yield line.decode("utf-8", "replace")
        if watch.wait() <= 0:
            raise UnreachableError("no whole event in time")
        wire.settimeout(watch.wait())


def _events_in(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    data: list[str] = []
    length = 0
    for line in lines:
        if line == "":
            if data:
                yield {**fields, "data": "\n".join(data)}
            fields, data, length = {}, [], 0
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
            # Many short lines fill a memory as one long one does.
            length += len(value) + 1
            if length > _EVENT_LENGTH_MAX:
                raise answer_malformed(f"events of at most {_EVENT_LENGTH_MAX}", "a longer one")
        elif name in ("id", "event"):
            fields[name] = value


def _heard(fields: dict[str, str]) -> Union[EntryEvent, PulseEvent]:
    data = fields["data"]
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _unknown(data)
    if fields.get("event") == "pulse":
        return _pulse(value, data)
    identifier = fields.get("id", "")
    if not re.fullmatch(r"[0-9]{1,15}", identifier) or value.get("kind") != fields.get("event"):
        raise _unknown(data)
    return EntryEvent(int(identifier), cast(Entry, value))


def _pulse(value: dict[str, Any], data: str) -> PulseEvent:
    as_of, entries = value.get("asOf"), value.get("entries")
    if type(as_of) is not int or type(entries) is not int:
        raise _unknown(data)
    return PulseEvent(as_of, entries)


def _unknown(data: str) -> ClientError:
    return answer_malformed("an entry of the log or a pulse", data[:200])


def _delay(fault: ClientError, failures: int, connection: Connection) -> float:
    asked = (fault.retry_after or 0.0) if isinstance(fault, ProblemError) else 0.0
    full: float = min(_DELAY_MAX, _DELAY_FIRST * 2 ** min(failures, 10))
    return max(asked, full * (0.5 + connection.chance() / 2))


class _PlaceInLog:
    """How far a listener knows the log: entries come one after the other, and a log never becomes shorter."""

    def __init__(self, after: int | None) -> None:
        #: Index of the last entry that is known; None: begins with what comes.
        self.last = after

    def hear(self, event: Union[EntryEvent, PulseEvent]) -> None:
        if isinstance(event, PulseEvent):
            # The first pulse of a stream that began with what comes says where that is.
            if self.last is None:
                self.last = event.entries - 1
            elif event.entries <= self.last:
                raise _shorter(self.last, event.entries)
            return
        if self.last is not None and event.index <= self.last:
            raise _shorter(self.last, event.index)
        if self.last is not None and event.index > self.last + 1:
            raise ClientError(
                "ENTRIES_MISSING",
                f"entry {self.last + 1}",
                f"entry {event.index}",
                "read the entries between, and listen again",
            )
        self.last = event.index


def _shorter(last: int, following: int) -> ClientError:
    return ClientError(
        "LOG_SHORTER",
        f"a log that goes on behind entry {last}",
        f"one whose next entry is {following}",
        "the site shows another history than before: compare its checkpoint with a witness's",
    )


class _PulseWatch:
    """How long nothing was heard, and whether that was told."""

    def __init__(self, connection: Connection, silence_after: float) -> None:
        self._monotonic = connection.monotonic
        self._silence_after = silence_after
        self._heard_at = connection.monotonic()
        self._is_told = False

    def heard(self) -> None:
        self._heard_at = self._monotonic()
        self._is_told = False

    def silent(self) -> float:
        return self._monotonic() - self._heard_at

    def wait(self) -> float:
        """How long a connection may say nothing: until the silence is told, and as long again once it was."""
        return self._silence_after if self._is_told else self._silence_after - self.silent()

    def until_told(self) -> float:
        return float("inf") if self._is_told else max(0.0, self._silence_after - self.silent())

    def is_silent(self) -> bool:
        """True once for each silence."""
        if self._is_told or self.silent() < self._silence_after:
            return False
        self._is_told = True
        return True
