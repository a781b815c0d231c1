"""
Layers of lines as arrays of whole numbers: how the basemap pack stores them, and how they are cut to a window.

Coordinates are in units of 1 / `SCALE` degree, longitude first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

SCALE = 1000
"""Integer units per degree of stored coordinates: 111 m of latitude."""
LONGEST = 30 * SCALE
"""The longest step that the encoding is asked to hold; longer ones are divided."""

Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Lines, or rings whose first point is their last, each with its rank: the lowest zoom that has room for it."""

    xy: NDArray[np.int64]
    """The points of all lines, one after the other."""
    lengths: NDArray[np.int64]
    """Points of each line, at least 2."""
    ranks: NDArray[np.uint8]

    def bounds(self) -> NDArray[np.int64]:
        """West, south, east, north of each line."""
        starts = np.cumsum(self.lengths) - self.lengths
        return np.hstack([np.minimum.reduceat(self.xy, starts), np.maximum.reduceat(self.xy, starts)])

    def lines(self, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Points of the chosen lines, degrees, and for each point the number of its line among the chosen."""
        lengths = self.lengths[chosen]
        return self.xy[np.repeat(chosen, self.lengths)] / SCALE, np.repeat(np.arange(len(lengths)), lengths)


def layer(lines: Iterable[tuple[Any, int]]) -> Layer:
    """A layer of (points in degrees, rank), without the points that rounding makes equal to the one before."""
    kept: list[NDArray[np.int64]] = []
    ranks = []
    for points, rank in lines:
        units = np.rint(np.asarray(points) * SCALE).astype(np.int64)
        moved = np.any(np.diff(units, axis=0) != 0, axis=1)
        units = units[np.concatenate([[True], moved])]
        if len(units) > 1:
            kept.append(_divided(units))
            ranks.append(min(max(rank, 0), 255))
    return Layer(np.vstack(kept), np.array([len(line) for line in kept]), np.array(ranks, np.uint8))


def _divided(units: NDArray[np.int64]) -> NDArray[np.int64]:
    if np.abs(np.diff(units, axis=0)).max() <= LONGEST:
        return units
    points: NDArray[np.float64] = shapely.get_coordinates(
        shapely.segmentize(shapely.linestrings(units), LONGEST)
    )
    return np.rint(points).astype(np.int64)


def packed(made: Layer) -> bytes:
    """
    The layer as bytes: the number of lines and of steps (u4), lengths (u4), ranks (u1), first points (i4), then the
    low bytes of all steps (i2; all x, then all y) and their high bytes. Little-endian, not compressed.
    """
    firsts = np.cumsum(made.lengths) - made.lengths
    inner = np.ones(len(made.xy), bool)
    inner[firsts] = False
    steps = np.diff(made.xy, axis=0, prepend=made.xy[:1])[inner].T.astype("<i2")
    arrays = (
        made.lengths.astype("<u4"),
        made.ranks,
        made.xy[firsts].astype("<i4"),
        steps.ravel().view("u1").reshape(-1, 2).T,
    )
    return struct.pack("<II", len(made.lengths), steps.shape[1]) + b"".join(
        array.tobytes() for array in arrays
    )


def unpacked(data: bytes) -> Layer:
    """The layer of the bytes that `packed` made."""
    count, steps = struct.unpack("<II", data[:8])
    lengths = np.frombuffer(data, "<u4", count, 8).astype(np.int64)
    ranks = np.frombuffer(data, "u1", count, 8 + 4 * count)
    at = 8 + 5 * count
    first = np.frombuffer(data, "<i4", 2 * count, at).reshape(-1, 2).astype(np.int64)
    planes = np.frombuffer(data, "u1", 4 * steps, at + 8 * count).reshape(2, -1)
    moves = np.ascontiguousarray(planes.T).view("<i2").reshape(2, -1).T
    starts = np.cumsum(lengths) - lengths
    xy = np.zeros((steps + count, 2), np.int64)
    inner = np.ones(len(xy), bool)
    inner[starts] = False
    xy[inner] = moves
    # Running sums of all steps; each line's own begins anew at its first point.
    total = np.cumsum(xy, axis=0)
    return Layer(total + np.repeat(first - total[starts], lengths, axis=0), lengths, ranks)


@dataclass(frozen=True, slots=True)
class Paths:
    """Lines, or rings whose last point is their first, in degrees: kept together, as one by one they take long."""

    points: NDArray[np.float64]
    """The points of all, one after the other; longitude first."""
    lengths: NDArray[np.int64]
    """Points of each, at least 1."""

    @property
    def firsts(self) -> NDArray[np.int64]:
        """Where each begins among the points."""
        firsts: NDArray[np.int64] = np.cumsum(self.lengths) - self.lengths
        return firsts

    def each(self) -> list[NDArray[np.float64]]:
        """The points of each."""
        return np.split(self.points, self.firsts[1:]) if len(self.lengths) else []


def paths(lines: Sequence[NDArray[np.float64]]) -> Paths:
    """These lines together."""
    points = np.concatenate(lines) if lines else np.zeros((0, 2))
    return Paths(points, np.array([len(line) for line in lines], np.int64))


@dataclass(frozen=True, slots=True)
class Detail:
    """Where lines are drawn finer than elsewhere."""

    boxes: NDArray[np.float64]
    """West, south, east, north of each, degrees."""
    tolerance: float
    """Degrees, within them."""
    rank: int
    """Lines of a higher rank are left out there."""

    def touches(self, sides: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of the boxes (west, south, east, north; degrees) reach into those of the detail."""
        found = np.zeros(len(sides), bool)
        for west, south, east, north in self.boxes:
            found |= (sides[:, 0] <= east) & (sides[:, 2] >= west) & (sides[:, 1] <= north) & (sides[:, 3] >= south)
        return found


def cut(
    whole: Layer, box: Box, rank: int, tolerance: float, *, closed: bool, detail: Detail | None = None
) -> Paths:
    """
    Lines, or rings if ``closed``, inside the box, generalised; those of a higher rank are left out.

    Rings that lie across the box are closed along its edge. Where there is ``detail``, all is finer; a line that leads
    into it has no gap at its edge.
    """
    west, south, east, north = (side * SCALE for side in box)
    sides = whole.bounds()
    near = (sides[:, 0] <= east) & (sides[:, 2] >= west) & (sides[:, 1] <= north) & (sides[:, 3] >= south)
    ranked = whole.ranks <= rank
    if detail:
        ranked |= (whole.ranks <= detail.rank) & detail.touches(sides / SCALE)
    chosen: NDArray[np.bool_] = near & ranked & (whole.lengths > (3 if closed else 1))
    points, line = whole.lines(chosen)
    if closed:
        shapes = shapely.polygons(shapely.linearrings(points, indices=line))
    else:
        shapes = shapely.linestrings(points, indices=line)
    across: NDArray[np.bool_] = np.any(
        (sides[:, :2] < (west, south)) | (sides[:, 2:] > (east, north)), axis=1
    )
    across = across[chosen]
    shapes[across] = shapely.clip_by_rect(shapes[across], *box)
    fine = detail.touches(shapely.bounds(shapes)) if detail else np.zeros(len(shapes), bool)
    simple = shapely.get_parts(shapely.simplify(shapes[~fine], tolerance, preserve_topology=False))
    if closed:
        # A ring cut by a box has no hole.
        simple = shapely.get_exterior_ring(simple)
    made = Paths(shapely.get_coordinates(simple), shapely.get_num_coordinates(simple).astype(np.int64))
    if detail and fine.any():
        mixed = _mixed(shapely.get_parts(shapes[fine]), tolerance, detail, closed)
        made = Paths(np.vstack([made.points, mixed.points]), np.concatenate([made.lengths, mixed.lengths]))
    left = made.lengths > (3 if closed else 1)
    return Paths(made.points[np.repeat(left, made.lengths)], made.lengths[left])


def _mixed(shapes: NDArray[Any], tolerance: float, detail: Detail, closed: bool) -> Paths:
    """Lines, generalised stretch by stretch: those within the detail less than those outside, their ends not at all."""
    points, line = shapely.get_coordinates(shapely.get_exterior_ring(shapes) if closed else shapes, return_index=True)
    inside = detail.touches(np.hstack([points, points]))
    begins = np.concatenate([[True], (np.diff(line) != 0) | (np.diff(inside.astype(np.int8)) != 0)])
    firsts = np.flatnonzero(begins)
    # A run goes on to the first point of the next one of its line.
    lasts = np.append(firsts[1:], len(points)) - 1
    goes_on = np.append(line[firsts[1:]] == line[firsts[:-1]], False)
    counts = lasts + goes_on - firsts + 1
    runs = np.repeat(np.arange(len(firsts)), counts)
    within = np.arange(len(runs)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(firsts, counts)
    kept = counts > 1
    lines = shapely.linestrings(points[within][kept[runs]], indices=np.cumsum(kept)[runs][kept[runs]] - 1)
    tolerances = np.where(inside[firsts], detail.tolerance, tolerance)[kept]
    simplified = shapely.simplify(lines, tolerances, preserve_topology=False)
    simple, run = shapely.get_coordinates(simplified, return_index=True)
    # The last point of a run is the first of the next, unless that has no other.
    ends = np.append(np.diff(run) != 0, True)
    of, follows = line[firsts][kept], np.append(np.diff(line[firsts][kept]) == 0, False)
    stays = ~(ends & follows[run])
    return Paths(simple[stays], np.bincount(of[run[stays]], minlength=1)[np.unique(of)].astype(np.int64))


def shores(rings: Paths, box: Box) -> Paths:
    """The rings without the stretches along the edge of the box and along the edge of the world."""
    if not len(rings.lengths):
        return rings
    west, south, east, north = box
    points, firsts = rings.points, rings.firsts
    on_edge = np.zeros(len(points), bool)
    for axis, side in ((0, west), (0, east), (0, -180), (0, 180), (1, south), (1, north), (1, -90)):
        touches = np.abs(points[:, axis] - side) < 1e-6
        on_edge[:-1] |= touches[:-1] & touches[1:]
    # From the last point of a ring no side leads on.
    on_edge[firsts[1:] - 1] = on_edge[-1] = False
    inland = ~np.logical_or.reduceat(on_edge, firsts)
    islands = Paths(points[np.repeat(inland, rings.lengths)], rings.lengths[inland])
    broken = [
        part
        for first, length in zip(firsts[~inland].tolist(), rings.lengths[~inland].tolist(), strict=True)
        for part in _ashore(points[first : first + length], on_edge[first : first + length - 1])
    ]
    shore = paths(broken)
    return Paths(np.vstack([islands.points, shore.points]), np.concatenate([islands.lengths, shore.lengths]))


def _ashore(ring: NDArray[np.float64], on_edge: NDArray[np.bool_]) -> Iterator[NDArray[np.float64]]:
    """The stretches of a ring between those of its sides that lie on an edge."""
    # Begin after a stretch of edge, so that no line is broken at the ring's first point.
    begin = int(np.argmax(on_edge))
    points, edges = np.roll(ring[:-1], -begin, axis=0), np.roll(on_edge, -begin)
    points = np.vstack([points, points[:1]])
    breaks = np.flatnonzero(edges)
    for low, high in zip([-1, *breaks], [*breaks, len(edges)], strict=True):
        if high - low > 1:
            yield points[low + 1 : high + 1]


def steps(lines: Paths, scale: int, shift: float = 0.0, *, closed: bool) -> list[list[int]]:
    """
    Each as ``[x0, y0, dx1, dy1, ...]`` in units of 1 / ``scale`` degree, ``shift`` degrees added to longitudes.

    Without those of which nothing is left to draw: a line shorter than a unit, a ring of less than three points.
    """
    if not len(lines.lengths):
        return []
    firsts = lines.firsts
    units = np.rint((lines.points + np.array([shift, 0.0])) * scale).astype(np.int64)
    moves = np.diff(units, axis=0, prepend=units[:1])
    moves[firsts] = units[firsts]
    kept = np.any(moves != 0, axis=1)
    kept[firsts] = True
    counts = np.add.reduceat(kept, firsts, dtype=np.int64)
    if closed:
        # The last move, that which closes the ring.
        kept[np.flatnonzero(kept)[np.cumsum(counts) - 1]] = False
        counts -= 1
    flat: list[int] = moves[kept].ravel().tolist()
    ends, least = (2 * np.cumsum(counts)).tolist(), 3 if closed else 2
    return [
        flat[end - 2 * count : end] for end, count in zip(ends, counts.tolist(), strict=True) if count >= least
    ]


LETTERS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", np.uint8)
"""Six bits each: five of a number and, in the highest, whether more of it follow."""


def lettered(lines: Sequence[Sequence[int]]) -> str:
    """
    Lines of whole numbers as text, a line after the other, each ended by a full stop.

    A number takes as many `LETTERS` as it needs, the lowest bits first; its sign is its lowest bit.

    >>> lettered([[0, 1, -1], [100]])
    'ACB.oG.'
    """
    if not lines:
        return ""
    numbers = np.concatenate([np.asarray(line, np.int64) for line in lines])
    coded = np.where(numbers < 0, ~numbers * 2 + 1, numbers * 2)
    # Fifty bits are enough for anything on Earth.
    parts = coded[:, None] >> np.arange(0, 50, 5)
    used = parts > 0
    used[:, 0] = True
    more = np.roll(used, -1, axis=1)
    more[:, -1] = False
    text = LETTERS[(parts & 31) | (more << 5)][used].tobytes().decode("ascii")
    ends = np.cumsum(used.sum(axis=1))[np.cumsum([len(line) for line in lines]) - 1].tolist()
    return "".join(text[begin:end] + "." for begin, end in zip([0, *ends[:-1]], ends, strict=True))
