"""SIM-288 to SIM-291: one cluster under Gymnasium's contract."""

import subprocess
import sys
import warnings

import gymnasium
import numpy as np
import pytest
from cluster_vectors import HOSTS, IDS, PROFILES, REPOSITORY
from gymnasium.utils.env_checker import check_env
from gymnasium.utils.env_match import check_environments_match

from plimsoll.simulation import ClusterBatch, ClusterTensorEnv, HostError, SimulationError, cluster_profile


def _made(name=IDS[0], **arguments):
    return gymnasium.make(name, **arguments).unwrapped


def _quietly_checked(env):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env)
    env.close()
    env.close()


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", IDS)
def test_sim_288_both_versions_pass_check_env_without_a_warning(name, host):
    """SIM-288"""
    _quietly_checked(_made(name, backend=host))


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("profile", PROFILES)
def test_sim_288_every_profile_passes_check_env_without_a_warning(profile, host):
    """SIM-288"""
    _quietly_checked(_made(profile=profile, backend=host, width=5, height=3))


def test_sim_288_global_sight_passes_check_env_without_a_warning():
    """SIM-288"""
    env = _made(changes={"observation": {"position": "of-last", "globals": True}})
    assert env.observation_space.shape == (33,)
    _quietly_checked(env)


@pytest.mark.parametrize("name", IDS)
def test_sim_288_make_imports_the_module_by_itself_and_warns_of_nothing(name, tmp_path):
    """SIM-288"""
    script = f"import gymnasium as g; e = g.make('plimsoll.simulation:{name}'); e.reset(seed=1); print(e.step(0)[1])"
    place = {"PYTHONPATH": str(REPOSITORY / "python/src"), "PATH": ""}
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=tmp_path,
        env=place,
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(answer.stdout) < 0
    assert answer.stderr == ""


def test_sim_288_the_versions_are_their_profiles():
    """SIM-288"""
    assert [_made(name).cluster_spec["name"] for name in IDS] == ["classic", "hardened"]
    assert _made(profile="bursty").cluster_spec["name"] == "bursty"


def test_sim_288_both_back_ends_match_by_gymnasiums_own_measure():
    """SIM-288"""
    one, other = (gymnasium.make(IDS[0], backend=host, render_mode="rgb_array", height=3) for host in HOSTS)
    check_environments_match(one, other, num_steps=400, seed=3)


def test_sim_289_a_seeded_reset_starts_a_run_and_others_go_on_with_it():
    """SIM-289"""
    env = _made()
    episodes = [env.reset(seed=11)[0], *(env.reset()[0] for _ in range(3))]
    again = [env.reset(seed=11)[0], *(env.reset()[0] for _ in range(3))]
    other = env.reset(seed=12)[0]
    assert np.array_equal(episodes, again)
    assert len({episode.tobytes() for episode in [*episodes, other]}) == 5


def test_sim_289_without_a_seed_two_environments_differ():
    """SIM-289"""
    assert not np.array_equal(_made().reset()[0], _made().reset()[0])


def test_sim_289_a_kernel_seed_starts_the_run_that_typescript_starts():
    """SIM-289"""
    batch = ClusterBatch(cluster_profile("classic"), 3)
    batch.reset(40)
    observation, info = _made().reset(options={"kernel_seed": 42})
    assert np.array_equal(observation, batch.observations[2])
    assert info["avg_load"] == batch.loads[2]


def test_sim_289_an_episode_may_have_a_world_of_its_own():
    """SIM-289"""
    env = _made()
    env.reset(seed=4)
    own = env.spec_digest
    for options, check in (
        ({"profile": "hard"}, lambda spec: spec["name"] == "hard"),
        ({"width": 7, "changes": {"stepsMax": 3}}, lambda spec: (spec["width"], spec["stepsMax"]) == (7, 3)),
        ({"profile": "bursty", "height": 2}, lambda spec: (spec["name"], spec["height"]) == ("bursty", 2)),
    ):
        env.reset(options=options)
        assert check(env.cluster_spec)
        assert env.step(0)[1] < 0
    env.reset()
    assert env.spec_digest == own


