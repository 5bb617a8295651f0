"""A real site behind a real daemon, and a server that answers what a test says."""

import json
import os
import shutil
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "packages/cli/bin/plimsoll.js"
#: The Node that a checkout brings along, else the one there is.
NODE = next((str(p) for p in [ROOT / "node_modules/.bin/node"] if p.exists()), shutil.which("node") or "node")


def plimsoll(*words):
    subprocess.run([NODE, str(PROGRAM), *words], check=True, capture_output=True, timeout=60)


class Daemon:
    def __init__(self, data, made=True):
        self.data = Path(data)
        self.url = None
        self._process = None
        if made:
            plimsoll("init", "--data", str(self.data))

    def start(self):
        """On the port of before, if there was one: who listens there comes back."""
        port = "0" if self.url is None else self.url.rsplit(":", 1)[1]
        words = ["serve", "--data", str(self.data), "--no-page", "--port", port, "--rate", "100000", "--json"]
        self._process = subprocess.Popen(
            [NODE, str(PROGRAM), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        line = self._process.stdout.readline()
        self.url = json.loads(line)["url"]

    def kill(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()

    def key(self, name):
        return (self.data / "keys" / f"{name}.pem").read_text()

    @property
    def log(self):
        """Where the log's name is pinned from: never from the address that is asked."""
        return (self.data / "ledger/ledger.vkey").read_text().split("+")[0]


@contextmanager
def scripted(*answers):
    """A server; each answer is a function of the handler, one for each request; the last one stays."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            length = int(self.headers.get("content-length", 0))
            heard.append((self.path, dict(self.headers), self.rfile.read(length)))
            self.close_connection = True
            answers[min(len(heard), len(answers)) - 1](self)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        server.server_close()


def says(body, status=200, **headers):
    def answer(handler):
        raw = json.dumps(body).encode()
        handler.send_response(status)
        for name, value in {"content-length": str(len(raw)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


def problem(status, code, retryable, **headers):
    texts = {"type": f"urn:plimsoll:code:{code}", "title": "No", "expected": "a", "received": "b", "fix": "c"}
    return says({**texts, "status": status, "code": code, "retryable": retryable}, status, **headers)


def cut(handler):
    """The connection breaks before an answer."""
    handler.connection.close()


def streams(text, stays=None):
    """A stream of this text, which ends, or stays open until the event is set."""

    def answer(handler):
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        handler.wfile.write(text.encode())
        handler.wfile.flush()
        if stays is not None:
            stays.wait(10)

    return answer


def entry_text(index):
    return f'id: {index}\nevent: run.ended\ndata: {{"kind":"run.ended","run":"run-{index}"}}\n\n'


def pulse_text(entries):
    return f'event: pulse\ndata: {{"asOf":1,"entries":{entries}}}\n\n'


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT / "python/src")}
