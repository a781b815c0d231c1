"""
Divisions newer or smaller than what Natural Earth draws, cut out of its shapes by their towns. Maintainers only.

Each point of a shape goes to the division of the nearest town in it (Voronoi cells, joined by division). Where the
true shape is known and five or more towns tell, the cut and the true shape share three quarters of their union in
the median (Jaccard; sixteen countries of Africa, America, Asia and Europe), so the cut is an approximation, good for
saying which division a point is likely in and for drawing an area.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

LEAST = 5
"""Towns of a division from which its shape is cut."""
SHARE = 0.2
"""Of a division's towns, or of the towns in a shape, for the division to have part of it: fewer are strays."""


class Town(NamedTuple):
    """A town's point in degrees and the id of its first-order division."""

    lon: float
    lat: float
    division: int


def lacking(towns: Sequence[Town], held: set[int]) -> set[int]:
    """Divisions that have towns enough and no shape."""
    counts = Counter(town.division for town in towns)
    return {division for division, count in counts.items() if count >= LEAST and division not in held}


def parted(
    shape: BaseGeometry, towns: Sequence[Town], wanted: set[int], totals: Counter[int]
) -> Iterator[tuple[BaseGeometry, int]]:
    """
    The parts of a shape and the division of each, or 0; nothing where no wanted division has part of it.

    ``towns`` are those in the shape, ``totals`` the numbers of all towns by division. The parts are the whole shape.
    """
    counts = Counter(town.division for town in towns)
    least = {division: SHARE * min(totals[division], len(towns)) for division in counts}
    sharing = {division for division, count in counts.items() if division and count >= least[division]}
    west, _, east, _ = shape.bounds
    if not wanted & sharing or east - west > 180:
        return
    owned = [town for town in towns if town.division in sharing]
    cells: defaultdict[int, list[BaseGeometry]] = defaultdict(list)
    points = np.array([(town.lon, town.lat) for town in owned])
    for cell, owner in zip(_cells(points, shape), owned, strict=True):
        cells[owner.division].append(cell)
    for division in sorted(cells):
        part = shapely.union_all(cells[division]).intersection(shape)
        yield part, division if division in wanted else 0


def _cells(points: NDArray[np.float64], shape: BaseGeometry) -> list[BaseGeometry]:
    """The Voronoi cell of each point, distances as at the shape's latitude; one point's cell is everything."""
    squeeze = np.array([np.cos(np.radians(shape.centroid.y)), 1.0])
    # Towns that share a point would share a cell.
    apart = points * squeeze + np.arange(len(points))[:, None] * 1e-7
    reach = shapely.transform(shapely.box(*shape.bounds), lambda xy: xy * squeeze).buffer(1)
    if len(points) == 1:
        return [shapely.box(*shape.bounds).buffer(1)]
    found = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(apart), extend_to=reach))
    at, cell = shapely.STRtree(found).query(shapely.points(apart), predicate="intersects")
    of = dict(zip(at.tolist(), cell.tolist(), strict=True))
    return [shapely.transform(found[of[number]], lambda xy: xy / squeeze) for number in range(len(points))]
