"""SIM-296: what ``pip install plimsoll`` brings is enough, and says what is missing."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cluster_vectors import HOSTS, IDS, REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of the sources as they are; built from a copy, for the build leaves files behind."""
    place = tmp_path_factory.mktemp("wheel")
    sources = place / "python"
    shutil.copytree(REPOSITORY / "python", sources, ignore=shutil.ignore_patterns("*.egg-info", "build", "__pycache__"))
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(place)]
    subprocess.run([*pip, str(sources)], check=True, capture_output=True)
    (built,) = place.glob("plimsoll-*.whl")
    return built


def test_sim_296_the_wheel_has_kernel_profiles_and_the_node_side(wheel):
    """SIM-296"""
    inside = {Path(name) for name in zipfile.ZipFile(wheel).namelist()}
    package = REPOSITORY / "python/src/plimsoll"
    sources = {path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path.suffix for path in sources} == {".py", ".json", ".wasm", ".mjs", ".typed"}
    assert {Path("plimsoll") / path.relative_to(package) for path in sources} <= inside


@pytest.mark.parametrize("host", HOSTS)
def test_sim_296_gymnasium_makes_it_from_the_wheel_as_it_was_installed(wheel, host, tmp_path):
    """SIM-296"""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            str(tmp_path),
            str(wheel),
        ],
        check=True,
        capture_output=True,
    )
    script = (
        "import gymnasium, plimsoll.simulation\n"
        f"env = gymnasium.make('{IDS[0]}', backend='{host}')\n"
        "env.reset(seed=1)\n"
        f"many = gymnasium.make_vec('{IDS[1]}', num_envs=2, backend='{host}')\n"
        "many.reset(seed=1)\n"
        "print(plimsoll.simulation.__file__, env.step(0)[1] < 0, many.step([0, 0])[1].shape)"
    )
    answer = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout.split(" ", 1) == [f"{tmp_path}/plimsoll/simulation/__init__.py", "True (2,)\n"]


def test_sim_296_without_gymnasium_the_error_names_the_fix():
    """SIM-296"""
    script = "import sys; sys.modules['gymnasium'] = None; import plimsoll.simulation"
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY / "python/src", capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert "pip install './python[simulation]'" in answer.stderr
