"""
The embedded basemap: the world's land, borders, waters and place names, cut to a window.

``clip`` gives the JSON-ready form that the page draws. Everything is in WGS 84 degrees, and every geometry is
a flat list of integers ``[x0, y0, dx1, dy1, dx2, dy2, ...]``: the first point, then the step to each next
point, in units of ``1 / scale`` degree, x for longitude and y for latitude::

    {
      "scale": 1000,                          # integer units per degree, of every geometry outside "backdrop"
      "window": [west, south, east, north],   # degrees; what is drawn in detail, margin included
      "tolerance": 0.008,                     # degrees; how far a drawn line may lie from its source, at most
      "land":     [ring, ...],                # fill only (see "coast"), all rings as ONE path, even-odd rule
      "coast":    [line, ...],                # the shore: stroke only; never runs along the window's edge
      "lakes":    [ring, ...],                # fill as water, all rings as ONE path, even-odd rule; may be stroked
      "rivers":   [line, ...],                # stroke
      "admin1":   [line, ...],                # stroke: borders between first-order divisions of one country
      "borders":  [line, ...],                # stroke: borders between countries
      "disputed": [line, ...],                # stroke, dashed: lines of control and claims, drawn over "borders"
      "labels":   [[name, lat, lon, rank, kind], ...],
      "backdrop": {"scale": 100, "land": [ring, ...], "borders": [line, ...],
                   "disputed": [line, ...]}
    }

A *ring* is closed by the drawer: its first point is not repeated at its end. A *line* is open. A hole in land
or an island in a lake is a ring like any other, which is why the rings of a layer are filled as one path
with the even-odd rule.

How to draw it: the backdrop first, everywhere (the whole world, coarse, so that zooming out shows no empty
page; its land is filled and may be stroked); then, clipped to ``window``, water over the whole window,
``land``, ``lakes``, ``rivers``, ``admin1``, ``borders``, ``disputed``, ``coast``. Geometry runs a little beyond
``window``, so that the edge of the cut stays outside the clipping rectangle. For a window of the whole world
the backdrop's lists are empty, as the layers themselves hold the world.

Labels stand in the order of their importance: a drawer that places them in that order, and leaves out those
that would overlap one already placed, draws the right ones. ``rank`` is an integer, the lowest Leaflet zoom
level at which the label has room (0 to 11). ``kind`` is one of ``ocean``, ``country``, ``sea``, ``admin1``,
``lake``, ``capital`` (of a country), ``town``. ``lat`` and ``lon`` are degrees: the point of a town, and for all
others the middle of the text. Labels of countries and oceans are given for the whole world, all others for
the window.

Longitudes: a window may cross the antimeridian (``west > east``, or ``east > 180``, or ``west < -180``). Its
geometry and labels are then given in one run of longitudes, from ``window[0]`` to ``window[2]``, which may leave
-180..180; the backdrop always lies in -180..180.

Borders are those of a worldview. ``iso`` follows ISO 3166-2: a division belongs to the country whose code it bears, so
Crimea (UA-43) and Sevastopol (UA-40) are drawn in Ukraine. ``de-facto`` draws the lines that part who holds the land:
about Crimea, Abkhazia and Transnistria, none behind the Golan or between Morocco and Western Sahara, Kosovo's as a
border. The data have none about South Ossetia, nor about other land held in a war.
"""

from __future__ import annotations

import functools
import json
import math
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .geometry import Box, Detail, Layer, cut, lettered, shores, steps, unpacked

PACK = Path(__file__).parent / "data" / "basemap.pack"
PIXELS = 256
"""Width of the world at zoom level 0."""
SCREEN = 1280
"""Pixels that a window is taken to fill when it is first shown."""
DEEPER = 4
"""Zoom levels beyond the first view that still find names and small islands."""
FINEST = 0.003
"""Degrees; how the pack itself is generalised."""
WIDE = 0.02
"""Degrees; how the pack's second copy of the layers is generalised, for windows that are drawn coarser than this."""
WORLD = 0.11
"""Degrees; the tolerance with which the whole world is within `LIMIT`: where to begin, as each try takes its time."""
LIMIT = 120_000
"""Numbers that the geometry of a window may take; in the page, a number takes 1.5 letters."""
NAMES = 1600
"""Labels that a window may hold."""
NEAR = 1400
"""And beside these, labels close to incidents, which have room when one looks at a town."""
CELL = 0.4
"""Degrees; squares in which a label is close to an incident."""
ABOUT = (4.5, 3.0)
"""Degrees of latitude to each side and up and down from an incident that are drawn finer on a wide map,"""
DETAIL = 0.006
"""so many degrees from their source at best,"""
PATCHES = 40
"""where incidents lie in no more squares of a degree than this,"""
ROOM = 90_000
"""with so many numbers more."""
ROW = 10_000
"""Between the numbers of a square and of the one north of it: more than squares lie side by side."""
CLOSED = {"land", "lakes"}
DRAWN = {"land", "coast", "lakes", "rivers", "admin1", "borders", "disputed"}
WORLDVIEWS = ("iso", "de-facto")
VIEWED = {"borders", "disputed"}
"""Layers of which a worldview has lines of its own."""
LAYERS = ("land", "lakes", "rivers", "admin1", "borders", "disputed")


