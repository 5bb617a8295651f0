"""What is signed, byte for byte as the site signs it: DSSE over canonical JSON, and read tokens."""

import base64
import hashlib
import json
import time
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from .errors import ClientError, request_malformed
from .generated.types import Command, Envelope

_COMMAND_TYPE = "application/vnd.plimsoll.command+json"
_KILL_ORDER_TYPE = "application/vnd.plimsoll.kill+json"
_READ_TOKEN_TYPE = "plimsoll-read+jwt"
_READ_TOKEN_LIFE_SECONDS_MAX = 86_400
_SAFE_INTEGER_MAX = 2**53 - 1


class SigningKey:
    """An Ed25519 key (RFC 8032) that signs."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        #: The first 16 hexadecimal digits of SHA-256 over the raw 32-byte public key.
        self.key_id = hashlib.sha256(self.public_key).hexdigest()[:16]

    @classmethod
    def from_pem(cls, pem: str | bytes) -> "SigningKey":
        """A key from PEM (PKCS #8), as ``plimsoll init`` and OpenSSL write it. Raises ``KEY_MALFORMED``."""
        try:
            key = load_pem_private_key(pem.encode() if isinstance(pem, str) else pem, password=None)
        except (ValueError, TypeError) as cause:
            # Never what was given: it may be a key.
            raise _key_malformed(type(cause).__name__) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise _key_malformed("a key of another kind")
        return cls(key)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id})"


def _key_malformed(received: str) -> ClientError:
    return ClientError(
        "KEY_MALFORMED",
        "an Ed25519 private key in PEM (PKCS #8)",
        received,
        "give the text of a file that plimsoll wrote",
    )


def canonical_json(value: Any) -> str:
    """The one text form of a value (RFC 8785), of whole numbers alone. Raises ``REQUEST_MALFORMED`` for what has none."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        if abs(value) > _SAFE_INTEGER_MAX:
            raise _unfit(f"the number {value}")
        return str(value)
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(canonical_json, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(_members(value))}}}"
    raise _unfit(type(value).__name__)


def _members(value: dict[Any, Any]) -> list[str]:
    """In the order of UTF-16 code units (RFC 8785 §3.2.3), which is not that of code points."""
    if not all(isinstance(key, str) for key in value):
        raise _unfit("a key that is no text")
    ordered = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return [f"{_text(key)}:{canonical_json(value[key])}" for key in ordered]


def _text(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise _unfit("a text with half a character (a lone surrogate)") from None
    return json.dumps(text, ensure_ascii=False)


def _unfit(received: str) -> ClientError:
    return request_malformed(
        "texts, whole numbers within ±(2^53 - 1), booleans, None, lists and dicts",
        received,
        "carry larger integers as decimal strings",
    )


def sign_command(
    *, log: str, id: str, body: Command, keys: Sequence[SigningKey], claimed_at: int | None = None
) -> Envelope:
    """A command, signed by each key: what ``submit_command`` and ``request_token`` take.

    :param log: origin of the log that it is for; know it from elsewhere than from the address that you send it to
    :param id: yours, and new for each command: the same id with the same body is the same command, however often it arrives
    :param claimed_at: the signer's clock, ms since 1970; default: this machine's. The site allows 5 s either way
    """
    return _envelope(_COMMAND_TYPE, {"body": body, "claimedAt": _at(claimed_at), "id": id, "log": log}, keys)


def sign_kill_order(
    *, log: str, id: str, run: str, keys: Sequence[SigningKey], claimed_at: int | None = None
) -> Envelope:
    """An order to kill a run, by an operator or the run's lab: what ``order_kill`` takes."""
    return _envelope(_KILL_ORDER_TYPE, {"claimedAt": _at(claimed_at), "id": id, "log": log, "run": run}, keys)


def sign_read_token(*, log: str, key: SigningKey, life_seconds: int = 3_600, now_ms: int | None = None) -> str:
    """A read token (RFC 7519, EdDSA): whoever holds it may read, until it expires or the key is revoked.

    :param life_seconds: 1 to 86 400
    """
    if not 1 <= life_seconds <= _READ_TOKEN_LIFE_SECONDS_MAX:
        raise request_malformed(
            f"a life of 1 to {_READ_TOKEN_LIFE_SECONDS_MAX} s", str(life_seconds), "sign a new one in time"
        )
    iat = _at(now_ms) // 1_000
    head = _encoded({"alg": "EdDSA", "kid": key.key_id, "typ": _READ_TOKEN_TYPE})
    signing_input = f"{head}.{_encoded({'aud': log, 'exp': iat + life_seconds, 'iat': iat})}"
    return f"{signing_input}.{_base64url(key.sign(signing_input.encode()))}"


def _envelope(payload_type: str, value: Any, keys: Sequence[SigningKey]) -> Envelope:
    if not keys or len({key.key_id for key in keys}) != len(keys):
        raise request_malformed("at least one key, each once", f"{len(keys)} keys", "give the keys of those who sign")
    payload = canonical_json(value).encode()
    message = _pre_authentication_encoding(payload_type, payload)
    return {
        "payloadType": payload_type,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [
            {"keyid": key.key_id, "sig": base64.b64encode(key.sign(message)).decode()} for key in keys
        ],
    }


def _pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """The bytes that are signed: type and body with their lengths in bytes (DSSE, "PAE")."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def _at(ms: int | None) -> int:
    return time.time_ns() // 1_000_000 if ms is None else ms


def _encoded(value: Any) -> str:
    return _base64url(canonical_json(value).encode())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
