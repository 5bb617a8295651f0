"""The API of one site."""

import ssl
from collections.abc import Callable, Generator
from typing import Any

from .ask import asker_of
from .connection import connection_to, machine
from .events import SiteEvent, site_events
from .generated.operations import Operations


class PlimsollClient(Operations):
    """A method for each operation, ``all_…`` for whole lists, ``events`` for what happens.

    Types are those of the API's description; answers are not checked against it, and nothing that a site says is proven by
    its saying it: check proofs with a verifier and a key that you have from elsewhere. One client may serve many threads.

    :param url: address of the daemon
    :param token: a read token, or who makes one when it is needed; none is needed on the daemon's own machine
    :param timeout: the longest that one attempt may take, seconds
    :param tls: other than the system's trust, for a site with a certificate of its own
    """

    def __init__(
        self,
        url: str,
        token: str | Callable[[], str] | None = None,
        *,
        timeout: float = 10.0,
        tls: ssl.SSLContext | None = None,
        **for_tests: Any,
    ) -> None:
        self._connection = connection_to(url, token, timeout, tls, **{**machine(), **for_tests})
        super().__init__(asker_of(self._connection))

    def events(self, after: int | None = None, *, silence_after: float = 3.0) -> Generator[SiteEvent, None, None]:
        """What happens, live. ``GET /v1/events``

        Each entry once, over as many connections as it takes; a pulse each second; one silence when nothing came for so
        many seconds. Close the generator to leave.

        :param after: index of the last entry that is known; without it the stream begins with what comes
        """
        return site_events(self._connection, after, silence_after)
