"""Files that another process reads while we write, and the other way round."""

import json
import os
import stat
from pathlib import Path
from typing import Any

#: A file of the governor is a line. What is longer is none of its files.
_BYTES_MAX = 65_536


def write_whole(file: Path, content: Any) -> None:
    """As JSON, durable on return: under its name there is the whole of it or what was there before, whenever the process dies. Makes its folder.

    :raises OSError: where the folder cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.tmp")
    # A draft that a killed process left behind, or a link that somebody planted: removed, never written through.
    draft.unlink(missing_ok=True)
    with draft.open("x", encoding="utf-8") as stream:
        stream.write(json.dumps(content, allow_nan=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    _sync(file.parent)


def read_whole(file: Path) -> Any:
    """What stands in a small JSON file.

    :raises OSError: where there is none, or one that is no small plain file: neither a pipe nor a link holds us up or leads us astray.
    :raises ValueError: where it is no JSON.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as stream:
        found = os.fstat(stream.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > _BYTES_MAX:
            raise OSError(f"{file} is no small plain file")
        return json.loads(stream.read().decode("utf-8"))


def onto_disk(draft: Path) -> None:
    """A file, or a folder with all that is in it: a power cut after a rename must not leave less under a good name."""
    for file in [draft, *(draft.rglob("*") if draft.is_dir() else ())]:
        _sync(file)


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
