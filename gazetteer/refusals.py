"""What the operating system says when it gives or takes no file, as a cause with its remedy."""

from __future__ import annotations

import errno

_UNWRITABLE = {
    errno.ENOENT: "its folder does not exist: make it first",
    errno.ENOTDIR: "a part of its path is no folder: check the name",
    errno.EISDIR: "it is a folder: name a file in it",
    errno.EACCES: "it may not be written to: choose another folder",
    errno.EPERM: "it may not be written to: choose another folder",
    errno.EROFS: "nothing can be written there: choose another folder",
    errno.ENOSPC: "the disk is full: make room, or choose another",
    errno.EDQUOT: "your share of the disk is full: make room, or choose another",
    errno.EFBIG: "it is too large for that disk: choose another",
    errno.ENAMETOOLONG: "its name is too long: give a shorter one",
    errno.ELOOP: "its links lead in a circle: check the name",
}
_UNREADABLE = {
    errno.ENOENT: "does not exist",
    errno.ENOTDIR: "does not exist",
    errno.EISDIR: "is a folder, not a file",
    errno.EACCES: "may not be read",
    errno.EPERM: "may not be read",
    errno.ENAMETOOLONG: "has a name that is too long",
    errno.ELOOP: "is a link that leads in a circle",
}


def unwritable(problem: Exception) -> str:
    """
    Why a file cannot be written, and what to do.

    >>> unwritable(IsADirectoryError(errno.EISDIR, "Is a directory"))
    'it is a folder: name a file in it'
    """
    return _UNWRITABLE.get(getattr(problem, "errno", None) or 0) or _said(problem)


def unreadable(problem: Exception) -> str:
    """Why a file cannot be read, as what is said of it: ``does not exist``."""
    return _UNREADABLE.get(getattr(problem, "errno", None) or 0) or f"cannot be read ({_said(problem)})"


def _said(problem: Exception) -> str:
    words = getattr(problem, "strerror", None) or str(problem)
    return words[:1].lower() + words[1:]
