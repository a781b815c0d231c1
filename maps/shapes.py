"""Where an incident is marked: a point, or the outline of an area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from shapely.geometry import MultiPolygon
from shapely.ops import polylabel

from gazetteer import Place
from gazetteer.areas import area
from geo.incident import Incident

SCALE = 1000
"""Integer units per degree of an outline."""
WORLD = (-150.0, -50.0, 170.0, 72.0)
"""West, south, east, north of the view where nothing is placed: the inhabited world."""
SMALL_KM = 250
"""Radius of areas about whose middle the ground is drawn as finely as about a point."""
KM_PER_DEGREE = 111.2
"""Of latitude, mean: the Earth's mean circumference of 40,030 km by 360."""
LIKELY = 0.5
"""A place less sure than this is marked as weak."""


class Spot(NamedTuple):
    """Where an incident is marked, degrees and kilometres."""

    lat: float
    lon: float
    radius_km: float | None
    is_area: bool
    weak: bool
    """Near the place and not at it, or at a place that is less likely than not."""


def spot(incident: Incident) -> Spot | None:
    """
    Where the incident is marked, ``None`` without a place.

    Raises ValueError where its coordinates are no point on Earth.
    """
    where = incident.where
    if where.lat is None or where.lon is None:
        return None
    if not (-90 <= where.lat <= 90 and -180 <= where.lon <= 180):
        raise ValueError(
            f"incident {incident.id}: latitude {where.lat}, longitude {where.lon} is no point on Earth; "
            "latitude runs from -90 to 90, longitude from -180 to 180"
        )
    return Spot(
        where.lat,
        where.lon,
        where.radius_km,
        where.is_area or (where.place is not None and where.place.is_area),
        where.relation in {"near", "between"}
        or where.precision == 2
        or (where.confidence is not None and where.confidence < LIKELY),
    )


def outline(place: Place | None, point: Spot) -> dict[str, Any]:
    """
    An area for the page: the point of its label, and its rings if it is a place whose shape is known.

    A ring is ``[x0, y0, dx1, dy1, ...]``, longitude and latitude in `SCALE` units per degree, closed by the
    drawer; all rings together are filled by the even-odd rule.
    """
    shape = area(place.id) if place else None
    if shape is None or shape.is_empty:
        return {"at": [point.lat, point.lon], "rings": None}
    west, south, east, north = shape.bounds
    shape = shape.simplify(max(0.5 / SCALE, max(east - west, north - south) / 1500))
    parts = list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape]
    largest = max(parts, key=lambda part: part.area)
    middle = polylabel(largest, max(1e-4, math.sqrt(largest.area) / 50))
    rings = [_ring(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]
    return {
        "at": [round(middle.y, 4), round(middle.x, 4)],
        "rings": [ring for ring in rings if len(ring) >= 6],
    }


def _ring(coordinates: Sequence[tuple[float, float]]) -> list[int]:
    """Coordinates as steps of integers, without the last point, which repeats the first."""
    points = [(round(lon * SCALE), round(lat * SCALE)) for lon, lat, *_ in coordinates]
    flat: list[int] = list(points[0])
    for before, after in pairwise(points[:-1]):
        if before != after:
            flat += (after[0] - before[0], after[1] - before[1])
    return flat


def window(incidents: Sequence[Incident]) -> tuple[float, float, float, float]:
    """
    West, south, east, north of the first view, degrees: all points, and the areas that don't dwarf them.

    Where the view crosses the antimeridian, west is less than -180 or east more than 180; its middle is a longitude.
    """
    points: list[tuple[float, float, float, float]] = []
    areas: list[tuple[float, float, float, float]] = []
    for incident in incidents:
        place = spot(incident)
        if place is None:
            continue
        box = _circle(place)
        if place.is_area:
            inside = incident.where.place if incident.where.relation not in {"near", "between"} else None
            shape = area(inside.id) if inside else None
            areas.append(box if shape is None else shape.bounds)
        else:
            points.append(box)
    small = [box for box in areas if box[2] - box[0] <= 40 and box[3] - box[1] <= 30]
    boxes = points + small or areas
    if not boxes:
        return WORLD
    west, south, east, north = zip(*boxes, strict=True)
    left, right = _around(list(zip(west, east, strict=True)))
    return left, min(south), right, max(north)


def _around(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """The meridians between which all spans lie: across the antimeridian where that is far the shorter way round."""
    west, east = min(west for west, _ in spans), max(east for _, east in spans)
    if east - west <= 180:
        return west, east
    ordered, reach, widest = sorted(spans), -math.inf, (0.0, 0.0, 0.0)
    for left, right in ordered:
        if reach > -math.inf and left - reach > widest[0]:
            widest = left - reach, reach, left
        reach = max(reach, right)
    gap, last, first = widest
    if 360 - gap >= (east - west) / 2:
        return west, east
    return (first, last + 360) if first + last + 360 < 360 else (first - 360, last)


def turned(lon: float, view: tuple[float, float, float, float]) -> float:
    """The longitude as the view counts it: one turn more or less where that brings it into the view."""
    west, _, east, _ = view
    return next((lon + turn for turn in (0, 360, -360) if west <= lon + turn <= east), lon)


def _circle(place: Spot) -> tuple[float, float, float, float]:
    """The box about a spot's circle of uncertainty."""
    high = (place.radius_km or 0) / KM_PER_DEGREE
    wide = high / max(0.05, math.cos(math.radians(place.lat)))
    return (
        place.lon - wide,
        max(-85.0, place.lat - high),
        place.lon + wide,
        min(85.0, place.lat + high),
    )


def surroundings(view: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The window drawn in detail: the view and something about it, as screens are of any shape."""
    west, south, east, north = view
    x, y = max(4.0, (east - west) * 0.35), max(3.0, (north - south) * 0.35)
    if east - west + 2 * x >= 360:
        west, east, x = -180.0, 180.0, 0.0
    return west - x, max(-85.0, south - y), east + x, min(85.0, north + y)


def points(incidents: Sequence[Incident]) -> set[tuple[float, float]]:
    """Latitude and longitude of all incidents that are marked at a point or in a small area."""
    places = [place for each in incidents if (place := spot(each))]
    return {(place.lat, place.lon) for place in places if not place.is_area or (place.radius_km or SMALL_KM) < SMALL_KM}
