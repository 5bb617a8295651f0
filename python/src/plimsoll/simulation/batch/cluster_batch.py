"""The batch: zero-copy NumPy views of the kernel's memory, and the kernel's functions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..host import Span, open_host
from ..kernel import layout as at
from ..kernel.constants import cluster_constants
from ..kernel.counter import Key, seed_key
from ..kernel.memory import batch_layout, parameter_block
from ..simulation_error import SimulationError
from ..spec import ClusterSpec, spec_digest
from .cluster_state import ClusterState
from .snapshot_fault import checked_snapshot, grid_of

AUTORESET_MODES = {"next-step": at.NEXT_STEP, "same-step": at.SAME_STEP, "disabled": at.DISABLED}
ACTION_COUNT = 6
_ENVIRONMENTS_MAX = 1 << 22


class ClusterBatch:
    """``environments`` clusters of one spec. The arrays change with every step and are valid for the batch's life.

    ``observations`` is n × observation size of float32 in [0, 1]; ``rewards`` and ``loads`` are float64; ``budgets``
    are thousandths; bit a of ``action_masks`` is set where action a can take effect.

    :raises SimulationError: ``CLUSTER_BATCH_SIZE``, ``SIMULATION_TOO_LARGE``
    """

    def __init__(self, spec: ClusterSpec, environments: int, backend: str = "auto") -> None:
        _require_size(environments)
        self.spec = spec
        self.spec_digest = spec_digest(spec)
        self.constants = cluster_constants(spec)
        self.environments = environments
        self.layout = batch_layout(self.constants, environments)
        self.host = open_host(backend, self.layout.end)
        self._view_arrays()
        block = parameter_block(self.constants, self.layout)
        self._put(self.layout.params, block)
        self._spans = _Spans(self)

    def _view_arrays(self) -> None:
        n, size, places = self.environments, self.layout.observation_size, self.layout
        self._states = self._view(places.states, n * places.state_bytes, np.uint8).reshape(n, places.state_bytes)
        self.actions = self._view(places.actions, n, np.uint8)
        self.reset_mask = self._view(places.reset_mask, n, np.uint8)
        self.observations = self._view(places.observations, n * size, np.float32).reshape(n, size)
        self.final_observations = self._view(places.final_observations, n * size, np.float32).reshape(n, size)
        self.rewards = self._view(places.rewards, n, np.float64)
        self.terminated = self._view(places.terminated, n, np.bool_)
        self.truncated = self._view(places.truncated, n, np.bool_)
        self.action_masks = self._view(places.action_masks, n, np.uint8)
        self.loads = self._view(places.loads, n, np.float64)
        self.oom_counts = self._view(places.oom_counts, n, np.int32)
        self.critical_counts = self._view(places.critical_counts, n, np.int32)
        self.budgets = self._view(places.budgets, n, np.int32)

    def _view(self, start: int, count: int, kind: Any) -> NDArray[Any]:
        return np.frombuffer(self.host.memory, dtype=kind, count=count, offset=start)

    def _put(self, start: int, content: bytes) -> None:
        """Writes bytes where the kernel reads them."""
        self.host.memory[start : start + len(content)] = np.frombuffer(content, dtype=np.uint8)
        self._transfer([(start, start + len(content))], [])

    def _transfer(self, writes: Sequence[Span], reads: Sequence[Span]) -> None:
        if self.host.name == "node":
            self.host.call("none", (), writes, reads)

    def reset(self, seed: int) -> None:
        """Starts environment i on the run of seed + i, at that run's first episode, as TypeScript does."""
        self.reset_roots(range(self.environments), [seed_key(seed + place) for place in range(self.environments)])

    def reset_roots(self, environments: Sequence[int], roots: Sequence[Key]) -> None:
        """Starts the environments named on the runs whose keys are given, at their first episodes."""
        rows = list(environments)
        self._states[rows] = 0
        words = self._states.view(np.uint32)
        words[rows, :2] = roots
        words[rows, at.GRID // 4] = grid_of(self.constants)
        self._transfer([self.state_span(row) for row in rows], [])
        mask = np.zeros(self.environments, dtype=np.bool_)
        mask[rows] = True
        self.reset_where(mask)

    def follow(self, other: "ClusterBatch") -> None:
        """Puts environment 0 where that of a batch of another world is: in the same run, at the same episode."""
        self.state(0).run[:] = other.state(0).run
        self._states.view(np.uint32)[0, at.GRID // 4] = grid_of(self.constants)
        self._transfer([self.state_span(0)], [])

    def reset_where(self, mask: NDArray[np.bool_]) -> None:
        """Starts the next episode where ``mask`` is true; the others keep what was last written for them."""
        self.reset_mask[:] = mask
        self.host.call("resetWhere", self._range, self._spans.reset_mask, self._spans.shown)

    def step(self, mode: str) -> None:
        """One step of every environment, by ``actions``, which must be 0 to 5. The caller refuses what may not step."""
        shown = self._spans.shown_with_final if mode == "same-step" else self._spans.shown
        self.host.call("step", (*self._range, AUTORESET_MODES[mode]), self._spans.actions, shown)

    @property
    def _range(self) -> tuple[int, int, int]:
        return (self.layout.params, 0, self.environments)

    def state(self, environment: int) -> ClusterState:
        """One environment's state, to look at and to change; ``refresh`` shows the changes."""
        start, stop = self.state_span(environment)
        self._transfer([], [(start, stop)])
        return ClusterState(self.host.memory[start:stop], self.constants)

    def state_span(self, environment: int) -> Span:
        if not 0 <= environment < self.environments:
            raise SimulationError(
                "CLUSTER_ENVIRONMENT",
                f"an environment from 0 to {self.environments - 1}",
                environment,
                "name another one",
            )
        start = self.layout.states + environment * self.layout.state_bytes
        return (start, start + self.layout.state_bytes)

    def refresh(self, environment: int) -> None:
        """Counts and shows anew what was placed in a state."""
        arguments = (self.layout.params, environment, environment + 1)
        self.host.call("refresh", arguments, [self.state_span(environment)], self._spans.shown)

    def snapshot(self, environment: int) -> bytes:
        """A copy of an environment's whole state."""
        return self.state(environment).content.tobytes()

    def restore(self, environment: int, snapshot: bytes) -> None:
        """Puts a snapshot of the same spec back, into this or another place: what follows is what followed it.

        :raises SimulationError: ``CLUSTER_SNAPSHOT_SIZE``, ``CLUSTER_SNAPSHOT_INVALID``; then nothing has changed
        """
        content = checked_snapshot(snapshot, self.layout.state_bytes, self.constants)
        self.state(environment).content[:] = content
        self.refresh(environment)

    def fork(self, source: int, target: int) -> None:
        """Makes ``target`` a copy of ``source``: the same future under the same actions."""
        content = self.state(source).content.copy()
        self.state(target).content[:] = content
        self.refresh(target)

    def close(self) -> None:
        self.host.close()


class _Spans:
    """What a host must carry to the kernel and back, for a host that has a memory of its own."""

    def __init__(self, batch: ClusterBatch) -> None:
        places, n = batch.layout, batch.environments
        observed = (places.observations, places.observations + batch.observations.nbytes)
        self.actions: Sequence[Span] = ((places.actions, places.actions + n),)
        self.reset_mask: Sequence[Span] = ((places.reset_mask, places.reset_mask + n),)
        self.shown: Sequence[Span] = (observed, (places.rewards, places.end))
        self.shown_with_final: Sequence[Span] = ((places.observations, places.end),)


def _require_size(environments: int) -> None:
    if not isinstance(environments, int) or not 1 <= environments <= _ENVIRONMENTS_MAX:
        raise SimulationError(
            "CLUSTER_BATCH_SIZE",
            f"a whole number of environments from 1 to {_ENVIRONMENTS_MAX}",
            environments,
            "name how many clusters shall step together",
        )
