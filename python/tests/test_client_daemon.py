"""SVR-131, SVR-135, SVR-144: the Python client and a real daemon."""

import base64
import http.client
import json
import subprocess
import sys
import threading

import pytest
from client_daemon import NODE, ROOT, Daemon, environment
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from plimsoll.client import (
    ClientError,
    EntryEvent,
    PlimsollClient,
    ProblemError,
    SigningKey,
    sign_command,
    sign_kill_order,
    sign_read_token,
)
from plimsoll.client.generated.operations import OPERATIONS


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    running = Daemon(tmp_path_factory.mktemp("site") / "data")
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def client(daemon):
    return PlimsollClient(daemon.url)


@pytest.fixture(scope="module")
def operators(daemon):
    return [SigningKey.from_pem(daemon.key(f"operator-{number}")) for number in (1, 2)]


@pytest.fixture(scope="module")
def lab(daemon, client, operators):
    """A lab whose private key never comes near the site, accredited over the API."""
    private = Ed25519PrivateKey.generate()
    key = SigningKey(private)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (daemon.data / "keys" / f"lab-acme.{key.key_id}.pub.pem").write_bytes(public)
    accredit = {
        "type": "lab.accredit",
        "lab": "acme",
        "labKey": key.key_id,
        "headcount": 40,
        "baselineComputeUnits": 0,
        "persons": [],
        "hardwareRoots": [],
        "meters": [],
    }
    answer = client.submit_command(sign_command(log=daemon.log, id="accredit:acme", body=accredit, keys=operators))
    assert answer["decision"] == "decided" and answer["entries"][0]["kind"] == "lab.accredited"
    return key


START = {
    "type": "run.start",
    "run": "acme-run-1",
    "lab": "acme",
    "lineage": "acme",
    "tier": 1,
    "domain": "general",
    "basis": {"kind": "genesis", "seed": "seed-1"},
    "datasets": [],
    "flopPerSecondMax": "1000000000",
}


def dataset(digit):
    return {"type": "dataset.register", "dataset": f"sha256:{digit * 64}", "lab": "acme", "chunks": [], "derivedFrom": []}


#: What each operation is given on a site without deployments; who names something that is not there is told so.
GIVEN = {
    "get-pack-file": {"pack": "eval-1", "file": "parts/manifest.json"},
    "get-run-evidence": {"run": "none"},
    "get-deployment-evidence": {"deployment": "none"},
    "get-deployment-price": {"deployment": "none"},
    "get-tile": {"tile": "0/000.p/1"},
    "get-entry": {"index": 0},
    "get-proof": {"index": 0},
    "get-consistency": {"from_": 1},
}
FORMS = {"json": dict, "text": str, "bytes": bytes}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_svr_131_every_operation_answers_in_its_form_or_with_a_typed_problem(client, operation):
    method = getattr(client, operation.replace("-", "_"))
    spec = OPERATIONS[operation]
    if spec["method"] == "POST":
        with pytest.raises(ProblemError) as raised:
            method({"payloadType": "text/plain", "payload": "", "signatures": []})
        assert raised.value.status in (400, 401)
        return
    is_item = spec["path"].endswith("/{name}")
    given = GIVEN.get(operation, {"name": "no/such thing?#%"} if is_item else {})
    try:
        assert isinstance(method(**given), FORMS[spec["answer"]])
    except ProblemError as fault:
        assert fault.status in ((404,) if given else (503,)), fault


def test_svr_144_a_run_is_started_and_there(daemon, client, lab):
    heard = []
    known = client.get_site()["entries"] - 1

    def listen():
        events = client.events(after=known)
        for event in events:
            heard.append(event)
            if isinstance(event, EntryEvent) and event.entry["kind"] == "run.started":
                events.close()
                return

    listener = threading.Thread(target=listen)
    listener.start()
    answer = client.submit_command(sign_command(log=daemon.log, id="start:1", body=START, keys=[lab]))
    listener.join(10)
    assert not listener.is_alive()
    assert answer["decision"] == "decided"
    assert client.get_run("acme-run-1")["item"]["lab"] == "acme"
    assert [run["run"] for run in client.get_now()["runs"]] == ["acme-run-1"]
    assert any(isinstance(event, EntryEvent) and event.index == answer["firstEntry"] for event in heard)


def test_svr_133_what_the_kernel_refuses_is_a_typed_error(daemon, client, lab, operators):
    with pytest.raises(ProblemError) as raised:
        client.submit_command(sign_command(log=daemon.log, id="start:2", body=START, keys=operators[:1]))
    assert (raised.value.status, raised.value.code, raised.value.retryable) == (403, "SIGNER_NOT_ALLOWED", False)
    assert raised.value.fix != ""


