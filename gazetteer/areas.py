"""
The shapes of countries, first-order divisions and seas, by the id of the place.

Geometry is shapely's, so x is longitude and y is latitude (WGS 84 degrees), while arguments of functions are
latitude first, as everywhere here. Shapes are Natural Earth's 1:10m, generalised to `TOLERANCE` as one coverage:
neighbours share their border point for point. A country is the union of its divisions by ISO 3166-2 code.

The pack (``data/areas.pack``) is a line that names the format, the length of the index in 4 bytes, the index
(zlib, JSON), then one zlib block for each leaf: a shape that is stored once, while an area is one leaf or the
union of several. `encode` and `decode` are the form of a block.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from .store import GazetteerError

PACK = Path(__file__).parent / "data" / "areas.pack"
MAGIC = b"incident-mapper areas 1\n"
SCALE = 1000
"""Integer units per degree of stored coordinates: 111 m of latitude."""
TOLERANCE = 0.01
"""Degrees; how far a shape may lie from Natural Earth's."""
SHORE = 0.03
"""Degrees; a point that lies in no shape belongs to one that is no farther than this."""
NARROW = 15
"""Kilometres; the radius of waters that are straits and lagoons, not seas."""


@dataclass(frozen=True, slots=True)
class _Area:
    leaves: tuple[int, ...]
    radius_km: float
    is_country: bool
    is_sea: bool


@dataclass(frozen=True, slots=True)
class _Index:
    areas: dict[int, _Area]
    holders: tuple[tuple[int, ...], ...]
    """For each leaf the ids of the areas that it is part of."""
    blocks: tuple[tuple[int, int], ...]
    """For each leaf the offset and the length of its block in the file."""
    boxes: shapely.STRtree
    """Bounds of the leaves."""


def area(place_id: int) -> Polygon | MultiPolygon | None:
    """
    The shape of a country, first-order division or sea; ``None`` where it is not known.

    Coordinates are (longitude, latitude). Raises `GazetteerError` if the pack is missing or damaged.
    """
    known_area = _index().areas.get(place_id)
    return None if known_area is None else _shape(known_area.leaves)


def containing(lat: float, lon: float) -> tuple[int, ...]:
    """
    Ids of the areas that contain the point, smallest first: divisions, then the country; or else seas.

    A point that generalisation has left in a gap along a shore belongs to the nearest shape, if one lies within
    `SHORE`; one that it has left in the sea to the nearest land within twice `TOLERANCE`, as ports are meant more often
    than the water before them, but for straits that are no wider themselves. Empty where nothing is known.
    """
    point = shapely.Point(lon, lat)
    index = _index()
    near = [int(leaf) for leaf in index.boxes.query(point.buffer(SHORE))]
    inside = [leaf for leaf in near if _leaf(leaf).intersects(point)]
    if not inside:
        inside = _nearest(near, point, SHORE)
    elif all(index.areas[holder].is_sea and index.areas[holder].radius_km > NARROW for holder in _held(inside)):
        land = [leaf for leaf in near if not index.areas[index.holders[leaf][0]].is_sea]
        inside = _nearest(land, point, 2 * TOLERANCE) or inside
    found = _held(inside)
    dry = {holder for holder in found if not index.areas[holder].is_sea}

    def size(holder: int) -> tuple[bool, float, int]:
        return index.areas[holder].is_country, index.areas[holder].radius_km, holder

    return tuple(sorted(dry or found, key=size))


def _held(leaves: list[int]) -> set[int]:
    """Ids of the areas that leaves are part of."""
    return {holder for leaf in leaves for holder in _index().holders[leaf]}


def _nearest(leaves: list[int], point: shapely.Point, within: float) -> list[int]:
    """Those of the leaves that are nearest to the point, if they lie within so many degrees."""
    distances = {leaf: _leaf(leaf).distance(point) for leaf in leaves}
    return [leaf for leaf in leaves if distances[leaf] == min(distances.values()) <= within]


def radius_km(place_id: int) -> float | None:
    """Radius of the circle that has the area of the place, kilometres; ``None`` where it is not known."""
    known_area = _index().areas.get(place_id)
    return None if known_area is None else known_area.radius_km


def known() -> frozenset[int]:
    """Ids of all places whose shape is known."""
    return frozenset(_index().areas)


