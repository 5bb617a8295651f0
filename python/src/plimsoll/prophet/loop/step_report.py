"""What one step did."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StepReport:
    """Numbers that are not finite are what they are."""

    #: From 0.
    step: int
    loss: float
    #: Before clipping.
    gradient_norm: float
    #: Curvature along the last update against what it can bear: beyond 1 the step before was too long. ``None`` where there is none.
    stability: float | None
    #: Chance of a loss spike within the next steps, in [0, 1]; ``None`` where nothing was foretold.
    risk: float | None
    #: Of each group: as scheduled, times the guard's share, times the governor's scale. 0 where no step was taken.
    rates: tuple[float, ...]
    #: The guard's share of the scheduled rate.
    share: float
    #: What a governor advised.
    scale: float
    #: ``panic``, ``alert``, ``warning`` or ``cruise``.
    mode: str
    spiked: bool
    #: The step that the weights were put back to; ``None``: they were not.
    rewound_to: int | None = None
    #: The batch was left out: no weights that are kept could bear it.
    skipped: bool = False

    @property
    def rate(self) -> float:
        """Of the first group."""
        return self.rates[0]

    @property
    def rewound(self) -> bool:
        return self.rewound_to is not None