def clip(
    west: float,
    south: float,
    east: float,
    north: float,
    spots: Iterable[tuple[float, float]] = (),
    worldview: str = "iso",
) -> dict[str, Any]:
    """
    The basemap of a window, degrees, in the JSON-ready form that this module's docstring describes.

    The window is the part that must be shown; it is given back wider by a margin. About ``spots`` (latitude and
    longitude), lines are finer where there is room for it, and small towns are named too. ``worldview`` is one of
    `WORLDVIEWS`. Raises ValueError for another, and where it is no window: a side that is not a number, south not
    below north.
    """
    if worldview not in WORLDVIEWS:
        raise ValueError(f"{worldview!r} is no worldview: give one of {', '.join(WORLDVIEWS)}")
    near = np.array([*spots], float).reshape(-1, 2)
    window = _window(west, south, east, north)
    zoom = _zoom(window)
    rank = math.floor(zoom) + DEEPER
    # At first sight a line lies a sixth of a pixel beside its place, three levels deeper a pixel.
    tolerance = max(FINEST, 0.15 * 360 / (PIXELS * 2**zoom))
    world = window[2] - window[0] >= 360
    if world:
        tolerance = max(tolerance, WORLD)
    drawn = _drawn(window, rank, tolerance, worldview)
    while (size := _size(drawn)) > LIMIT:
        # A little more than in proportion, so that the second try nearly always fits.
        tolerance *= max(1.2, 1.08 * size / LIMIT)
        drawn = _drawn(window, rank, tolerance, worldview)
    if finer := _detailed(window, rank, tolerance, worldview, near):
        drawn = finer
    backdrop = {"scale": 100, "land": [], "borders": [], "disputed": []} if world else _backdrop(worldview)
    return {
        "scale": 1000 if finer else _scale(tolerance),
        "window": list(window),
        "tolerance": round(tolerance, 4),
        **drawn,
        "labels": _labels(window, rank, near),
        "backdrop": backdrop,
    }


def written(clipped: dict[str, Any]) -> dict[str, Any]:
    """What `clip` gives with every list of lines as the text that `geometry.lettered` makes of it: a third as long."""
    drawn = {name: lettered(lines) for name, lines in clipped.items() if name in DRAWN}
    backdrop = {name: lettered(lines) if name in DRAWN else lines for name, lines in clipped["backdrop"].items()}
    return {**clipped, **drawn, "backdrop": backdrop}


def _window(west: float, south: float, east: float, north: float) -> Box:
    """The window with its margin, in one run of longitudes, no wider or higher than the world."""
    if not all(map(math.isfinite, (west, south, east, north))) or south >= north:
        raise ValueError(f"west {west}, south {south}, east {east}, north {north} is no window: give degrees")
    if west > east:
        east += 360
    width = max(east - west, 0.5)
    margin = max(0.15 * width, 0.15 * (north - south), 0.5)
    low, high = max(-90.0, south - margin), min(90.0, north + margin)
    if width + 2 * margin >= 360:
        return -180.0, round(low, 3), 180.0, round(high, 3)
    middle = (west + east) / 2
    turns = 360 * math.floor((middle + 180) / 360)
    west, east = middle - turns - width / 2 - margin, middle - turns + width / 2 + margin
    return round(west, 3), round(low, 3), round(east, 3), round(high, 3)


def _zoom(window: Box) -> float:
    """The zoom level at which the window fills a screen, margins not counted."""
    west, south, east, north = window
    span = max(east - west, 2 * (north - south)) / 1.3
    return max(1.0, math.log2(SCREEN * 360 / (PIXELS * span)))


def _scale(tolerance: float) -> int:
    return 1000 if tolerance < 0.02 else 100


def _detailed(
    window: Box, rank: int, tolerance: float, worldview: str, spots: NDArray[np.float64]
) -> dict[str, list[list[int]]] | None:
    """The layers of a wide window, those about incidents as on the map of a country; none where there are too many."""
    squares = np.unique(np.floor(spots), axis=0)
    if tolerance < 3 * DETAIL or not 0 < len(squares) <= PATCHES:
        return None
    lat, lon = squares.T + 0.5
    wide, high = ABOUT[0] / np.cos(np.radians(np.minimum(np.abs(lat), 75))) + 0.5, ABOUT[1] + 0.5
    boxes = np.column_stack([lon - wide, lat - high, lon + wide, lat + high])
    fine = DETAIL
    while fine < tolerance / 2:
        drawn = _drawn(window, rank, tolerance, worldview, Detail(boxes, fine, rank + DEEPER))
        if _size(drawn) <= LIMIT + ROOM:
            return drawn
        fine *= 2
    return None


