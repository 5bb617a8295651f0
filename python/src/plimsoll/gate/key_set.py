"""The issuer's keys (RFC 7517, RFC 8037), as a site publishes them and nothing else."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .encoding import base64url_bytes, base64url_text
from .shapes import list_of, matching, one_of, record

_KEYS_MAX = 16
_THIRTY_TWO_BYTES = re.compile(r"[\w-]{42}[AEIMQUYcgkosw048]", re.ASCII)

_key_set = record(
    keys=list_of(
        record(
            alg=one_of("EdDSA"),
            crv=one_of("Ed25519"),
            kid=matching(_THIRTY_TWO_BYTES),
            kty=one_of("OKP"),
            use=one_of("sig"),
            x=matching(_THIRTY_TWO_BYTES),
        ),
        _KEYS_MAX,
    )
)


class IssuerKey:
    """One Ed25519 key, by its RFC 7638 thumbprint and by the short name that envelopes use."""

    def __init__(self, x: str) -> None:
        raw = base64url_bytes(x)
        if raw is None:
            raise ValueError("expected 32 bytes in base64url")
        self._key = Ed25519PublicKey.from_public_bytes(raw)
        self.key_id = hashlib.sha256(raw).hexdigest()[:16]
        self.thumbprint = base64url_text(
            hashlib.sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest()
        )

    def verifies(self, message: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def issuer_keys_in(key_set: Any) -> Mapping[str, IssuerKey]:
    """The keys of a published set, by thumbprint. Raises ValueError for anything that a site did not write."""
    if not _key_set(key_set) or not key_set["keys"]:
        raise ValueError("expected a key set that the site published (gate/jwks.json)")
    keys = {entry["kid"]: IssuerKey(entry["x"]) for entry in key_set["keys"]}
    misnamed = [kid for kid, key in keys.items() if kid != key.thumbprint]
    if misnamed:
        raise ValueError(f'expected kid to be the RFC 7638 thumbprint of the key, got "{misnamed[0]}"')
    return keys