def encode(shape: Polygon | MultiPolygon) -> bytes:
    """
    The block of a shape: counts, starts, steps, compressed with zlib.

    All little-endian: the number of polygons (u2), the number of rings of each (u2), the number of points of each
    ring (u4, the last point is the first and is left out), the first point of each ring (x, y as i4, in units of
    1 / `SCALE` degree), then the low bytes of all steps from point to point (i2; all x, then all y) and then
    their high bytes.
    """
    polygons = [[_whole(ring.coords) for ring in (part.exterior, *part.interiors)] for part in _parts(shape)]
    rings = [ring for polygon in polygons for ring in polygon]
    steps = np.concatenate([np.diff(ring, axis=0) for ring in rings]).T
    if np.abs(steps).max() > 0x7FFF:
        raise ValueError("a side of the shape is longer than 32 degrees; divide it with shapely.segmentize")
    counts = [len(polygons), *map(len, polygons)]
    block = (
        np.array(counts, "<u2").tobytes()
        + np.array([len(ring) for ring in rings], "<u4").tobytes()
        + np.array([ring[0] for ring in rings], "<i4").tobytes()
        + steps.astype("<i2").ravel().view("u1").reshape(-1, 2).T.tobytes()
    )
    return zlib.compress(block, 9)


def decode(block: bytes) -> MultiPolygon:
    """The shape of a block that `encode` made."""
    data = zlib.decompress(block)
    (polygons,) = struct.unpack("<H", data[:2])
    holds = np.frombuffer(data, "<u2", polygons, 2)
    rings = int(holds.sum())
    at = 2 + 2 * polygons
    points = np.frombuffer(data, "<u4", rings, at).astype(np.int64)
    first = np.frombuffer(data, "<i4", 2 * rings, at + 4 * rings).reshape(-1, 2)
    planes = np.frombuffer(data, "u1", offset=at + 12 * rings).reshape(2, -1)
    steps = np.ascontiguousarray(planes.T).view("<i2").reshape(2, -1).T
    ends = np.cumsum(points - 1)
    made = []
    for start, low, high in zip(first, ends - points + 1, ends, strict=True):
        path = np.vstack([start, start + np.cumsum(steps[low:high], axis=0, dtype=np.int64)])
        made.append(shapely.linearrings(path / SCALE))
    shells = np.cumsum(holds) - holds
    return MultiPolygon(
        [
            Polygon(made[at], made[at + 1 : at + n])
            for at, n in zip(shells.tolist(), holds.tolist(), strict=True)
        ]
    )


def _whole(coordinates: object) -> NDArray[np.int64]:
    """The ring in whole units, each point once."""
    units: NDArray[np.int64] = np.rint(np.asarray(coordinates)[:-1] * SCALE).astype(np.int64)
    return units


def _parts(shape: Polygon | MultiPolygon) -> list[Polygon]:
    return list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape]


@lru_cache(maxsize=256)
def _leaf(number: int) -> MultiPolygon:
    offset, length = _index().blocks[number]
    with PACK.open("rb") as pack:
        pack.seek(offset)
        try:
            return decode(pack.read(length))
        except (zlib.error, ValueError, struct.error) as error:
            raise _damaged() from error


@lru_cache(maxsize=64)
def _shape(leaves: tuple[int, ...]) -> Polygon | MultiPolygon:
    shapes = [_leaf(leaf) for leaf in leaves]
    if len(shapes) == 1:
        return shapes[0]
    return shapely.union_all(shapes)


@cache
def _index() -> _Index:
    try:
        with PACK.open("rb") as pack:
            if pack.read(len(MAGIC)) != MAGIC:
                raise _damaged()
            (length,) = struct.unpack("<I", pack.read(4))
            rows = json.loads(zlib.decompress(pack.read(length)))
            start = pack.tell()
    except (OSError, struct.error, zlib.error, ValueError) as error:
        raise _damaged() from error
    sizes = rows["sizes"]
    offsets = start + np.cumsum([0, *sizes])
    seas, countries = set(rows["seas"]), set(rows["countries"])
    areas = {
        place_id: _Area(tuple(leaves), radius, place_id in countries, place_id in seas)
        for place_id, radius, leaves in rows["areas"]
    }
    holders: list[list[int]] = [[] for _ in sizes]
    for place_id, area_known in areas.items():
        for leaf in area_known.leaves:
            holders[leaf].append(place_id)
    boxes = np.array(rows["boxes"]) / SCALE
    return _Index(
        areas,
        tuple(map(tuple, holders)),
        tuple(zip(offsets.tolist(), sizes, strict=False)),
        shapely.STRtree(shapely.box(*boxes.T)),
    )


def _damaged() -> GazetteerError:
    return GazetteerError(f"{PACK} is missing or is no pack of areas: install incident-mapper again")
