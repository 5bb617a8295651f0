"""One cluster, for ``gymnasium.make`` (SIM-288 to SIM-291)."""

import operator
from collections.abc import Mapping
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from ..batch import ClusterBatch, place_initial_state
from ..host import environment_closed
from ..kernel.counter import Key
from ..spec import ClusterSpec, cluster_profile, observation_size_of
from .faults import action_invalid, action_type, episode_ended, not_reset, option_invalid
from .infos import ShownReader
from .picture import RENDER_MODES, picture
from .reset_options import ResetOptions, single_reset_options
from .world import ACTION_COUNT, action_choice, drawn_root, observation_box, world_spec

_ALL = np.ones(1, dtype=np.bool_)


class ClusterTensorEnv(gymnasium.Env[NDArray[np.float32], np.int64]):
    """A torus of nodes whose load drifts; the agent moves over it, cleans the node under it or scales the hottest.

    Observations are 30 float32 in [0, 1] (33 with global sight); actions are 0 up, 1 down, 2 left, 3 right, 4 clean,
    5 scale.

    :param profile: ``classic`` (v4.5), ``hardened`` (v4.6), ``hard``, ``leak-mixture``, ``bursty``, ``adversarial``
    :param changes: whole fields of the spec instead of the profile's
    :param width: cells of a row, short for a change
    :param height: rows, short for a change
    :param backend: ``wasmtime``, ``node``, or ``auto``
    :raises SimulationError: ``CLUSTER_PROFILE_UNKNOWN``, ``CLUSTER_SPEC_INVALID``
    """

    metadata = {"render_modes": list(RENDER_MODES), "render_fps": 10}

    def __init__(
        self,
        profile: str = "classic",
        changes: Mapping[str, Any] | None = None,
        *,
        width: int | None = None,
        height: int | None = None,
        render_mode: str | None = None,
        backend: str = "auto",
    ) -> None:
        if render_mode is not None and render_mode not in RENDER_MODES:
            raise option_invalid(f"one of {', '.join(RENDER_MODES)} as render_mode", render_mode)
        spec = world_spec(profile, changes, width, height)
        self.render_mode = render_mode
        self.observation_space = observation_box(spec)
        self.action_space = action_choice()
        self._backend = backend
        self._home = ClusterBatch(spec, 1, backend)
        self._away: ClusterBatch | None = None
        self._started = False
        self._ended = True
        self._closed = False
        self._enter(self._home)

    @property
    def cluster_spec(self) -> ClusterSpec:
        """The world of the episode under way, as data."""
        return self._batch.spec

    @property
    def spec_digest(self) -> str:
        return self._batch.spec_digest

    def reset(
        self, *, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Starts an episode: the first one of a run where a seed is given, else the next one.

        :param options: for this episode alone ``profile``, ``changes``, ``width``, ``height`` (the observation's size
            may not change) and ``initial_state``; ``kernel_seed`` starts the run of TypeScript's ``reset(seed)``
        """
        if self._closed:
            raise environment_closed()
        super().reset(seed=seed)
        chosen = single_reset_options(options)
        before = self._batch
        self._enter(self._world(chosen))
        self._begin(before, self._root(seed, chosen))
        if chosen.initial_state is not None:
            place_initial_state(self._batch, 0, chosen.initial_state)
        self._ended = False
        return self._observation.copy(), self._shown.read().info()

    def _root(self, seed: int | None, chosen: ResetOptions) -> Key | None:
        """The key of the run to start, or None where the run goes on."""
        kernel_root = chosen.kernel_root(0)
        if kernel_root is not None:
            return kernel_root
        return drawn_root(self.np_random) if seed is not None or not self._started else None

    def _begin(self, before: ClusterBatch, root: Key | None) -> None:
        if root is not None:
            self._batch.reset_roots([0], [root])
        else:
            if before is not self._batch:
                self._batch.follow(before)
            self._batch.reset_where(_ALL)
        self._started = True

    def _world(self, chosen: ResetOptions) -> ClusterBatch:
        """The batch of the world asked for; the last one that was not this environment's own is kept."""
        if not chosen.world:
            return self._home
        spec = self._changed_spec(chosen.world)
        if self._away is None or self._away.spec != spec:
            self._away = ClusterBatch(spec, 1, self._backend)
        return self._away

    def _changed_spec(self, world: Mapping[str, Any]) -> ClusterSpec:
        sizes = {name: world[name] for name in ("width", "height") if name in world}
        changes = {**(world.get("changes") or {}), **sizes}
        base = cluster_profile(world["profile"]) if "profile" in world else self._home.spec
        spec = world_spec(base["name"], {**base, **changes})
        if observation_size_of(spec) != self._home.layout.observation_size:
            raise option_invalid("a world of the same observation size", f"{observation_size_of(spec)} numbers")
        return spec

    def _enter(self, batch: ClusterBatch) -> None:
        self._batch = batch
        self._observation = batch.observations[0]
        self._shown = ShownReader(batch)

    def step(self, action: Any) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """One step.

        :raises SimulationError: ``CLUSTER_ACTION_INVALID``; ``CLUSTER_EPISODE_ENDED``, ``CLUSTER_NOT_RESET``
        :raises HostError: ``SIMULATION_BACKEND_STOPPED`` after ``close``
        """
        if self._ended:
            raise self._refusal()
        self._batch.actions[0] = _checked(action)
        self._batch.step("disabled")
        shown = self._shown.read()
        self._ended = shown.terminated or shown.truncated
        return self._observation.copy(), shown.reward, shown.terminated, shown.truncated, shown.info()

    def _refusal(self) -> Exception:
        """Why there is no episode to step."""
        if self._closed:
            return environment_closed()
        return episode_ended("reset it") if self._started else not_reset()

    def snapshot(self) -> bytes:
        """A copy of the whole state, for planning and for twin runs."""
        return self._batch.snapshot(0)

    def restore(self, snapshot: bytes) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Puts a snapshot of the same world back, and shows it: what follows is what followed it."""
        self._batch.restore(0, snapshot)
        self._started = True
        self._ended = self._batch.state(0).ended
        return self._observation.copy(), self._shown.read().info()

    def render(self) -> Any:
        """Text, height × width × 3 bytes, or nothing, by ``render_mode``."""
        if self.render_mode is None:
            gymnasium.logger.warn("You are calling render without a render mode; make it with render_mode='ansi'.")
            return None
        return picture(self._batch, 0, self.render_mode)

    def close(self) -> None:
        self._closed = self._ended = True
        for batch in (self._home, self._away):
            if batch is not None:
                batch.close()


def _checked(action: Any) -> int:
    if isinstance(action, bool | np.bool_):
        raise action_type(action)
    try:
        number = operator.index(action)
    except TypeError:
        raise action_type(action) from None
    if not 0 <= number < ACTION_COUNT:
        raise action_invalid(number)
    return number
