"""Golden vectors of the in-toto statements: spec/vectors/ledger/statements.json.

Reads the entries from that file and writes anew what they must become, with Python's json and hashlib and cryptography 48.0.0;
nothing of Plimsoll is used. Run: python3 scripts/golden/statements.py
"""

import base64
import datetime
import hashlib
import json
import pathlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = pathlib.Path(__file__).parents[2] / "spec" / "vectors" / "ledger" / "statements.json"

EXPECTED = {
    "run.started": ("cu-debit", [("weights", "weights.digest"), ("dataset/0", "datasets.0")]),
    "lease.granted": ("cu-debit", []),
    "windows.registered": ("control-evidence", [("examined", "digest")]),
    "detectability.recorded": ("control-evidence", [("examined", None)]),
    "throttle.set": ("governor-decision", []),
    "release.judged": ("governor-decision", [("artifact", "artifact")]),
    "token.granted": ("capability-token", [("artifact", "artifact")]),
    "kill.ordered": ("kill-report", []),
    "data.contaminated": ("contamination", [("dataset", "dataset")]),
    "meter.reported": ("audit-reconciliation", []),
    "affidavit.filed": ("affidavit", [("affidavit", "statement")]),
}


def canonical(value):
    # Equal to RFC 8785 here: whole numbers, and no name or text beyond ASCII.
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def at(value, path):
    for field in path.split("."):
        value = value[int(field)] if field.isdigit() else value[field]
    return value.removeprefix("sha256:")


def statement(entry, index, origin, examined):
    predicate, subjects = EXPECTED[entry["kind"]]
    own = hashlib.sha256(canonical(entry).encode()).hexdigest()
    named = [(name, at(entry, path) if path else examined[entry["set"]]) for name, path in subjects] or [("entry", own)]
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in named],
        "predicateType": f"urn:plimsoll:predicate:{predicate}/v0.1",
        "predicate": entry | {"ledger": {"origin": origin, "index": index, "sha256": own}},
    }


def wrapped(made):
    """The Simple Verification Result and the SLSA Verification Summary of a token or a release verdict."""
    entry = made["predicate"]
    site = entry["ledger"]["origin"].replace("/", "%2F")
    if entry["kind"] == "token.granted":
        resource = f"urn:plimsoll:deployment:{site}:{entry['deployment']}:{entry['audience']}"
        audience, band = entry["audience"].upper(), entry["power"]["band"].upper()
        properties = ["PLIMSOLL_TOKEN_ISSUED", f"PLIMSOLL_AUDIENCE_{audience}", f"PLIMSOLL_BAND_{band}"]
    elif entry["kind"] == "release.judged":
        resource = f"urn:plimsoll:release:{site}"
        properties = ["PLIMSOLL_RELEASE_GREEN"] if entry["level"] == "green" else []
    else:
        return None, None
    moment = datetime.datetime.fromtimestamp(entry["at"] // 1000, datetime.UTC)
    time = f"{moment:%Y-%m-%dT%H:%M:%S}.{entry['at'] % 1000:03d}Z"
    digest = entry["policyDigest"].removeprefix("sha256:")
    policy = {"uri": f"urn:plimsoll:policy:{digest}", "digest": {"sha256": digest}}
    verifier = f"urn:plimsoll:governor:v0.1:{site}"
    base = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [subject | {"annotations": {"plimsollEntry": entry["ledger"]}} for subject in made["subject"]],
    }
    result = base | {
        "predicateType": "https://in-toto.io/attestation/svr/v0.2",
        "predicate": {"verifier": {"id": verifier, "policies": [policy]}, "timeCreated": time, "properties": properties},
    }
    summary = base | {
        "predicateType": "https://slsa.dev/verification_summary/v1",
        "predicate": {
            "verifier": {"id": verifier},
            "timeVerified": time,
            "resourceUri": resource,
            "policy": policy,
            "verificationResult": "PASSED" if properties else "FAILED",
            "verifiedLevels": properties or ["FAILED"],
        },
    }
    return result if properties else None, summary


def envelope(made, seed):
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    kind, body = b"application/vnd.in-toto+json", canonical(made).encode()
    signature = key.sign(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body))
    keyid = hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]
    return {
        "payloadType": kind.decode(),
        "payload": base64.b64encode(body).decode(),
        "signatures": [{"keyid": keyid, "sig": base64.b64encode(signature).decode()}],
    }


vectors = json.loads(FILE.read_text())
examined = {}
for index, case in enumerate(vectors["entries"]):
    entry = case["entry"]
    if entry["kind"] == "windows.registered":
        examined[entry["set"]] = entry["digest"].removeprefix("sha256:")
    if entry["kind"] not in EXPECTED:
        case |= {"statement": None, "envelope": None, "verificationResult": None, "verificationSummary": None}
        continue
    made = statement(entry, index, vectors["origin"], examined)
    result, summary = wrapped(made)
    case |= {
        "statement": made,
        "envelope": envelope(made, vectors["seedHex"]),
        "verificationResult": result,
        "verificationSummary": summary,
    }
FILE.write_text(json.dumps(vectors, indent=2) + "\n")
