"""Capability Tokens: JWT (RFC 7519) in compact form, signed with EdDSA (RFC 8037) and nothing else."""

import re
from collections.abc import Mapping
from typing import Any

from .encoding import base64url_bytes, compact_json
from .key_set import IssuerKey
from .refusal import Refusal, malformed
from .shapes import Shape, digest, identifier, integer, list_of, matching, one_of, record

TOKEN_BYTES_MAX = 16_384
TOKEN_LIFE_SECONDS_MAX = 900
_SIGNATURE_BYTES = 64
_LINEAGES_MAX = 64

#: Closed, and it does not choose the algorithm: there is one (RFC 8725 §3.1).
_header = record(
    alg=one_of("EdDSA"),
    kid=matching(re.compile(r"[\w-]{43}", re.ASCII)),
    typ=one_of("ct+jwt"),
)

_claims = record(
    iss=identifier,
    sub=identifier,
    aud=one_of("internal", "external"),
    jti=identifier,
    iat=integer,
    exp=integer,
    cnf=record(jkt=digest),
    artifact=digest,
    graph=digest,
    power=one_of(1_000_000, 200_000),
    epochs=list_of(record(lineage=identifier, killEpoch=integer), _LINEAGES_MAX),
    receipt=record(index=integer, proof=digest),
    policy=digest,
)

#: Verified claims, as the token has them.
Claims = Mapping[str, Any]


def verify_signature(token: str, keys: Mapping[str, IssuerKey]) -> Claims:
    """The claims of a token that one of the keys signed. Raises Refusal. Whether they allow anything here is not said."""
    if len(token) > TOKEN_BYTES_MAX:
        raise malformed(f"at most {TOKEN_BYTES_MAX} bytes", str(len(token)))
    parts = token.split(".")
    if len(parts) != 3:
        raise malformed("three parts with a dot between them", str(len(parts)))
    header = _part(parts[0], _header, "a header")
    claims = _part(parts[1], _claims, "claims")
    signature = base64url_bytes(parts[2])
    if signature is None or len(signature) != _SIGNATURE_BYTES:
        raise malformed("a signature of 64 bytes in base64url", "another")
    life_seconds = claims["exp"] - claims["iat"]
    if not 0 < life_seconds <= TOKEN_LIFE_SECONDS_MAX:
        raise malformed(f"a life of 1 to {TOKEN_LIFE_SECONDS_MAX} s", f"{life_seconds} s")
    key = keys.get(header["kid"])
    if key is None:
        fix = "give the issuer's newest gate/jwks.json"
        raise Refusal("TOKEN_KEY_UNKNOWN", "a key of the issuer", f'"{header["kid"]}"', fix)
    if not key.verifies(f"{parts[0]}.{parts[1]}".encode(), signature):
        raise Refusal(
            "TOKEN_SIGNATURE_INVALID", "a signature that holds", "one that does not", "ask for a new token"
        )
    return claims


def _part(text: str, shape: Shape, what: str) -> Any:
    raw = base64url_bytes(text)
    value = None if raw is None else compact_json(raw)
    if value is None or not shape(value):
        raise malformed(f"{what} of the known members, as compact JSON in base64url", "something else")
    return value
