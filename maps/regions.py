"""The incidents of a picture in areas: outlines, their signs, and the words that stand with these, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.ops import polylabel

from . import shapes, words
from .ground import Box, Frame, Taken, path, traced
from .lettering import SANS, number, width, written
from .signs import NUMBERED, REACH, Group, Marked, colour, numbers, sign

LEADER = 40.0
"""Pixels from the sign of an area to its words, at most."""
SIGN, SMALL_SIGN = 9.5, 7.0
"""Pixels from the middle of an area's sign to its edge: where it has room, and where it has not."""
TALL = 20.0
"""Pixels of height of an area's words."""


@dataclass(frozen=True, slots=True)
class Region:
    """Incidents of one area: its outline in the frame, and the point of its tag, pixels."""

    name: str
    members: list[Marked]
    outline: list[Any]
    """Rings, even-odd; empty where no data set has the shape: then a circle of ``radius`` pixels is drawn."""
    at: tuple[float, float]
    radius: float

    def points(self) -> Iterator[tuple[float, float]]:
        """Where its sign may stand: its point, then others in its outline, the near first."""
        x, y = self.at
        yield x, y
        for away in (16, 24, 32, 48, 64):
            for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7)):
                point = shapely.Point(x + dx * away, y + dy * away)
                if sum(ring.contains(point) for ring in self.outline) % 2:
                    yield point.x, point.y


def regions(areas: Iterable[Marked], frame: Frame, lang: str) -> list[Region]:
    """The areas of incidents that can be seen in the frame, the largest first."""
    found: dict[object, list[Marked]] = {}
    for each in areas:
        where = each.incident.where
        inside = where.place if where.relation not in {"near", "between"} else None
        found.setdefault(inside.id if inside else (each.spot.lat, each.spot.lon), []).append(each)
    seen = [region for members in found.values() if (region := _region(members, frame, lang))]
    return sorted(seen, key=lambda region: -sum(ring.area for ring in region.outline))


def _region(members: list[Marked], frame: Frame, lang: str) -> Region | None:
    first = members[0]
    where = first.incident.where
    inside = where.place if where.relation not in {"near", "between"} else None
    made = shapes.outline(inside, first.spot)
    name = words.short_name(where, lang) or where.text or ""
    radius = frame.pixels(first.spot.radius_km or 5, first.spot.lat)
    if made["rings"] is None:
        x, y = frame.xy(*made["at"])
        inside_frame = 0 <= x <= frame.width and 0 <= y <= frame.height
        return Region(name, members, [], (x, y), radius) if inside_frame else None
    rings = list(traced(made["rings"], shapes.SCALE, frame, True))
    if not rings:
        return None
    box = shapely.box(30, 16, frame.width - 30, frame.height - 16)
    seen = [part for ring in rings for part in shapely.get_parts(ring.buffer(0).intersection(box)) if part.area > 0]
    largest = max(seen, key=lambda part: part.area, default=None)
    if largest is None:
        return None
    middle = polylabel(largest, max(0.5, math.sqrt(largest.area) / 50))
    return Region(name, members, rings, (middle.x, middle.y), radius)


def outlines(found: Iterable[Region], colours: Mapping[str, str], coarse: bool) -> str:
    """The areas of incidents, outlined and tinted."""
    made = []
    for region in found:
        tint = colour(region.members[0].incident.type, colours)
        hollow = all(each.hollow for each in region.members)
        unit = 1 if coarse or not region.outline else 10
        dash = f' stroke-dasharray="{6 * unit} {4 * unit}"' if hollow or not region.outline else ""
        opacity = 0 if hollow else 0.1
        look = f'fill="{tint}" fill-opacity="{opacity:g}" stroke="{tint}" stroke-width="{1.5 * unit:g}"{dash}'
        if region.outline:
            scaled = ' transform="scale(.1)"' if unit == 10 else ""
            d = path(region.outline, True, coarse)
            made.append(f'<path fill-rule="evenodd" {look}{scaled} d="{d}"/>\n')
        else:
            x, y = region.at
            made.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(region.radius)}" {look}/>\n')
    return "".join(made)


def stand(groups: Iterable[Group], found: Sequence[Region], taken: Taken) -> list[tuple[float, float, float]]:
    """
    Where the signs of areas stand and their reach, pixels: on the area's point, or on another within it that is clear
    of the marks; where it has none, smaller, and under the marks. Fills ``taken`` with marks and signs.
    """
    for group in groups:
        taken.add((group.x - REACH, group.y - REACH, group.x + REACH, group.y + REACH))
    places = []
    for region in found:
        x, y, reach = next(
            ((x, y, SIGN) for x, y in region.points() if taken.free((x - SIGN, y - SIGN, x + SIGN, y + SIGN))),
            (*region.at, SMALL_SIGN),
        )
        taken.add((x - reach, y - reach, x + reach, y + reach))
        places.append((x, y, reach))
    return places


