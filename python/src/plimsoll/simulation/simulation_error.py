"""What a caller needs to mend a fault: a stable code, what was expected, what came, and what to do about it."""


class SimulationError(ValueError):
    """Input that a world cannot take. The code is the contract (spec/simulation.md); the text is not."""

    def __init__(self, code: str, expected: str, received: object, fix: str) -> None:
        super().__init__(f"{code}: expected {expected}, got {received}; {fix}")
        self.code = code
        self.expected = expected
        self.received = str(received)
        self.fix = fix


class SimulationTypeError(SimulationError, TypeError):
    """The same where Gymnasium raises a TypeError: a mask that is no NumPy array, or not one of booleans."""


class HostError(RuntimeError):
    """The kernel cannot run here, or has stopped running."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