def test_sim_289_worlds_that_change_do_not_change_the_run():
    """SIM-289"""
    env, plain = _made(), _made()
    for each in (env, plain):
        each.reset(seed=8)
    env.reset(options={"profile": "hard"})
    env.reset(options={"width": 9})
    for _ in range(2):
        plain.reset()
    assert np.array_equal(env.reset()[0], plain.reset()[0])


def test_sim_289_an_initial_state_is_what_the_episode_begins_with():
    """SIM-289"""
    env = _made()
    cpu = np.linspace(0, 1, 16).reshape(4, 4)
    state = {"cpu": cpu, "memory": 0.25, "priority": 1, "y": 0, "x": 3, "budget": 12.5, "step": 490}
    observation, info = env.reset(seed=1, options={"initial_state": state})
    assert observation[12:15] == pytest.approx([cpu[0, 3], 0.25, 1], abs=1 / 65_535)
    assert observation[27:] == pytest.approx([0, 0.75, 0.125])
    assert info["avg_load"] == pytest.approx((cpu.mean() + 0.25) / 2, abs=1 / 65_535)
    assert [env.step(0)[3] for _ in range(10)] == [False] * 9 + [True]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (5, "CLUSTER_OPTION_INVALID"),
        ([], "CLUSTER_OPTION_INVALID"),
        ({"changes": 5}, "CLUSTER_OPTION_INVALID"),
        ({"kernel_seed": True}, "CLUSTER_OPTION_INVALID"),
        ({"difficulty": 3}, "CLUSTER_OPTION_INVALID"),
        ({"profile": "easy"}, "CLUSTER_PROFILE_UNKNOWN"),
        ({"width": 0}, "CLUSTER_SPEC_INVALID"),
        ({"changes": {"observation": {"position": "of-last", "globals": True}}}, "CLUSTER_OPTION_INVALID"),
        ({"kernel_seed": -1}, "CLUSTER_OPTION_INVALID"),
        ({"initial_state": {"disk": 0}}, "CLUSTER_INITIAL_STATE"),
        ({"initial_state": {"cpu": 1.1}}, "CLUSTER_INITIAL_STATE"),
        ({"initial_state": {"cpu": [0.1, 0.2, 0.3]}}, "CLUSTER_INITIAL_STATE"),
        ({"initial_state": {"y": 4}}, "CLUSTER_INITIAL_STATE"),
        ({"initial_state": {"budget": 101}}, "CLUSTER_INITIAL_STATE"),
        ({"initial_state": 7}, "CLUSTER_INITIAL_STATE"),
    ],
)
def test_sim_289_options_that_cannot_be_are_refused(options, code):
    """SIM-289"""
    with pytest.raises(SimulationError) as refusal:
        _made().reset(seed=1, options=options)
    assert refusal.value.code == code


def test_sim_290_observations_are_copies():
    """SIM-290"""
    env = _made()
    first, _ = env.reset(seed=1)
    kept = first.copy()
    second = env.step(1)[0]
    assert np.array_equal(first, kept)
    assert not np.shares_memory(first, second)


@pytest.mark.parametrize(
    ("action", "kind"), [(6, ValueError), (-1, ValueError), (1.0, TypeError), ("up", TypeError), (None, TypeError), (True, TypeError), (np.True_, TypeError)]
)
def test_sim_290_an_action_that_does_not_exist_is_refused_and_changes_nothing(action, kind):
    """SIM-290"""
    env = _made()
    env.reset(seed=1)
    before = env.snapshot()
    with pytest.raises(kind) as refusal:
        env.step(action)
    assert refusal.value.code == "CLUSTER_ACTION_INVALID"
    assert env.snapshot() == before


def test_sim_290_a_step_before_the_first_reset_or_after_the_end_is_refused():
    """SIM-290"""
    env = _made(changes={"stepsMax": 3})
    with pytest.raises(gymnasium.error.ResetNeeded) as early:
        env.step(0)
    env.reset(seed=1)
    outcomes = [env.step(0)[2:4] for _ in range(3)]
    assert outcomes == [(False, False), (False, False), (False, True)]
    with pytest.raises(gymnasium.error.ResetNeeded) as late:
        env.step(0)
    assert (early.value.code, late.value.code) == ("CLUSTER_NOT_RESET", "CLUSTER_EPISODE_ENDED")
    env.reset()
    env.step(0)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("resets", [0, 1])
