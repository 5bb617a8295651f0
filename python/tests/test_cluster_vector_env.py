"""SIM-292 to SIM-295: many clusters under Gymnasium's contract for vector environments."""

import warnings

import gymnasium
import numpy as np
import pytest
from cluster_vectors import HOSTS, IDS, PROFILES
from gymnasium.utils.env_checker import data_equivalence
from gymnasium.utils.performance import benchmark_vector_step
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from plimsoll.simulation import ClusterTensorVectorEnv, HostError, SimulationError
from plimsoll.simulation.environment.infos import batch_infos

ENVIRONMENTS = 5
STEPS = 160
#: Episodes of 12 to 40 steps: each run sees several of them, ended by rules and by length.
SHORT = {"stepsMax": 40, "overload": {"above": 0.14, "penalty": 0.25}}


def _pair(mode, **arguments):
    """Ours, and Gymnasium's own batch of single environments."""
    ours = gymnasium.make_vec(IDS[0], num_envs=ENVIRONMENTS, autoreset_mode=mode, **arguments)
    single = [lambda: gymnasium.make(IDS[0], **arguments)] * ENVIRONMENTS
    return ours, SyncVectorEnv(single, autoreset_mode=mode)


def _assert_same(ours, theirs):
    for one, other in zip(ours, theirs, strict=True):
        assert data_equivalence(one, other, exact=True)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("mode", list(AutoresetMode), ids=lambda mode: mode.name)
def test_sim_292_make_vec_is_make_in_every_mode(mode, profile, host):
    """SIM-292"""
    ours, theirs = _pair(mode, profile=profile, changes=SHORT, backend=host)
    assert ours.metadata["autoreset_mode"] is mode
    actions = np.random.default_rng(5)
    _assert_same(ours.reset(seed=30), theirs.reset(seed=30))
    ends = np.zeros(ENVIRONMENTS, dtype=int)
    for _ in range(STEPS):
        chosen = actions.integers(0, 6, ENVIRONMENTS)
        step = ours.step(chosen)
        _assert_same(step, theirs.step(chosen))
        ended = step[2] | step[3]
        ends += ended
        if mode is AutoresetMode.DISABLED and ended.any():
            options = {"reset_mask": ended}
            _assert_same(ours.reset(options=dict(options)), theirs.reset(options=dict(options)))
    assert ends.min() >= 3
    ours.close()
    theirs.close()


@pytest.mark.parametrize("mode", list(AutoresetMode), ids=lambda mode: mode.name)
def test_sim_292_episodes_that_make_cuts_are_cut_alike(mode):
    """SIM-292"""
    arguments = {"max_episode_steps": 7, "backend": "wasmtime"}
    ours, theirs = _pair(mode, **arguments)
    _assert_same(ours.reset(seed=1), theirs.reset(seed=1))
    for step in range(7):
        result = ours.step(np.full(ENVIRONMENTS, step % 4))
        _assert_same(result, theirs.step(np.full(ENVIRONMENTS, step % 4)))
    assert result[3].all()


def test_sim_293_seeds_may_be_one_or_many_and_go_with_masks():
    """SIM-293"""
    ours, theirs = _pair(AutoresetMode.DISABLED, backend="wasmtime")
    for seed in (3, [9, 1, 4, 1, 5], [2, None, 2, None, 2], None):
        if seed is not None:
            _assert_same(ours.reset(seed=seed), theirs.reset(seed=seed))
    mask = np.array([True, False, False, True, False])
    for seed in (6, [5, 5, 5, None, 5], None):
        _assert_same(
            ours.reset(seed=seed, options={"reset_mask": mask}), theirs.reset(seed=seed, options={"reset_mask": mask})
        )
        _assert_same(ours.step(np.arange(5)), theirs.step(np.arange(5)))


def test_sim_293_a_mask_resets_in_the_other_modes_too():
    """SIM-293"""
    for mode in (AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP):
        ours, theirs = _pair(mode, changes={"stepsMax": 4}, backend="wasmtime")
        _assert_same(ours.reset(seed=2), theirs.reset(seed=2))
        for step in range(12):
            mask = np.arange(ENVIRONMENTS) % 3 == step % 3
            _assert_same(ours.step(np.full(ENVIRONMENTS, 1)), theirs.step(np.full(ENVIRONMENTS, 1)))
            _assert_same(ours.reset(options={"reset_mask": mask}), theirs.reset(options={"reset_mask": mask}))