def test_svr_135_after_a_lost_answer_the_same_envelope_is_sent_again(daemon, client, lab, monkeypatch):
    lost = []
    receive = http.client.HTTPConnection.getresponse

    def losing(connection, *given):
        response = receive(connection, *given)
        if not lost:
            lost.append(response.read())
            raise ConnectionResetError("the answer was lost")
        return response

    before = client.get_site()["entries"]
    monkeypatch.setattr(http.client.HTTPConnection, "getresponse", losing)
    answer = client.submit_command(sign_command(log=daemon.log, id="dataset:1", body=dataset("a"), keys=[lab]))
    assert json.loads(lost[0])["decision"] == "decided"
    assert answer == {"decision": "repeated", "firstEntry": before}
    commands = [placed["entry"]["command"] for placed in client.all_entries(before)]
    assert commands.count("dataset:1") == 1


def test_svr_135_the_same_id_with_another_body_is_refused(daemon, client, lab):
    with pytest.raises(ProblemError, match="ID_REUSED"):
        client.submit_command(sign_command(log=daemon.log, id="dataset:1", body=dataset("b"), keys=[lab]))


def test_svr_136_lists_are_read_to_their_end(client, lab):
    paged = [key["keyId"] for key in client.all_keys(limit=2)]
    assert len(paged) > 4 and paged == [key["keyId"] for key in client.list_keys(limit=500)["items"]]
    size = client.get_site()["entries"]
    indices = [placed["index"] for placed in client.all_entries(1, limit=2)]
    assert indices[: size - 1] == list(range(1, size))


def test_svr_132_orders_and_tokens_that_the_client_signed_are_taken(daemon, client, lab, operators):
    order = sign_kill_order(log=daemon.log, id="kill:1", run="acme-run-1", keys=operators[:1])
    assert client.order_kill(order, timeout=30)["run"] == "acme-run-1"
    token = sign_read_token(log=daemon.log, key=operators[0])
    assert PlimsollClient(daemon.url, token).get_site()["origin"] == daemon.log
    with pytest.raises(ProblemError, match="TOKEN_INVALID"):
        PlimsollClient(daemon.url, lambda: sign_read_token(log="elsewhere", key=operators[0])).get_site()


def test_svr_144_an_entry_is_proven_by_our_verifier(daemon, client, lab):
    index = client.get_site()["entries"] - 1
    vkey = (daemon.data / "ledger/ledger.vkey").read_text().strip()
    check = (
        'import { checkProof } from "@plimsoll/ledger"; import { readFileSync } from "node:fs";'
        "const { leaf, proof, logKey } = JSON.parse(readFileSync(0, 'utf8'));"
        "const told = checkProof({ logKey, proof, leaf: new Uint8Array(Buffer.from(leaf, 'base64')) });"
        "process.stdout.write(String(told.ok));"
    )

    def told(leaf, proof):
        asked = json.dumps({"leaf": leaf, "proof": proof, "logKey": vkey})
        words = [NODE, "--conditions=@plimsoll/source", "--input-type=module", "-e", check]
        return subprocess.run(words, cwd=ROOT / "packages/cli", input=asked, capture_output=True, text=True).stdout

    leaves = client.get_proof(index)["leaves"]
    assert leaves
    for each in leaves:
        other = base64.b64encode(base64.b64decode(each["leaf"]) + b" ").decode()
        assert (told(each["leaf"], each["proof"]), told(other, each["proof"])) == ("true", "false")


def test_svr_137_a_listener_goes_on_behind_a_restart_of_the_daemon(daemon, client, lab):
    known = client.get_site()["entries"] - 1
    indices = []

    def listen():
        events = client.events(after=known)
        for event in events:
            if isinstance(event, EntryEvent):
                indices.append(event.index)
                if event.entry["command"] == "dataset:2":
                    events.close()
                    return

    listener = threading.Thread(target=listen)
    listener.start()
    daemon.kill()
    daemon.start()
    client.submit_command(sign_command(log=daemon.log, id="dataset:2", body=dataset("c"), keys=[lab]))
    listener.join(20)
    assert not listener.is_alive()
    assert indices == list(range(known + 1, known + 1 + len(indices)))


def test_svr_133_nobody_who_answers_is_unreachable():
    with pytest.raises(ClientError, match="UNREACHABLE"):
        PlimsollClient("http://127.0.0.1:9", sleep=lambda _: None).get_health()


def test_svr_130_the_types_hold_under_mypy():
    pytest.importorskip("mypy")
    words = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10", "--cache-dir", str(ROOT / "node_modules/.cache/mypy")]
    told = subprocess.run(
        [*words, "src/plimsoll/client"], cwd=ROOT / "python", env=environment(), capture_output=True, text=True
    )
    assert told.returncode == 0, told.stdout
