"""SVR-145: docs/guides/use-the-api.md, read from its first block to its last: both languages on one site."""

import json
import re
import subprocess
import sys

import pytest
from client_daemon import NODE, PROGRAM, ROOT, Daemon, environment

GUIDE = (ROOT / "docs/guides/use-the-api.md").read_text()
PAGE = re.findall(r"^```(sh|ts|python)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
BLOCKS = [text for language, text in PAGE if language == "python"]


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """A folder as the top of a checkout is; the site in it is made by the page."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "package.json").write_text(json.dumps({"type": "module"}))
    daemon = Daemon(folder / ".plimsoll", made=False)
    yield folder, daemon
    daemon.kill()


def told(words, folder):
    ended = subprocess.run(words, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def run(language, text, folder):
    if language == "python":
        return told([sys.executable, "-c", text], folder)
    if language == "ts":
        (folder / "block.ts").write_text(text)
        return told([NODE, "--conditions=@plimsoll/source", "block.ts"], folder)
    return told(["sh", "-ec", text.replace("npx plimsoll", f'"{NODE}" "{PROGRAM}"')], folder)


def test_svr_145_has_blocks_to_run():
    assert [language for language, _ in PAGE].count("sh") == 4
    assert [language for language, _ in PAGE].count("ts") == 5
    assert len(BLOCKS) == 2


@pytest.mark.parametrize(("language", "text"), PAGE, ids=[f"{place}-{language}" for place, (language, _) in enumerate(PAGE)])
def test_svr_145_block(reader, language, text):
    folder, daemon = reader
    if text.startswith("npx plimsoll serve"):
        daemon.start()
        return
    printed = run(language, text.replace("http://127.0.0.1:7460", daemon.url or ""), folder)
    assert printed != "" or "print(" not in text and "console." not in text
    if "site.events(" in text:
        assert "run.started" in printed


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_svr_130_a_block_holds_under_mypy(block):
    pytest.importorskip("mypy")
    words = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10", "--cache-dir", str(ROOT / "node_modules/.cache/mypy"), "-c", block]
    told = subprocess.run(words, cwd=ROOT / "python", env={**environment(), "MYPYPATH": "src"}, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
