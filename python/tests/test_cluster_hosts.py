"""SIM-285 to SIM-287: the same kernel in this process and in Node, with the trajectories of TypeScript."""

import gc
import subprocess
import sys

import numpy as np
import pytest
from cluster_vectors import HOSTS, PROFILES, TRAJECTORIES

from plimsoll.simulation import ClusterBatch, HostError, SimulationError, cluster_profile, spec_digest, trajectory_hash
from plimsoll.simulation.host import wasmtime_host
from plimsoll.simulation.kernel import layout as at
from plimsoll.simulation.kernel.counter import part_key, seed_key, words_at
from plimsoll.simulation.trajectory_run import play_trajectory, trajectory_spec


RUNS = TRAJECTORIES["runs"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    "run", RUNS, ids=lambda run: f"{run['profile']}-{run['autoreset']}-{run['width']}x{run['height']}"
)
def test_sim_287_trajectories_are_those_of_typescript(run, host):
    """SIM-287"""
    assert spec_digest(trajectory_spec(run)) == run["specDigest"]
    assert f"{play_trajectory(run, host):08x}" == run["hash"]


def test_sim_287_another_seed_has_another_hash():
    """SIM-287"""
    assert f"{play_trajectory(RUNS[0] | {'seed': RUNS[0]['seed'] + 1}):08x}" != RUNS[0]["hash"]


def test_sim_287_seeds_beyond_32_bits_are_other_runs():
    """SIM-287"""
    assert seed_key(2**40 + 3) != seed_key(3)
    assert part_key(seed_key(3), 1) == (words_at(seed_key(3), 2)[0], words_at(seed_key(3), 3)[0])


def test_sim_287_the_hash_sees_every_step_and_every_array():
    """SIM-287"""
    zeros = np.zeros((2, 3), np.float32), np.zeros(2), np.zeros(2, bool), np.zeros(2, bool)
    seen = {trajectory_hash(7, *zeros), trajectory_hash(8, *zeros)}
    for place in range(len(zeros)):
        changed = [part.copy() for part in zeros]
        changed[place].reshape(-1)[-1] = 1
        seen.add(trajectory_hash(7, *changed))
    assert len(seen) == 6


def test_sim_285_the_packages_own_call_does_what_the_quick_one_does(monkeypatch):
    """SIM-285"""
    def unavailable(_store, _function):
        raise AttributeError("wasmtime_func_call_unchecked")

    monkeypatch.setattr(wasmtime_host, "_unchecked_runner", unavailable)
    assert f"{play_trajectory(RUNS[0], 'wasmtime'):08x}" == RUNS[0]["hash"]


def test_sim_285_views_outlive_their_batch():
    """SIM-285"""
    batch = ClusterBatch(cluster_profile("classic"), 4, "wasmtime")
    batch.reset(1)
    view, copy = batch.observations, batch.observations.copy()
    batch.close()
    del batch
    gc.collect()
    others = [ClusterBatch(cluster_profile("hard"), 4, "wasmtime") for _ in range(8)]
    assert len(others) == 8
    assert np.array_equal(view, copy)


def test_sim_285_what_is_shown_are_views_of_the_kernels_memory():
    """SIM-285"""
    batch = ClusterBatch(cluster_profile("classic"), 4, "wasmtime")
    arrays = (batch.observations, batch.rewards, batch.terminated, batch.truncated, batch.actions, batch.budgets)
    assert all(np.shares_memory(array, batch.host.memory) for array in arrays)


def test_sim_286_node_ends_when_its_environment_does():
    """SIM-286"""
    batch = ClusterBatch(cluster_profile("classic"), 2, "node")
    process = batch.host._process
    batch.reset(1)
    assert process.poll() is None
    del batch
    gc.collect()
    assert process.poll() == 0


