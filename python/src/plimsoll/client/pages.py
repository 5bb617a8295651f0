"""Lists, page by page."""

from collections.abc import Callable, Iterator
from typing import Any

from .errors import answer_malformed


def pages_from(page_at: Callable[[str | None], Any]) -> Iterator[Any]:
    """Every item of a list; each page is asked for once the one before it was taken."""
    cursor: str | None = None
    while True:
        page = page_at(cursor)
        yield from page["items"]
        if page["next"] is None:
            return
        # A list that names the same page again would never end.
        if page["next"] == cursor:
            raise answer_malformed("the cursor of another page", str(cursor))
        cursor = page["next"]
