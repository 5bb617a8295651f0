"""What a caller needs to mend a fault: a stable code, what was expected, what came, and what to do about it."""


class ProphetError(ValueError):
    """The code is the contract (spec/prophet.md); the text is not."""

    def __init__(self, code: str, expected: str, received: object, fix: str) -> None:
        super().__init__(f"{code}: expected {expected}, got {received}; {fix}")
        self.code = code
        self.expected = expected
        self.received = str(received)
        self.fix = fix
