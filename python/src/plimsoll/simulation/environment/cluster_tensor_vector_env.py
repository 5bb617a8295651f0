"""Many clusters that step together, for ``gymnasium.make_vec`` (SIM-292 to SIM-295)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from gymnasium.utils import seeding
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from ..batch import ClusterBatch, place_initial_state
from ..host import environment_closed
from ..kernel.counter import Key
from ..spec import ClusterSpec
from .faults import action_count, action_invalid, action_type, episode_ended, not_reset, option_invalid, seed_count
from .infos import batch_infos
from .picture import RENDER_MODES, picture
from .reset_options import ResetOptions, vector_reset_options
from .world import ACTION_COUNT, action_choice, drawn_root, observation_box, world_spec

Observations = NDArray[np.float32]
Flags = NDArray[np.bool_]
Step = tuple[Observations, NDArray[np.float64], Flags, Flags, dict[str, Any]]


class ClusterTensorVectorEnv(VectorEnv[Observations, NDArray[Any], NDArray[Any]]):
    """``num_envs`` clusters of one world. Environment i after ``reset(seed=s)`` is what ``make`` gives with seed s + i.

    :param max_episode_steps: ends episodes earlier than the world does, as ``make`` with the same argument
    :param autoreset_mode: Gymnasium's three modes
    :param copy: whether ``reset`` and ``step`` give copies; views of the kernel's memory change with every step
    :raises SimulationError: ``CLUSTER_PROFILE_UNKNOWN``, ``CLUSTER_SPEC_INVALID``, ``CLUSTER_BATCH_SIZE``

    The other parameters are those of ``ClusterTensorEnv``.
    """

    metadata: dict[str, Any] = {
        "render_modes": list(RENDER_MODES),
        "render_fps": 10,
        "autoreset_mode": AutoresetMode.NEXT_STEP,
    }

    def __init__(
        self,
        num_envs: int = 1,
        profile: str = "classic",
        changes: Mapping[str, Any] | None = None,
        *,
        width: int | None = None,
        height: int | None = None,
        max_episode_steps: int | None = None,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        copy: bool = True,
        render_mode: str | None = None,
        backend: str = "auto",
    ) -> None:
        if render_mode is not None and render_mode not in RENDER_MODES:
            raise option_invalid(f"one of {', '.join(RENDER_MODES)} as render_mode", render_mode)
        spec = _limited(world_spec(profile, changes, width, height), max_episode_steps)
        self._batch = ClusterBatch(spec, num_envs, backend)
        self.num_envs = num_envs
        self.render_mode = render_mode
        self.copy = copy
        self.autoreset_mode = AutoresetMode(autoreset_mode)
        self.metadata = {**self.metadata, "autoreset_mode": self.autoreset_mode}
        self.single_observation_space = observation_box(spec)
        self.single_action_space = action_choice()
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._everyone = np.ones(num_envs, dtype=np.bool_)
        self._started = np.zeros(num_envs, dtype=np.bool_)
        self._ended = np.zeros(num_envs, dtype=np.bool_)

    @property
    def cluster_spec(self) -> ClusterSpec:
        """The world, as data."""
        return self._batch.spec

    @property
    def spec_digest(self) -> str:
        return self._batch.spec_digest

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> tuple[Observations, dict[str, Any]]:
        """Starts episodes: the first of a run where a seed is given, else the next one.

        :param seed: s for s, s + 1, …, or one for each environment
        :param options: ``reset_mask`` (n booleans: who is reset), ``initial_state``, ``kernel_seed``
        """
        seeds = self._seeds(seed)
        chosen = vector_reset_options(options, self.num_envs)
        super().reset(seed=int(seed) if isinstance(seed, int | np.integer) else None)
        mask = self._everyone if chosen.reset_mask is None else chosen.reset_mask
        self._begin(mask, self._roots(mask, seeds, chosen))
        if chosen.initial_state is not None:
            for environment in np.flatnonzero(mask):
                place_initial_state(self._batch, int(environment), chosen.initial_state)
        self._started |= mask
        self._ended = self._ended & ~mask
        return self._given(self._batch.observations), batch_infos(self._batch, mask)

    def _seeds(self, seed: Any) -> Sequence[int | None]:
        if seed is None:
            return [None] * self.num_envs
        if isinstance(seed, int | np.integer):
            return [int(seed) + place for place in range(self.num_envs)]
        if len(seed) != self.num_envs:
            raise seed_count(len(seed), self.num_envs)
        return list(seed)

    def _roots(self, mask: Flags, seeds: Sequence[int | None], chosen: ResetOptions) -> dict[int, Key]:
        """The keys of the runs to start; who has none goes on with its run."""
        roots: dict[int, Key] = {}
        for environment in map(int, np.flatnonzero(mask)):
            seed, kernel_root = seeds[environment], chosen.kernel_root(environment)
            if kernel_root is not None:
                roots[environment] = kernel_root
            elif seed is not None:
                roots[environment] = drawn_root(seeding.np_random(seed)[0])
            elif not self._started[environment]:
                roots[environment] = drawn_root(self.np_random)
        return roots

    def _begin(self, mask: Flags, roots: Mapping[int, Key]) -> None:
        going_on = mask.copy()
        going_on[list(roots)] = False
        if roots:
            self._batch.reset_roots(list(roots), list(roots.values()))
        if going_on.any():
            self._batch.reset_where(going_on)

    def step(self, actions: Any) -> Step:
        """One step of every environment. An action that does not exist stops the whole step before it begins.

        :raises SimulationError: ``CLUSTER_ACTION_COUNT``, ``CLUSTER_ACTION_INVALID``; ``CLUSTER_NOT_RESET``; in mode
            DISABLED ``CLUSTER_EPISODE_ENDED``
        :raises HostError: ``SIMULATION_BACKEND_STOPPED`` after ``close``
        """
        self._take(actions)
        batch = self._batch
        if self.autoreset_mode is AutoresetMode.SAME_STEP:
            batch.step("disabled")
            infos = self._start_anew()
        else:
            batch.step("next-step" if self.autoreset_mode is AutoresetMode.NEXT_STEP else "disabled")
            self._ended = batch.terminated | batch.truncated
            infos = {}
        infos |= batch_infos(batch, self._everyone)
        given = self._given
        return given(batch.observations), given(batch.rewards), given(batch.terminated), given(batch.truncated), infos

    def _take(self, actions: Any) -> None:
        if self.closed:
            raise environment_closed()
        if not self._started.all():
            raise not_reset()
        disabled = self.autoreset_mode is AutoresetMode.DISABLED
        if disabled and self._ended.any():
            raise episode_ended(f"environment {int(self._ended.argmax())}")
        numbers = np.asarray(actions)
        if numbers.dtype.kind not in "iu":
            raise action_type(f"an array of {numbers.dtype}")
        if numbers.shape != (self.num_envs,):
            raise action_count(f"shape {numbers.shape}", self.num_envs)
        if numbers.max() >= ACTION_COUNT or numbers.min() < 0:
            numbers = self._spared(numbers)
        self._batch.actions[:] = numbers

    def _spared(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """In mode NEXT_STEP nobody looks at the action of an episode that has ended."""
        wrong = (numbers >= ACTION_COUNT) | (numbers < 0)
        read = wrong & ~self._ended
        if read.any():
            raise action_invalid(f"{numbers[read][0]} for environment {int(read.argmax())}")
        return np.where(wrong, 0, numbers)

    def _start_anew(self) -> dict[str, Any]:
        """SAME_STEP: keeps what the ended episodes showed last, and shows the first of the next ones in its place."""
        batch = self._batch
        ended = batch.terminated | batch.truncated
        if not ended.any():
            return {}
        infos = self._last_words(ended)
        outcome = [(array, array[ended]) for array in (batch.rewards, batch.terminated, batch.truncated)]
        batch.reset_where(ended)
        for array, values in outcome:
            array[ended] = values
        return infos

    def _last_words(self, ended: Flags) -> dict[str, Any]:
        observations = np.full(self.num_envs, None, dtype=object)
        for environment in np.flatnonzero(ended):
            observations[environment] = self._batch.observations[environment].copy()
        return {
            "final_obs": observations,
            "_final_obs": ended.copy(),
            "final_info": batch_infos(self._batch, ended),
            "_final_info": ended.copy(),
        }

    def _given(self, array: NDArray[Any]) -> NDArray[Any]:
        return array.copy() if self.copy else array

    def snapshot(self, environment: int) -> bytes:
        """A copy of one environment's whole state."""
        return self._batch.snapshot(environment)

    def restore(self, environment: int, snapshot: bytes) -> None:
        """Puts a snapshot of the same world back, into this or another place."""
        self._batch.restore(environment, snapshot)
        self._started[environment] = True
        self._ended[environment] = self._batch.state(environment).ended

    def fork(self, source: int, target: int) -> None:
        """Makes ``target`` a copy of ``source``: the same future under the same actions."""
        self.restore(target, self.snapshot(source))

    @property
    def observations(self) -> Observations:
        """What every environment shows now: a view."""
        return self._batch.observations

    def render(self) -> tuple[Any, ...] | None:
        if self.render_mode is None:
            return None
        return tuple(picture(self._batch, place, self.render_mode) for place in range(self.num_envs))

    def close_extras(self, **_kwargs: Any) -> None:
        self._batch.close()


def _limited(spec: ClusterSpec, max_episode_steps: int | None) -> ClusterSpec:
    if max_episode_steps is None or max_episode_steps == -1:
        return spec
    return world_spec(spec["name"], {**spec, "stepsMax": min(spec["stepsMax"], max_episode_steps)})