@pytest.mark.parametrize(
    ("mask", "kind"),
    [
        ([True] * 5, TypeError),
        (np.ones(4, bool), ValueError),
        (np.ones((5, 1), bool), ValueError),
        (np.ones(5, int), TypeError),
        (np.zeros(5, bool), ValueError),
    ],
)
def test_sim_293_masks_are_refused_as_gymnasium_refuses_them(mask, kind):
    """SIM-293"""
    for env in _pair(AutoresetMode.DISABLED, backend="wasmtime"):
        env.reset(seed=1)
        with pytest.raises(kind):
            env.reset(options={"reset_mask": mask})


def test_sim_293_seeds_of_the_wrong_number_are_refused_as_gymnasium_refuses_them():
    """SIM-293"""
    for env in _pair(AutoresetMode.DISABLED, backend="wasmtime"):
        with pytest.raises(ValueError, match="5|seeds"):
            env.reset(seed=[1, 2])


def test_sim_293_an_initial_state_and_a_kernel_seed_reach_every_environment():
    """SIM-293"""
    env = ClusterTensorVectorEnv(3)
    observations, infos = env.reset(options={"kernel_seed": 7, "initial_state": {"budget": 50, "memory": 0.5}})
    assert infos["budget"].tolist() == [50.0] * 3
    assert np.unique(observations, axis=0).shape[0] == 3
    single, _ = gymnasium.make(IDS[0]).reset(options={"kernel_seed": 8, "initial_state": {"budget": 50, "memory": 0.5}})
    assert np.array_equal(observations[1], single)
    with pytest.raises(SimulationError, match="CLUSTER_OPTION_INVALID"):
        env.reset(options={"profile": "hard"})


@pytest.mark.parametrize(
    ("actions", "kind", "code"),
    [
        ([0, 1, 2, 3, 6], ValueError, "CLUSTER_ACTION_INVALID"),
        ([0, 1, -1, 3, 4], ValueError, "CLUSTER_ACTION_INVALID"),
        ([0, 1, 256, 3, 4], ValueError, "CLUSTER_ACTION_INVALID"),
        ([0.0] * 5, TypeError, "CLUSTER_ACTION_INVALID"),
        ([0, 1], ValueError, "CLUSTER_ACTION_COUNT"),
    ],
)
def test_sim_294_actions_that_do_not_exist_stop_the_whole_step(actions, kind, code):
    """SIM-294"""
    env = ClusterTensorVectorEnv(5)
    env.reset(seed=1)
    before = [env.snapshot(place) for place in range(5)]
    with pytest.raises(kind) as refusal:
        env.step(actions)
    assert refusal.value.code == code
    assert [env.snapshot(place) for place in range(5)] == before


def test_sim_294_steps_without_an_episode_are_refused():
    """SIM-294"""
    env = ClusterTensorVectorEnv(2, changes={"stepsMax": 1}, autoreset_mode=AutoresetMode.DISABLED)
    with pytest.raises(gymnasium.error.ResetNeeded, match="CLUSTER_NOT_RESET"):
        env.step([0, 0])
    env.reset(options={"reset_mask": np.array([True, False])})
    with pytest.raises(gymnasium.error.ResetNeeded, match="CLUSTER_NOT_RESET"):
        env.step([0, 0])
    env.reset()
    env.step([0, 0])
    with pytest.raises(gymnasium.error.ResetNeeded, match="CLUSTER_EPISODE_ENDED"):
        env.step([0, 0])


def test_sim_294_in_next_step_mode_nobody_looks_at_the_action_of_an_ended_episode():
    """SIM-294"""
    env = ClusterTensorVectorEnv(2, changes={"stepsMax": 1})
    env.reset(seed=1)
    env.step([0, 0])
    _, rewards, terminated, truncated, _ = env.step([99, -7])
    assert not (rewards.any() or terminated.any() or truncated.any())
    with pytest.raises(SimulationError, match="CLUSTER_ACTION_INVALID"):
        env.step([99, 0])


def test_sim_295_copies_stay_and_views_follow():
    """SIM-295"""
    for copy in (True, False):
        env = ClusterTensorVectorEnv(3, copy=copy)
        first, _ = env.reset(seed=1)
        kept = first.copy()
        second, rewards, *_ = env.step([1, 1, 1])
        assert np.shares_memory(first, env.observations) is not copy
        assert np.array_equal(first, kept) is copy
        assert np.array_equal(env.observations, second)
        assert rewards.dtype == np.float64