def icons(
    found: Iterable[Region], places: Iterable[tuple[float, float, float]], colours: Mapping[str, str], listed: int
) -> str:
    """The signs of areas at the places that `stand` gave."""
    made = []
    for region, (x, y, reach) in zip(found, places, strict=True):
        first = region.members[0]
        icon = sign(first.incident.type, x, y, reach, colours, hollow=first.hollow, dashed=first.spot.weak, area=True)
        told = ": ".join([region.name, *numbers(region.members, listed)[:1]])
        made.append(f"<g><title>{written(told)}</title>{icon}</g>\n")
    return "".join(made)


def tags(
    found: Iterable[Region], places: Iterable[tuple[float, float, float]], frame: Frame, taken: Taken,
    colours: Mapping[str, str], listed: int,
) -> str:  # fmt: skip
    """
    The words of areas, name and numbers, clear of the marks and of each other, beside their sign or tied to it by a
    line; where there is no room the numbers alone, or nothing. Fills ``taken``.
    """
    made = []
    for region, (x, y, reach) in zip(found, places, strict=True):
        count = f" ({len(region.members)})" if len(region.members) > 1 else ""
        wordings = numbers(region.members, listed)
        text = next((text for text in wordings if width(text, 10.5, bold=True) <= NUMBERED), "")
        for name in (region.name + count, "") if text else (region.name + count,):
            box = next((box for box in _rooms(x, y, reach, _tag_width(name, text), frame) if taken.free(box)), None)
            if box:
                taken.add(box)
                made.append(_leader((x, y), reach, box, colours) + _tag(name, text, box, colours))
                break
    return f'<g font-family="{SANS}">\n{"".join(made)}</g>\n' if made else ""


def _tag_width(name: str, text: str) -> float:
    parts = [width(name, 12, bold=True)] * bool(name) + [width(text, 10.5, bold=True)] * bool(text)
    return sum(parts) + 6 * (len(parts) + 1)


def _tag(name: str, text: str, box: Box, colours: Mapping[str, str]) -> str:
    left, top, right, bottom = box
    made = (
        f'<rect x="{number(left)}" y="{number(top)}" width="{number(right - left)}" height="{number(bottom - top)}"'
        f' rx="4" fill="{colours["paper"]}" stroke="{colours["line"]}"/>'
    )
    if name:
        made += (
            f'<text x="{number(left + 6)}" y="{number(top + 14)}" font-size="12" font-weight="600"'
            f' fill="{colours["ink"]}">{written(name)}</text>'
        )
    if text:
        made += (
            f'<text x="{number(right - 6)}" y="{number(top + 13.7)}" font-size="10.5" text-anchor="end"'
            f' fill="{colours["soft"]}">{text}</text>'
        )
    return made + "\n"


def _leader(at: tuple[float, float], reach: float, box: Box, colours: Mapping[str, str]) -> str:
    """A line from words to their sign unless they stand beside it: to a dot on one that may lie under a mark."""
    x, y = min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3])
    if max(abs(x - at[0]), abs(y - at[1])) <= reach + 3:
        return ""
    end, dot = at, f'<circle cx="{number(at[0])}" cy="{number(at[1])}" r="2" fill="{colours["ink"]}"/>'
    if reach == SIGN:
        short = reach / max(abs(x - at[0]), abs(y - at[1]))
        end, dot = (at[0] + (x - at[0]) * short, at[1] + (y - at[1]) * short), ""
    d = f"M{number(x)} {number(y)}L{number(end[0])} {number(end[1])}"
    return f'<path d="{d}" fill="none" stroke="{colours["ink"]}" stroke-width="1"/>{dot}'


def _rooms(x: float, y: float, reach: float, wide: float, frame: Frame) -> Iterator[Box]:
    """Where words may stand about their sign, best first: beside it, then farther, up to `LEADER` from its middle."""
    for away in (reach + 2, 20.0, 28.0, LEADER):
        slant = away * 0.7
        for left, top in (
            (x + away, y - TALL / 2), (x - away - wide, y - TALL / 2),
            (x - wide / 2, y + away), (x - wide / 2, y - away - TALL),
            (x + slant, y + slant), (x + slant, y - slant - TALL),
            (x - slant - wide, y + slant), (x - slant - wide, y - slant - TALL),
        ):  # fmt: skip
            if 2 <= left <= frame.width - wide - 2 and 2 <= top <= frame.height - TALL - 2:
                yield left, top, left + wide, top + TALL
