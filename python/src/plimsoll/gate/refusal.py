"""Why a token is no token here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal(Exception):
    """A stable code (spec/governor.md) with what was expected, what came, and what to do about it."""

    code: str
    expected: str
    received: str
    fix: str

    def __str__(self) -> str:
        return f"{self.code}: expected {self.expected}, got {self.received}; {self.fix}"


def malformed(expected: str, received: str) -> Refusal:
    return Refusal(
        "TOKEN_MALFORMED", f"a capability token with {expected}", received, "give the token as the site issued it"
    )
