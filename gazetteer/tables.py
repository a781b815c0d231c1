"""Tables: the readable files of ``data/``, tab-separated, a header line, ``#`` for comments."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

from .store import GazetteerError

DATA = Path(__file__).parent / "data"


def rows(path: Path) -> Iterator[list[str]]:
    """
    The rows of a table below its header, each with as many cells as the header.

    Raises `GazetteerError` with file and line number for a row of another length.
    """
    opener = lzma.open if path.suffix == ".xz" else open
    width = 0
    with opener(path, "rt", encoding="utf-8", newline="\n") as stream:
        for number, line in enumerate(stream, start=1):
            if line.startswith("#") or line == "\n":
                continue
            cells = line.rstrip("\n").split("\t")
            if not width:
                width = len(cells)
                continue
            if len(cells) != width:
                raise GazetteerError(f"{path}:{number}: {len(cells)} cells where the header has {width}")
            yield cells