def test_sim_286_node_ends_when_its_python_is_killed():
    """SIM-286"""
    script = (
        "import os\nfrom plimsoll.simulation import ClusterBatch, cluster_profile\n"
        "batch = ClusterBatch(cluster_profile('classic'), 2, 'node')\nbatch.reset(1)\n"
        "print(batch.host._process.pid, flush=True)\nos.kill(os.getpid(), 9)"
    )
    # Node holds the other end of this pipe's error stream: reading to the end waits until it is gone too.
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=30, check=False)
    assert answer.returncode == -9
    assert int(answer.stdout) > 0


def test_sim_286_a_node_that_died_is_an_error_that_says_so():
    """SIM-286"""
    batch = ClusterBatch(cluster_profile("classic"), 2, "node")
    batch.reset(1)
    batch.host._process.kill()
    batch.host._process.wait()
    with pytest.raises(HostError) as fault:
        batch.step("next-step")
    assert fault.value.code == "SIMULATION_BACKEND_STOPPED"
    assert "make another environment" in str(fault.value)
    assert "pip install" not in str(fault.value)
    with pytest.raises(HostError, match="closed"):
        batch.step("next-step")


@pytest.mark.parametrize(("backend", "fix"), [("auto", "pip install wasmtime"), ("node", "PLIMSOLL_NODE")])
def test_sim_285_without_a_back_end_the_error_names_the_fix(monkeypatch, backend, fix):
    """SIM-285"""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("PLIMSOLL_NODE", raising=False)
    monkeypatch.setattr("plimsoll.simulation.host.kernel_host.find_spec", lambda _name: None)
    with pytest.raises(HostError, match=fix) as fault:
        ClusterBatch(cluster_profile("classic"), 1, backend)
    assert fault.value.code == "SIMULATION_BACKEND_MISSING"


def test_sim_285_auto_takes_wasmtime_and_falls_back_to_node(monkeypatch):
    """SIM-285"""
    assert ClusterBatch(cluster_profile("classic"), 1).host.name == "wasmtime"
    monkeypatch.setattr("plimsoll.simulation.host.kernel_host.find_spec", lambda _name: None)
    assert ClusterBatch(cluster_profile("classic"), 1).host.name == "node"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((0,), "CLUSTER_BATCH_SIZE"),
        ((2**23,), "CLUSTER_BATCH_SIZE"),
        ((1.5,), "CLUSTER_BATCH_SIZE"),
        ((2**22, "auto"), "SIMULATION_TOO_LARGE"),
        ((1, "cuda"), "SIMULATION_BACKEND_UNKNOWN"),
    ],
)
def test_sim_285_sizes_and_back_ends_that_cannot_be_are_refused(arguments, code):
    """SIM-285"""
    with pytest.raises(SimulationError) as refusal:
        ClusterBatch(cluster_profile("classic", {"width": 40, "height": 40}), *arguments)
    assert refusal.value.code == code


@pytest.mark.parametrize("host", HOSTS)
def test_sim_287_snapshots_and_forks_have_the_same_future(host):
    """SIM-287"""
    batch = ClusterBatch(cluster_profile("hard"), 3, host)
    batch.reset(5)
    batch.actions[:] = (4, 4, 0)
    for _ in range(20):
        batch.step("next-step")
    kept = batch.snapshot(0)
    batch.fork(0, 2)
    batch.actions[:] = 5
    batch.step("next-step")
    first = batch.observations[0].copy()
    assert np.array_equal(first, batch.observations[2])
    assert not np.array_equal(first, batch.observations[1])
    batch.restore(1, kept)
    batch.step("next-step")
    assert np.array_equal(first, batch.observations[1])
    with pytest.raises(SimulationError) as refusal:
        batch.restore(0, kept[:-1])
    assert refusal.value.code == "CLUSTER_SNAPSHOT_SIZE"