@pytest.mark.parametrize("mode", list(AutoresetMode), ids=lambda mode: mode.name)
def test_sim_295_copies_or_views_are_the_same_numbers(mode):
    """SIM-295"""
    copies, views = (
        ClusterTensorVectorEnv(4, "hard", changes={"stepsMax": 9}, autoreset_mode=mode, copy=copy)
        for copy in (True, False)
    )
    _assert_same(copies.reset(seed=1), views.reset(seed=1))
    for step in range(9):
        _assert_same(copies.step([step % 6] * 4), views.step([step % 6] * 4))


def test_sim_292_make_vec_warns_of_nothing_and_closes_twice():
    """SIM-292"""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        env = gymnasium.make_vec(IDS[1], num_envs=2, render_mode="ansi")
        env.reset(seed=1)
        assert [frame.splitlines()[0] for frame in env.render()] == ["step 0 of 500, budget 100.0 of 100"] * 2
        env.close()
        env.close()


def test_sim_292_the_kernels_own_same_step_mode_shows_the_same():
    """SIM-292"""
    env = ClusterTensorVectorEnv(4, changes=SHORT, autoreset_mode=AutoresetMode.SAME_STEP)
    plain = ClusterTensorVectorEnv(4, changes=SHORT)
    env.reset(seed=3)
    plain.reset(seed=3)
    for step in range(120):
        actions = [(step + place) % 6 for place in range(4)]
        observations, rewards, terminated, truncated, infos = env.step(actions)
        batch = plain._batch
        batch.actions[:] = actions
        batch.step("same-step")
        _assert_same(
            (observations, rewards, terminated, truncated),
            (batch.observations, batch.rewards, batch.terminated, batch.truncated),
        )
        for place in np.flatnonzero(terminated | truncated):
            assert np.array_equal(infos["final_obs"][place], batch.final_observations[place])
        assert data_equivalence(
            batch_infos(batch, np.ones(4, bool)), {name: infos[name] for name in batch_infos(batch, np.ones(4, bool))}
        )


def test_sim_295_gymnasiums_own_measure_finds_a_batch_quicker_than_single_environments():
    """SIM-295"""
    ours, theirs = _pair(AutoresetMode.NEXT_STEP, backend="wasmtime")
    many = gymnasium.make_vec(IDS[0], num_envs=256)
    assert benchmark_vector_step(many, target_duration=1, seed=1) > 5 * benchmark_vector_step(
        theirs, target_duration=1, seed=1
    )
    ours.close()


@pytest.mark.parametrize("host", HOSTS)
def test_sim_292_gymnasiums_processes_run_single_environments_alike(host):
    """SIM-292"""
    ours, _ = _pair(AutoresetMode.NEXT_STEP, backend=host, profile="hard")
    processes = gymnasium.make_vec(
        IDS[0], num_envs=ENVIRONMENTS, vectorization_mode="async", backend=host, profile="hard"
    )
    _assert_same(ours.reset(seed=2), processes.reset(seed=2))
    for step in range(20):
        _assert_same(ours.step(np.full(ENVIRONMENTS, step % 6)), processes.step(np.full(ENVIRONMENTS, step % 6)))
    processes.close()
    ours.close()


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("resets", [0, 1])
def test_sim_294_closed_environments_say_so(host, resets):
    """SIM-294"""
    env = ClusterTensorVectorEnv(2, backend=host)
    for _ in range(resets):
        env.reset(seed=1)
    env.close()
    for attempt in (lambda: env.step(np.zeros(2, np.int64)), lambda: env.reset(seed=1)):
        with pytest.raises(HostError, match="closed"):
            attempt()


def test_sim_293_options_that_are_no_mapping_are_refused():
    """SIM-293"""
    with pytest.raises(SimulationError) as refusal:
        ClusterTensorVectorEnv(2).reset(options=5)
    assert refusal.value.code == "CLUSTER_OPTION_INVALID"


def test_sim_293_an_environment_that_never_began_has_no_snapshot_to_fork():
    """SIM-293"""
    env = ClusterTensorVectorEnv(2)
    with pytest.raises(SimulationError) as refusal:
        env.fork(0, 1)
    assert refusal.value.code == "CLUSTER_SNAPSHOT_INVALID"
