"""One environment of a batch, seen in its memory. Shares in units of 1/65 535, budgets in thousandths."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernel import layout as at
from ..kernel.constants import ClusterConstants, padded_cells

#: What channels are kept less of.
_SIGN = 32_768


class ClusterState:
    """Views of a state's bytes: what is set here is set there."""

    def __init__(self, content: NDArray[np.uint8], constants: ClusterConstants) -> None:
        self.content = content
        self._constants = constants
        self._head = content[: at.HEAD_BYTES].view(np.int32)
        channels = content[at.HEAD_BYTES :][: at.CHANNEL_COUNT * 2 * padded_cells(constants.cells)]
        self._channels = channels.view(np.int16).reshape(at.CHANNEL_COUNT, -1)

    @property
    def run(self) -> NDArray[np.int32]:
        """The key of the run and the number of the episode in it: two words and one."""
        return self._head[at.ROOT_LOW // 4 : at.EPISODE // 4 + 1]

    def _word(self, offset: int) -> int:
        return int(self._head[offset // 4])

    def set_word(self, offset: int, value: int) -> None:
        self._head[offset // 4] = value

    @property
    def episode(self) -> int:
        return self._word(at.EPISODE)

    @property
    def step(self) -> int:
        return self._word(at.STEP)

    @property
    def y(self) -> int:
        return self._word(at.Y)

    @property
    def x(self) -> int:
        return self._word(at.X)

    @property
    def budget(self) -> int:
        return self._word(at.BUDGET)

    @property
    def ended(self) -> bool:
        return self._word(at.ENDED) != 0

    def channel(self, which: int) -> NDArray[Any]:
        """A channel's units, height × width: a copy."""
        constants = self._constants
        cells = self._channels[which, : constants.cells].astype(np.int32) + _SIGN
        return cells.reshape(constants.height, constants.width)

    def set_channel(self, which: int, units: NDArray[np.int64]) -> None:
        self._channels[which, : self._constants.cells] = (units.reshape(-1) - _SIGN).astype(np.int16)