def _lane(channel, lane):
    """Byte of a lane of a channel of 5 × 3 cells; lane 15 has no cell."""
    return at.HEAD_BYTES + 2 * (channel * 16 + lane)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    ("offset", "value", "kind"),
    [
        (at.Y, -1, "<i4"),
        (at.Y, 3, "<i4"),
        (at.X, -1, "<i4"),
        (at.X, 5, "<i4"),
        (at.BUDGET, -1, "<i4"),
        (at.BUDGET, 1 << 30, "<i4"),
        (at.STEP, -1, "<i4"),
        (at.STEP, 501, "<i4"),
        (at.ENDED, 2, "<i4"),
        (at.GRID, 5 + 65_536 * 4, "<i4"),
        (_lane(at.LEAK_CHANNEL, 14), 32_767, "<i2"),
        *((_lane(channel, 15), 5, "<i2") for channel in range(at.CHANNEL_COUNT)),
    ],
)
def test_sim_287_a_snapshot_that_cannot_be_is_refused_and_changes_nothing(host, offset, value, kind):
    """SIM-287"""
    batch = ClusterBatch(cluster_profile("leak-mixture", {"width": 5, "height": 3}), 2, host)
    batch.reset(3)
    spoilt = bytearray(batch.snapshot(0))
    np.frombuffer(spoilt, kind, 1, offset)[:] = value
    before, shown = batch.snapshot(1), batch.observations.copy()
    with pytest.raises(SimulationError) as refusal:
        batch.restore(1, spoilt)
    assert refusal.value.code == "CLUSTER_SNAPSHOT_INVALID"
    assert batch.snapshot(1) == before
    assert np.array_equal(batch.observations, shown)
    batch.close()


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("sides", "others"), [((5, 3), (4, 4)), ((4, 4), (5, 3)), ((2, 8), (8, 2))])
def test_sim_287_a_snapshot_of_another_grid_of_as_many_bytes_is_refused(host, sides, others):
    """SIM-287"""
    kept, other = (
        ClusterBatch(cluster_profile("classic", {"width": width, "height": height}), 1, host)
        for width, height in (sides, others)
    )
    kept.reset(1)
    other.reset(1)
    snapshot, before = kept.snapshot(0), other.snapshot(0)
    assert len(snapshot) == len(before)
    with pytest.raises(SimulationError) as refusal:
        other.restore(0, snapshot)
    assert refusal.value.code == "CLUSTER_SNAPSHOT_INVALID"
    assert refusal.value.received == f"a grid of {sides[0]} × {sides[1]} cells"
    assert other.snapshot(0) == before
    kept.close()
    other.close()


@pytest.mark.parametrize("snapshot", [5, None, "text", np.zeros(4)])
def test_sim_287_a_snapshot_that_is_no_bytes_is_refused(snapshot):
    """SIM-287"""
    with pytest.raises(TypeError) as refusal:
        ClusterBatch(cluster_profile("classic"), 1).restore(0, snapshot)
    assert refusal.value.code == "CLUSTER_SNAPSHOT_INVALID"


def test_sim_287_noise_is_refused_and_never_a_fault_of_memory():
    """SIM-287"""
    batch = ClusterBatch(cluster_profile("classic"), 1)
    generator = np.random.default_rng(5)
    for _ in range(200):
        with pytest.raises(SimulationError) as refusal:
            batch.restore(0, generator.bytes(batch.layout.state_bytes))
        assert refusal.value.code == "CLUSTER_SNAPSHOT_INVALID"


@pytest.mark.parametrize("profile", PROFILES)
def test_sim_287_whatever_a_world_comes_to_can_be_put_back(profile):
    """SIM-287"""
    batch = ClusterBatch(cluster_profile(profile, {"width": 5, "height": 3, "stepsMax": 40}), 1)
    batch.reset(6)
    for step in range(90):
        batch.actions[0] = step * 5 % 6
        batch.step("next-step")
        kept = batch.snapshot(0)
        batch.restore(0, kept)
        assert batch.snapshot(0) == kept
