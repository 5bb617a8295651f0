"""What the client raises on purpose: a stable code, and what to do."""

from .generated.types import Problem


class ClientError(Exception):
    """A stable ``code``, what was expected and received, and what to do about it."""

    def __init__(self, code: str, expected: str, received: str, fix: str, retryable: bool = False) -> None:
        super().__init__(f"{code}: expected {expected}; received {received}; {fix}")
        self.code = code
        self.expected = expected
        self.received = received
        self.fix = fix
        #: Whether the same wish may be granted later.
        self.retryable = retryable


class ProblemError(ClientError):
    """The site said no, and why (RFC 9457)."""

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(
            problem["code"], problem["expected"], problem["received"], problem["fix"], problem["retryable"]
        )
        self.status = problem["status"]
        self.problem = problem
        #: How long the site asks to wait, seconds; None where it says nothing.
        self.retry_after = retry_after


class UnreachableError(ClientError):
    """No answer came: nobody listens, the connection broke, or it took too long. What was asked may have been done."""

    def __init__(self, received: str) -> None:
        super().__init__("UNREACHABLE", "an answer of the site", received, "is the daemon running?", retryable=True)


def answer_malformed(expected: str, received: str, retryable: bool = False) -> ClientError:
    """Something that a site of this version does not say: another program answers, or one in between."""
    return ClientError(
        "ANSWER_MALFORMED",
        expected,
        received,
        "is this the address of a plimsoll daemon of this version?",
        retryable,
    )


def request_malformed(expected: str, received: str, fix: str) -> ClientError:
    """What the caller gave cannot be asked."""
    return ClientError("REQUEST_MALFORMED", expected, received, fix)
