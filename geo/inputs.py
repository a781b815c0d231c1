"""Bytes and text out of files that nobody vouches for: what cannot be used is refused in one line."""

from __future__ import annotations

import json
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any

FILE_BYTES = 20_000_000
"""Longest file that is read whole. An article has some thousands of bytes, a page of a site some millions."""

LINE_BYTES = 16_000_000
"""Longest line of a file of JSON lines."""

MAGIC: dict[bytes, str] = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "compressed by gzip",
    b"BZh": "compressed by bzip2",
    b"\xfd7zXZ": "compressed by xz",
    b"\x28\xb5\x2f\xfd": "compressed by zstd",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
}
"""How files begin that people take for articles, and what they are."""

BLANK = "\t\n\v\f\r"
SURROGATE = re.compile("[\ud800-\udfff]")


class InputError(Exception):
    """
    Something in an input that cannot be used; its text is one line: which input, why, and what to do.

    ``lost`` tells whether an article (or a record) was lost; else it is read, without what was bad.
    """

    def __init__(self, name: str, cause: str, remedy: str = "", *, line: int | None = None, lost: bool = True) -> None:
        self.name = name
        self.line = line
        self.cause = cause
        self.remedy = remedy
        self.lost = lost
        super().__init__(name, cause)

    def __str__(self) -> str:
        parts = [self.name, self.line and f"line {self.line}", self.cause, self.remedy]
        return printable(": ".join(str(part) for part in parts if part))


def printable(text: str) -> str:
    r"""
    ``text`` on one line and harmless on a terminal: what does not print is spelled out.

    >>> print(printable("a name\nwith \x1b[2J in it"))
    a name\nwith \x1b[2J in it
    """
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def whole(text: str) -> str:
    r"""
    ``text`` with every lone surrogate, which no file can hold, replaced by U+FFFD: the offsets stay.

    >>> whole("Ky\ud800iv")
    'Ky�iv'
    """
    return SURROGATE.sub("\ufffd", text)


def contents(path: Path, name: str, limit: int = FILE_BYTES) -> bytes:
    """All bytes of a regular file; `InputError` where there is none, or none that may be read."""
    try:
        with _opened(path, name) as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from None
    if len(data) > limit:
        raise InputError(name, f"has more than {limit // 1_000_000} MB", "split it")
    return data


def _opened(path: Path, name: str) -> BufferedReader:
    """A regular file, opened to be read in binary; `InputError` for a folder, a pipe, a device."""
    # Without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever.
    file = os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb")
    mode = os.fstat(file.fileno()).st_mode
    if not stat.S_ISREG(mode):
        file.close()
        kind = "folder" if stat.S_ISDIR(mode) else "pipe or device"
        raise InputError(name, f"is a {kind}, not a file", "pipe its text in with -")
    return file


def unreadable(name: str, error: Exception) -> InputError:
    """The one line for a file that the operating system will not give."""
    if isinstance(error, FileNotFoundError):
        return InputError(name, "does not exist", "check the name")
    if isinstance(error, PermissionError):
        return InputError(name, "may not be read", "check its permissions")
    cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(name, f"cannot be read ({cause[:1].lower() + cause[1:]})")


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """
    The text that ``data`` encodes: UTF-8 when it is that, else ``declared``, else the likeliest encoding.

    Text that is UTF-8 but for a few damaged bytes gets U+FFFD for these. `InputError` for what is no text.
    """
    _refuse_other_kinds(data, name)
    text = _utf8(data) or _as(declared, data) or _guess(data)
    if text is None or _noisy(text):
        raise InputError(name, "is not text", "save it as text in UTF-8")
    return whole(text)


def _refuse_other_kinds(data: bytes, name: str) -> None:
    kind = next((kind for start, kind in MAGIC.items() if data.startswith(start)), None)
    if kind:
        raise InputError(name, f"is not text but {kind}", "save it as text or HTML")


def _utf8(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        return None  # UTF-16 or UTF-32, or no text at all
    text = data.decode("utf-8-sig", errors="replace")
    damaged = text.count("\ufffd")
    foreign = sum(character > "\x7f" for character in text) if damaged else 0
    return text if damaged * 2 <= foreign else None


def _as(encoding: str | None, data: bytes) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (LookupError, UnicodeError):
        return None


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        return None
    text = str(best)
    # Western news in one byte a letter is nearly always Windows-1252, and its bytes fit the encodings of
    # Central Europe and the Baltic as well: a tie goes to the web's own default.
    latin = "LATIN SMALL LETTER" in unicodedata.name(next(filter(str.islower, text), " "), "")
    return (_as("cp1252", data) if latin and b"\0" not in data else None) or text


def _noisy(text: str) -> bool:
    """Whether text is noise: more than one character of a hundred is none that people write."""
    sample = text[:100_000]
    noise = sum(unicodedata.category(c) in {"Cc", "Cn", "Co"} and c not in BLANK for c in sample)
    return noise * 100 > len(sample)


def json_lines(path: Path, name: str) -> Iterator[tuple[int, dict[str, Any] | InputError]]:
    """
    Number and object of each line of a file of JSON lines, blank ones aside; an `InputError` for a bad line.

    The file may be longer than memory; a line may not. `InputError` is raised for a file that is no text.
    """
    try:
        with _opened(path, name) as file:
            head = file.peek(4096)
            _refuse_other_kinds(head, name)
            if b"\0" in head:
                raise InputError(name, "is not text in UTF-8", "save it as such")
            number = 0
            while line := file.readline(LINE_BYTES + 1):
                number += 1
                if len(line) > LINE_BYTES:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(LINE_BYTES)
                    cause = f"has more than {LINE_BYTES // 1_000_000} MB"
                    yield number, InputError(name, cause, line=number)
                elif line.strip():
                    yield number, _json_object(line.removeprefix(b"\xef\xbb\xbf"), name, number)
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from None


def _json_object(line: bytes, name: str, number: int) -> dict[str, Any] | InputError:
    remedy = "mend or remove the line"
    try:
        record = json.loads(line.decode("utf-8"))
    except json.JSONDecodeError as error:
        return InputError(name, f"is not JSON ({error.msg} at column {error.colno})", remedy, line=number)
    except UnicodeDecodeError:
        return InputError(name, "is not UTF-8", remedy, line=number)
    except (ValueError, RecursionError) as error:
        cause = "nested too deep" if isinstance(error, RecursionError) else str(error)
        return InputError(name, f"is not JSON ({cause})", remedy, line=number)
    if not isinstance(record, dict):
        return InputError(name, "is not a JSON object", remedy, line=number)
    return record