def test_sim_290_a_closed_environment_says_so(host, resets):
    """SIM-290"""
    env = _made(backend=host)
    for _ in range(resets):
        env.reset(seed=1)
    env.close()
    for attempt in (lambda: env.step(0), lambda: env.reset(seed=1), lambda: env.reset(options={"width": 9})):
        with pytest.raises(HostError, match="closed") as refusal:
            attempt()
        assert refusal.value.code == "SIMULATION_BACKEND_STOPPED"


def test_sim_289_changes_that_are_no_mapping_are_refused():
    """SIM-289"""
    with pytest.raises(SimulationError, match="a mapping as changes"):
        ClusterTensorEnv(changes=5)


def test_sim_290_infos_say_what_the_world_is_like():
    """SIM-290"""
    env = _made()
    _, info = env.reset(seed=1, options={"initial_state": {"cpu": 0.1, "memory": 0.5, "budget": 0.1}})
    assert info["action_mask"].tolist() == [1, 1, 1, 1, 0, 0]
    assert env.action_space.sample(mask=info["action_mask"]) < 4
    _, info = env.reset(
        options={"initial_state": {"memory": [[1, 0, 0, 0]] + [[0] * 4] * 3, "priority": 1, "cpu": 0.1}}
    )
    assert (info["oom_nodes"], info["critical_oom"], info["budget"]) == (1, 1, 100.0)
    assert info["action_mask"].tolist() == [1] * 6
    assert {name: type(value) for name, value in info.items()} == {
        "avg_load": float,
        "oom_nodes": int,
        "critical_oom": int,
        "budget": float,
        "action_mask": np.ndarray,
    }


def test_sim_290_snapshots_are_put_back_with_their_future_and_their_end():
    """SIM-290"""
    env = _made(changes={"stepsMax": 5})
    env.reset(seed=1)
    env.step(4)
    kept = env.snapshot()
    future = [env.step(action)[0] for action in (1, 4, 3, 3)]
    ended = env.snapshot()
    env.restore(kept)
    assert np.array_equal(future, [env.step(action)[0] for action in (1, 4, 3, 3)])
    with pytest.raises(SimulationError) as refusal:
        env.restore(b"\xff" * len(kept))
    assert refusal.value.code == "CLUSTER_SNAPSHOT_INVALID"
    env.restore(ended)
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step(0)


def test_sim_291_text_shows_agent_fire_and_heat():
    """SIM-291"""
    env = _made(render_mode="ansi")
    cpu, memory = np.zeros((4, 4)), np.zeros((4, 4))
    cpu[1, 2], memory[3, 0], memory[3, 1] = 0.85, 0.95, 1
    env.reset(seed=1, options={"initial_state": {"cpu": cpu, "memory": memory, "priority": 1, "y": 0, "x": 0}})
    assert env.render().split("\n") == [
        "step 0 of 500, budget 100.0 of 100",
        "out of memory: 1, critical: 1",
        "A . . .",
        ". . ^ .",
        ". . . .",
        "! ! . .",
        "average CPU 0.053, memory 0.122",
        "agent at row 0, column 0",
    ]


def test_sim_291_pixels_show_agent_and_memory():
    """SIM-291"""
    env = _made(render_mode="rgb_array", width=8)
    memory = np.zeros((4, 8))
    memory[3, 7] = 1
    env.reset(seed=1, options={"initial_state": {"cpu": 0, "memory": memory, "y": 0, "x": 1}})
    pixels = env.render()
    assert (pixels.shape, pixels.dtype) == ((128, 256, 3), np.uint8)
    assert pixels[0, 32].tolist() == [255] * 3
    assert pixels[16, 48].tolist() == [0, 255, 0]
    assert pixels[112, 240].tolist() == [255, 0, 0]


def test_sim_291_modes_that_do_not_exist_are_refused():
    """SIM-291"""
    with pytest.raises(SimulationError, match="ansi, rgb_array"):
        ClusterTensorEnv(render_mode="human")