def _drawn(
    window: Box, rank: int, tolerance: float, worldview: str, detail: Detail | None = None
) -> dict[str, list[list[int]]]:
    """The layers of the window; where it crosses the antimeridian, of its parts, moved into one run."""
    scale = 1000 if detail else _scale(tolerance)
    found: dict[str, list[list[int]]] = {name: [] for name in ("land", "coast", *LAYERS[1:])}
    west, south, east, north = window
    beyond = 3 * tolerance + 2 / scale
    # From the generalised copy, what is left of the tolerance.
    wide, rest = (".wide", tolerance - WIDE) if tolerance >= 2 * WIDE and not detail else ("", tolerance)
    for turn in (-360, 0, 360):
        low, high = max(-180.0, west - beyond - turn), min(180.0, east + beyond - turn)
        if low >= high:
            continue
        box = (low, max(-90.0, south - beyond), high, min(90.0, north + beyond))
        for name in LAYERS:
            # Regions a few dozen pixels wide at first sight are a net over the map, not an orientation.
            deepest = rank - 2 if name == "admin1" else rank
            finer = None if name == "admin1" else detail
            lines = cut(_layer(name + wide), box, deepest, rest, closed=name in CLOSED, detail=finer)
            found[name] += steps(lines, scale, turn, closed=name in CLOSED)
            if name in VIEWED:
                own = cut(_layer(f"{name}.{worldview}{wide}"), box, deepest, rest, closed=False, detail=detail)
                found[name] += steps(own, scale, turn, closed=False)
            if name == "land":
                found["coast"] += steps(shores(lines, box), scale, turn, closed=False)
    return found


def _size(drawn: dict[str, list[list[int]]]) -> int:
    return sum(len(line) for lines in drawn.values() for line in lines)


def _labels(window: Box, rank: int, spots: NDArray[np.float64]) -> list[list[Any]]:
    """
    Names of the window, of countries and oceans those of the world; the most important first.

    At most `NAMES`, and `NEAR` more of those that lie close to ``spots``.
    """
    west, south, east, north = window
    labels, lat, lon, least, worldwide = _all_labels()
    turns = np.select([(west <= lon + turn) & (lon + turn <= east) for turn in (0, 360, -360)], [0, 360, -360], 1)
    inside = (turns != 1) & (south <= lat) & (lat <= north)
    chosen = np.flatnonzero((inside & (least <= rank)) | (worldwide & (least <= 5)))
    late = np.setdiff1d(np.flatnonzero(inside), chosen[:NAMES])
    about = np.unique(_cells(spots))
    around = [about + row * ROW + column for row in (-1, 0, 1) for column in (-1, 0, 1)]
    close = late[np.isin(_cells(np.column_stack([lat[late], lon[late]])), around)][:NEAR].tolist()
    found = []
    for number in sorted([*chosen[:NAMES].tolist(), *close]):
        name, at, across, zoom, kind = labels[number]
        turn = int(turns[number]) if inside[number] else 0
        found.append([name, at, round(across + turn, 3) if turn else across, zoom, kind])
    return found


def _cells(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """The numbers of the squares of `CELL` degrees in which points (latitude, longitude) lie."""
    rows, columns = np.floor(points / CELL).astype(np.int64).T
    cells: NDArray[np.int64] = rows * ROW + columns
    return cells


@functools.cache
def _layer(name: str) -> Layer:
    return unpacked(_member(f"{name}.layer"))


@functools.cache
def _backdrop(worldview: str) -> dict[str, Any]:
    loaded = json.loads(_member("backdrop.json"))
    own = {name: loaded[name] + loaded[f"{name}.{worldview}"] for name in sorted(VIEWED)}
    return {"scale": loaded["scale"], "land": loaded["land"], **own}


@functools.cache
def _all_labels() -> tuple[list[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """All labels, and of each its latitude, its longitude, its rank, and whether it is told on every map."""
    rows = json.loads(_member("labels.json"))
    _, lat, lon, rank, kind = zip(*rows, strict=True)
    return rows, np.array(lat), np.array(lon), np.array(rank), np.isin(np.array(kind), ["country", "ocean"])


def _member(name: str) -> bytes:
    with zipfile.ZipFile(PACK) as pack:
        return pack.read(name)
