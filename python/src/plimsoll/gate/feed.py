"""The withdrawal feed: what a site says to its gates, as a DSSE envelope (v1.0) that the issuer's key signed."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .key_set import IssuerKey
from .shapes import identifier, integer, list_of, one_of, record

_TYPE = "application/vnd.plimsoll.withdrawal-feed+json"
_NAMED_MAX = 100_000

_envelope = record(
    payloadType=one_of(_TYPE),
    payload=lambda value: isinstance(value, str),
    signatures=list_of(record(keyid=lambda value: isinstance(value, str), sig=lambda value: isinstance(value, str)), 16),
)
_feed = record(
    issuer=identifier,
    sequence=record(entries=integer, repeat=integer),
    at=integer,
    deployments=list_of(record(deployment=identifier, levelPpm=one_of(1_000_000, 200_000, 0)), _NAMED_MAX),
    lineages=list_of(record(lineage=identifier, killEpoch=integer), _NAMED_MAX),
)


@dataclass(frozen=True)
class Feed:
    """State, not events: whoever missed some has all of it with the newest."""

    issuer: str
    sequence: tuple[int, int]
    at_ms: int
    levels_ppm: Mapping[str, int]
    kill_epochs: Mapping[str, int]


def open_feed(envelope: Any, keys: Mapping[str, IssuerKey]) -> Feed | None:
    """The feed, if every signature on it is by a key of the issuer; None for everything else, whatever its shape."""
    if not _envelope(envelope) or not envelope["signatures"]:
        return None
    payload = _base64(envelope["payload"])
    if payload is None:
        return None
    message = b"DSSEv1 %d %s %d %s" % (len(_TYPE), _TYPE.encode(), len(payload), payload)
    signers = [_signer(signature, message, keys) for signature in envelope["signatures"]]
    if None in signers or len(set(signers)) != len(signers):
        return None
    return _parse(payload)


def _signer(signature: Mapping[str, str], message: bytes, keys: Mapping[str, IssuerKey]) -> str | None:
    raw = _base64(signature["sig"])
    for key in keys.values():
        if key.key_id == signature["keyid"] and raw is not None and key.verifies(message, raw):
            return key.key_id
    return None


def _parse(payload: bytes) -> Feed | None:
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not _feed(value):
        return None
    return Feed(
        issuer=value["issuer"],
        sequence=(value["sequence"]["entries"], value["sequence"]["repeat"]),
        at_ms=value["at"],
        levels_ppm={each["deployment"]: each["levelPpm"] for each in value["deployments"]},
        kill_epochs={each["lineage"]: each["killEpoch"] for each in value["lineages"]},
    )


def _base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
