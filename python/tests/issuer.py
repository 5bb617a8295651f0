"""An issuer for tests: the first key of the vectors' set, whose seed is 32 times 1."""

import base64
import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plimsoll.gate import GateIdentity
from plimsoll.gate.encoding import base64url_text

VECTORS = json.loads((Path(__file__).parents[2] / "spec/vectors/governor/tokens.json").read_text())
JWKS = VECTORS["jwks"]
_PLACE = VECTORS["vectors"][0]["place"]
IDENTITY = GateIdentity(_PLACE["issuer"], _PLACE["audience"], _PLACE["artifact"], _PLACE["nodeKey"])
_KEY = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
_TYPE = "application/vnd.plimsoll.withdrawal-feed+json"


def _compact(value):
    return json.dumps(value, separators=(",", ":"))


def token(at_ms, life_seconds=60, **changed):
    payload = VECTORS["vectors"][0]["token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    claims |= {"iat": at_ms // 1000, "exp": at_ms // 1000 + life_seconds, **changed}
    head = base64url_text(_compact({"alg": "EdDSA", "kid": JWKS["keys"][0]["kid"], "typ": "ct+jwt"}).encode())
    signing_input = f"{head}.{base64url_text(_compact(claims).encode())}"
    return f"{signing_input}.{base64url_text(_KEY.sign(signing_input.encode()))}"


def feed(at_ms, entries, level_ppm=1_000_000, kill_epoch=0, key=_KEY):
    value = {
        "issuer": IDENTITY.issuer,
        "sequence": {"entries": entries, "repeat": 0},
        "at": at_ms,
        "deployments": [{"deployment": "chat", "levelPpm": level_ppm}],
        "lineages": [{"lineage": "line", "killEpoch": kill_epoch}],
    }
    payload = _compact(value).encode()
    message = b"DSSEv1 %d %s %d %s" % (len(_TYPE), _TYPE.encode(), len(payload), payload)
    public = key.public_key().public_bytes_raw()
    signature = {
        "keyid": hashlib.sha256(public).hexdigest()[:16],
        "sig": base64.b64encode(key.sign(message)).decode(),
    }
    return {"payloadType": _TYPE, "payload": base64.b64encode(payload).decode(), "signatures": [signature]}
