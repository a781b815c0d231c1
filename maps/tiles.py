"""Online map tiles that a page may offer, by name: the table `tiles.tsv`. A page offers none unless asked to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "tiles.tsv"


@dataclass(frozen=True, slots=True)
class Tiles:
    """A map of another's, in tiles of Web Mercator."""

    name: str
    host: str
    """The one host that the page may then ask."""
    url: str
    """Address of a tile, ``{z}``, ``{x}`` and ``{y}`` standing for its zoom level, column and row."""
    zoom: int
    """The deepest zoom level that it has."""
    labels: bool
    """Whether it bears names, so that ours must go."""
    attribution: str
    terms: str
    """Address of the terms under which it may be used."""


@cache
def known() -> dict[str, Tiles]:
    """All tiles of the table, by name."""
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {
        name: Tiles(name, host, url, int(zoom), labels == "yes", attribution, terms)
        for name, host, url, zoom, labels, attribution, terms in rows[1:]
    }


def tiles(name: str) -> Tiles:
    """
    The tiles of that name.

    Raises ValueError where the table has none.
    """
    if name not in known():
        raise ValueError(f"no tiles are called {name!r}: choose from {', '.join(known())}")
    return known()[name]
