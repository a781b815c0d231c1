"""Drafts: places being put together from several sources. Maintainers only."""

from __future__ import annotations

import math
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..names import fold


@dataclass(slots=True)
class Draft:
    """A place being put together."""

    id: int
    name: str
    lat: float
    lon: float
    feature: str
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    population: int = 0
    radius_km: float = 0.0
    main: list[str] = field(default_factory=list)
    """Other English and local main names."""
    alternate: list[str] = field(default_factory=list)


def stable_id(*parts: str) -> int:
    """A negative id for what GeoNames' files at hand lack: a checksum of feature, name and country."""
    return -(zlib.crc32("|".join(parts).encode()) & 0x7FFFFFFF)


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance by the haversine formula on a sphere of 6,371 km; ample for extents."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(min(1.0, half)))


class Near:
    """Places by half-degree cells."""

    def __init__(self, places: Iterable[Draft]) -> None:
        self.cells: dict[tuple[int, int], list[Draft]] = defaultdict(list)
        self._keys: dict[int, set[str]] = {}
        for place in places:
            self.add(place)

    def add(self, place: Draft) -> None:
        """File one more."""
        self.cells[math.floor(place.lat * 2), math.floor(place.lon * 2)].append(place)

    def keys(self, place: Draft) -> set[str]:
        """The folded names of one, worked out once."""
        if id(place) not in self._keys:  # not its own id: a draft may have none yet
            self._keys[id(place)] = {fold(name) for name in names(place)}
        return self._keys[id(place)]

    def within(self, lat: float, lon: float, km: float) -> list[Draft]:
        """Those at most so far away (less than half a degree)."""
        row, column = math.floor(lat * 2), math.floor(lon * 2)
        block = [place for r in (-1, 0, 1) for c in (-1, 0, 1) for place in self.cells.get((row + r, column + c), ())]
        return [place for place in block if kilometres(lat, lon, place.lat, place.lon) <= km]


def names(place: Draft) -> list[str]:
    """All names of a draft."""
    return [place.name, *place.main, *place.alternate]


def plain_letters(name: str) -> str:
    """Latin letters without marks, half rings and apostrophes."""
    letters = (letter for letter in unicodedata.normalize("NFKD", name) if unicodedata.category(letter) != "Mn")
    return "".join(letter for letter in letters if letter not in "‘’ʻʼʿʾ`'")
