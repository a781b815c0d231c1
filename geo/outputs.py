"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from gazetteer.refusals import unwritable

from .inputs import printable


class OutputError(Exception):
    """The output cannot be written; the message is one line."""


@contextmanager
def written(output: Path | None) -> Iterator[TextIO]:
    """
    A file to write: it comes under its name when the block ends well, and an older one stays when not.

    Begins by making a file beside it, so that a folder which cannot be written is known before the work.
    None and ``-`` are standard output. Raises `OutputError`.
    """
    if output is None or output == Path("-"):
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        target = output.resolve()
        # Named before it is made, so that nothing of it stays, whenever the run is interrupted.
        scratch = target.parent / f".{target.name[:50]}.{secrets.token_hex(4)}"
    except (OSError, RuntimeError, ValueError) as error:
        raise _refused(output, error) from error
    try:
        try:
            in_place = target.exists() and not target.is_file()  # /dev/null must not be replaced
            file = (target if in_place else scratch).open("w" if in_place else "x", encoding="utf-8", newline="")
        except (OSError, RuntimeError, ValueError) as error:
            raise _refused(output, error) from error
        try:
            with file:
                yield file
                file.flush()
                if not in_place:
                    os.fsync(file.fileno())
            if not in_place:
                scratch.chmod(_mode(target))
                scratch.replace(target)
        except OSError as error:
            raise _refused(output, error) from error
    finally:
        with suppress(OSError, ValueError):
            scratch.unlink(missing_ok=True)  # under this name there is nothing now, if all went well


def _refused(output: Path, error: Exception) -> OutputError:
    return OutputError(printable(f"{output} cannot be written: {unwritable(error)}"))


def _mode(target: Path) -> int:
    """Permissions of the file that is there, else those of a new one."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def is_same_file(output: Path, source: Path) -> bool:
    """Whether writing the one would overwrite the other."""
    try:
        return output.is_file() and output.samefile(source)
    except (OSError, ValueError):
        return False
