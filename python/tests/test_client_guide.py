"""SVR-145: the Python blocks of docs/guides/use-the-api.md, on a site as the page makes it."""

import re
import subprocess
import sys

import pytest
from client_daemon import ROOT, Daemon, environment, plimsoll

GUIDE = (ROOT / "docs/guides/use-the-api.md").read_text()
BLOCKS = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    running = Daemon(tmp_path_factory.mktemp("reader") / ".plimsoll")
    plimsoll("lab", "accredit", "acme", "--headcount", "40", "--data", str(running.data))
    running.start()
    yield running
    running.kill()


def test_svr_145_has_blocks_to_run():
    assert len(BLOCKS) == 2


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_svr_145_block(daemon, block):
    text = block.replace("http://127.0.0.1:7460", daemon.url)
    told = subprocess.run(
        [sys.executable, "-c", text], cwd=daemon.data.parent, env=environment(), capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout != ""


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_svr_130_a_block_holds_under_mypy(block):
    pytest.importorskip("mypy")
    words = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10", "--cache-dir", str(ROOT / "node_modules/.cache/mypy"), "-c", block]
    told = subprocess.run(words, cwd=ROOT / "python", env={**environment(), "MYPYPATH": "src"}, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
