"""G-205: a real server behind the gate; answers under way are cut."""

import http.client
import json
import os
import threading
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import uvicorn
from issuer import IDENTITY, JWKS, feed, token

from plimsoll.gate import AsgiGate, GateFiles, WsgiGate
from plimsoll.gate.asgi import ServiceWithdrawn


class Files:
    """What ``plimsoll token issue --keep`` would write."""

    def __init__(self, folder):
        self.folder = folder
        self.entries = 0
        self.write("jwks.json", json.dumps(JWKS))
        self.write("token.jwt", token(now_ms()))
        self.says(1_000_000)

    def says(self, level_ppm):
        self.entries += 1
        self.write("withdrawals.json", json.dumps(feed(now_ms(), self.entries, level_ppm)))

    def write(self, name, text):
        (self.folder / f"{name}.draft").write_text(text)
        os.replace(self.folder / f"{name}.draft", self.folder / name)

    def gate(self, **options):
        paths = [self.folder / name for name in ("token.jwt", "jwks.json", "withdrawals.json")]
        return GateFiles(IDENTITY, *paths, feed_required_within_ms=None, **options)


def now_ms():
    return time.time_ns() // 1_000_000


async def endless(scope, receive, send):
    import asyncio

    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    while True:
        await send({"type": "http.response.body", "body": b"data: token\n\n", "more_body": True})
        await asyncio.sleep(0.02)


def wsgi_endless(environ, start_response):
    start_response("200 OK", [("content-type", "text/event-stream")])

    def parts():
        while True:
            yield b"data: token\n\n"
            time.sleep(0.02)

    return parts()


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


@pytest.fixture
def asgi(files):
    config = uvicorn.Config(AsgiGate(endless, files.gate()), port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join()


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def wsgi(files):
    server = make_server("127.0.0.1", 0, WsgiGate(wsgi_endless, files.gate()), handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def request(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/")
    return connection.getresponse()


def cut_after_seconds(response, files):
    response.read(100)
    files.says(0)
    begun = time.monotonic()
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        while response.read(100):
            pass
    return time.monotonic() - begun


def denied(port):
    response = request(port)
    assert response.status == 503
    return json.loads(response.read())["code"]


def test_g_205_asgi_an_answer_under_way_is_cut(files, asgi):
    response = request(asgi)
    assert response.status == 200
    assert cut_after_seconds(response, files) < 1
    assert denied(asgi) == "TOKEN_WITHDRAWN"
    files.says(1_000_000)
    time.sleep(0.1)
    assert request(asgi).status == 200, "what is given back is served"


def test_g_205_asgi_without_a_token_there_is_no_service(files, asgi):
    os.unlink(files.folder / "token.jwt")
    time.sleep(0.1)
    assert denied(asgi) == "TOKEN_MISSING"


def test_g_205_wsgi_an_answer_under_way_ends(files, wsgi):
    response = request(wsgi)
    assert response.status == 200
    response.read(100)
    files.says(0)
    begun = time.monotonic()
    try:
        while response.read(100):
            pass
    except (http.client.IncompleteRead, ConnectionError):
        pass
    assert time.monotonic() - begun < 1
    assert denied(wsgi) == "TOKEN_WITHDRAWN"


def test_g_206_a_server_that_does_not_hold_a_fifth_serves_nothing_at_a_fifth(files):
    files.write("token.jwt", token(now_ms(), power=200_000))
    assert files.gate().refusal().code == "POWER_NOT_HELD"
    assert files.gate(holds_reduced_power=True).refusal() is None


def test_g_205_wsgi_the_old_way_to_send_passes_the_gate_too(files):
    gate = files.gate()
    sent = []

    def app(environ, start_response):
        write = start_response("200 OK", [])
        write(b"first")
        files.says(0)
        time.sleep(0.1)
        write(b"second")
        return []

    with pytest.raises(ServiceWithdrawn):
        WsgiGate(app, gate)({}, lambda status, headers: sent.append)
    assert sent == [b"first"]


def test_g_205_asgi_who_swallows_the_cancellation_sends_no_more(files):
    import asyncio

    sent = []

    async def deaf(scope, receive, send):
        while True:
            try:
                await send({"type": "http.response.body", "body": b"more", "more_body": True})
                await asyncio.sleep(0.01)
            except asyncio.CancelledError:
                pass

    async def send(message):
        sent.append(message)
        if len(sent) == 5:
            files.says(0)

    async def run():
        with pytest.raises(ServiceWithdrawn):
            await asyncio.wait_for(AsgiGate(deaf, files.gate())({"type": "http"}, None, send), 3)

    asyncio.run(run())
    assert len(sent) < 100


def test_g_205_a_gate_that_breaks_is_shut(files):
    gate = files.gate()
    gate._gatekeeper = None
    assert gate.refusal().code == "GATE_BROKEN"
