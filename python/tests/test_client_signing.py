"""SVR-132: what the Python client signs is what the site signs, byte for byte."""

import base64
import json

import pytest
from client_daemon import ROOT
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from plimsoll.client import ClientError, SigningKey, canonical_json, sign_command, sign_kill_order, sign_read_token

VECTORS = json.loads((ROOT / "spec/vectors/server/signing.json").read_text())
KEYS = [SigningKey.from_pem(key["pem"]) for key in VECTORS["keys"]]


def test_svr_132_keys_have_the_names_that_the_site_gives_them():
    assert [key.key_id for key in KEYS] == [key["keyId"] for key in VECTORS["keys"]]
    assert [base64.b64encode(key.public_key).decode() for key in KEYS] == [key["publicKey"] for key in VECTORS["keys"]]


@pytest.mark.parametrize("vector", VECTORS["canonical"], ids=range(len(VECTORS["canonical"])))
def test_svr_132_canonical_json_is_that_of_the_site(vector):
    assert canonical_json(vector["value"]) == vector["text"]


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, -(2**53), "\ud800", {"\udfff": 1}, {1: 2}, b"", object(), {1}])
def test_svr_132_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(ClientError, match="REQUEST_MALFORMED"):
        canonical_json([value])


def test_svr_132_envelopes_orders_and_tokens_are_those_of_the_vectors():
    assert len(VECTORS["commands"]) > 1
    for vector in VECTORS["commands"]:
        claim = vector["claim"]
        signed = sign_command(
            log=claim["log"],
            id=claim["id"],
            body=claim["body"],
            claimed_at=claim["claimedAt"],
            keys=KEYS[: vector["signers"]],
        )
        assert signed == vector["envelope"]
    order = VECTORS["killOrder"]["order"]
    signed = sign_kill_order(
        log=order["log"], id=order["id"], run=order["run"], claimed_at=order["claimedAt"], keys=KEYS[:1]
    )
    assert signed == VECTORS["killOrder"]["envelope"]
    token = VECTORS["readToken"]
    assert token["token"] == sign_read_token(
        log=token["log"], key=KEYS[0], life_seconds=token["lifeSeconds"], now_ms=token["nowMs"]
    )


@pytest.mark.parametrize("keys", [[], [KEYS[0], KEYS[0]]])
def test_svr_132_nothing_is_signed_by_nobody_or_by_one_key_twice(keys):
    with pytest.raises(ClientError, match="REQUEST_MALFORMED"):
        sign_command(log="a", id="b", body={"type": "quantum.buy", "run": "c"}, keys=keys)


@pytest.mark.parametrize("life_seconds", [0, -1, 86_401])
def test_svr_132_a_read_token_lives_a_second_to_a_day(life_seconds):
    with pytest.raises(ClientError, match="REQUEST_MALFORMED"):
        sign_read_token(log="a", key=KEYS[0], life_seconds=life_seconds)


def test_svr_141_what_is_no_key_is_refused_and_its_text_is_in_no_message():
    secret = VECTORS["keys"][0]["pem"].split("\n")[1]
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    for pem in ["", secret, f"-----BEGIN PRIVATE KEY-----\n{secret[4:]}\n-----END PRIVATE KEY-----\n", other]:
        with pytest.raises(ClientError, match="KEY_MALFORMED") as raised:
            SigningKey.from_pem(pem)
        assert secret[8:] not in str(raised.value)
    assert secret[8:] not in repr(KEYS[0])
