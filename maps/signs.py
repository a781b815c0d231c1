"""The incidents of a picture: their marks, circles of uncertainty, areas and tags as SVG."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.ops import polylabel

from geo.incident import Incident

from . import shapes, words
from .ground import Frame, Taken, path, traced
from .lettering import SANS, number, width, written
from .payload import marks as looks

REACH = 13.0
"""Pixels from the middle of a mark to its edge."""
NUMBERS = 3
"""Numbers of incidents that one mark spells out."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An incident, its number in the list, and where it is marked."""

    number: int
    incident: Incident
    spot: shapes.Spot

    @property
    def hollow(self) -> bool:
        """Whether it hasn't happened: attempted, threatened or denied."""
        return self.incident.stage != "accomplished"


@dataclass(frozen=True, slots=True)
class Group:
    """Incidents under one mark, which stands at the first of them; pixels."""

    x: float
    y: float
    members: list[Marked]

    @property
    def at_one_spot(self) -> bool:
        """Whether all of them are at the same point."""
        return len({(each.spot.lat, each.spot.lon) for each in self.members}) == 1

    def name(self, lang: str) -> str | None:
        """The name of the place, if all are at one."""
        return words.short_name(self.members[0].incident.where, lang) if self.at_one_spot else None


@dataclass(frozen=True, slots=True)
class Region:
    """Incidents of one area: its outline in the frame, and the point of its tag, pixels."""

    name: str
    members: list[Marked]
    outline: list[Any]
    """Rings, even-odd; empty where no data set has the shape: then a circle of ``radius`` pixels is drawn."""
    at: tuple[float, float]
    radius: float


def grouped(points: Iterable[Marked], frame: Frame, apart: float = 2 * REACH) -> list[Group]:
    """The points whose marks would stand less than ``apart`` pixels apart as groups, in their order."""
    cells: dict[tuple[int, int], list[Group]] = {}
    groups: list[Group] = []
    homes: dict[tuple[float, float], Group] = {}
    for each in points:
        at = each.spot.lat, each.spot.lon
        if at in homes:
            homes[at].members.append(each)
            continue
        x, y = frame.xy(*at)
        column, row = int(x // apart), int(y // apart)
        near = (
            group
            for i in (column - 1, column, column + 1)
            for j in (row - 1, row, row + 1)
            for group in cells.get((i, j), ())
            if math.hypot(group.x - x, group.y - y) < apart
        )
        home = next(near, None)
        if home:
            home.members.append(each)
            homes[at] = home
            continue
        homes[at] = group = Group(x, y, [each])
        groups.append(group)
        cells.setdefault((column, row), []).append(group)
    return groups


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


def numbers(members: Sequence[Marked], listed: int) -> str:
    """The numbers that stand with a mark, if all its incidents are in the list, which holds ``listed``."""
    if any(each.number > listed for each in members):
        return ""
    return ", ".join(str(each.number) for each in members[:NUMBERS]) + (" …" if len(members) > NUMBERS else "")


def known(code: str) -> str:
    """The type, or ``other`` for one that has no sign: an incident made by a program may name any type."""
    return code if code in looks() else "other"


def colour(code: str, colours: Mapping[str, str]) -> str:
    """The colour of a type among the colours of the picture."""
    return colours[f"type-{known(code)}"]


def definitions(used: Iterable[str]) -> str:
    """The glyphs of types, to be used by ``<use href="#glyph-TYPE">`` with a colour."""
    look = 'fill="none" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"'
    glyphs = {code: looks()[code][1] for code in sorted({known(code) for code in used})}
    made = "".join(f'<path id="glyph-{code}" {look} d="{glyph}"/>' for code, glyph in glyphs.items())
    return f"<defs>{made}</defs>\n"


def sign(
    code: str, x: float, y: float, reach: float, colours: Mapping[str, str], *,
    hollow: bool = False, dashed: bool = False, area: bool = False,
) -> str:  # fmt: skip
    """The sign of a type about a point: a disc, or for an area a square, in the type's colour with its glyph."""
    tint = colour(code, colours)
    fill, edge = ("#fff", tint) if hollow or dashed else (tint, "#fff")
    look = f'fill="{fill}" stroke="{edge}" stroke-width="{1.8 if hollow or dashed else 1.2}"'
    look += ' stroke-dasharray="3 2.4"' if dashed else ""
    r = reach - 1
    if area:
        side = number(2 * r)
        body = f'<rect x="{number(x - r)}" y="{number(y - r)}" width="{side}" height="{side}" rx="4" {look}/>'
    else:
        body = f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" {look}/>'
    scale = reach * 0.05
    place = f"translate({number(x - 12 * scale)} {number(y - 12 * scale)}) scale({scale:.3g})"
    ink = tint if hollow or dashed else "#fff"
    return f'{body}<use href="#glyph-{known(code)}" transform="{place}" stroke="{ink}"/>'


def tally(members: Sequence[Marked], x: float, y: float, reach: float, colours: Mapping[str, str], most: int) -> str:
    """A ring of the members' colours; a grey one for more than ``most`` colours."""
    shares = Counter(colour(each.incident.type, colours) for each in members)
    if len(shares) > most:
        shares = Counter({colours["soft"]: len(members)})
    if len(shares) == 1:
        look = f'fill="{colours["paper"]}" stroke="{next(iter(shares))}" stroke-width="4"'
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(reach - 2)}" {look}/>'
    parts = [f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(reach)}" fill="{colours["paper"]}"/>']
    turned = -math.pi / 2
    for tint, count in shares.items():
        angle = 2 * math.pi * count / len(members)
        parts.append(_arc(x, y, reach - 2, turned, angle, tint))
        turned += angle
    return "".join(parts)


def _arc(x: float, y: float, r: float, start: float, angle: float, tint: str) -> str:
    x0, y0 = x + r * math.cos(start), y + r * math.sin(start)
    x1, y1 = x + r * math.cos(start + angle), y + r * math.sin(start + angle)
    d = f"M{number(x0)} {number(y0)}A{r:g} {r:g} 0 {int(angle > math.pi)} 1 {number(x1)} {number(y1)}"
    return f'<path fill="none" stroke="{tint}" stroke-width="4" d="{d}"/>'


def circles(groups: Iterable[Group], frame: Frame, colours: Mapping[str, str]) -> str:
    """Where the incidents of one place may have been, to scale, unless it would lie under the mark."""
    made = []
    for group in groups:
        if not group.at_one_spot:
            continue
        first = group.members[0]
        radius = frame.pixels(max(each.spot.radius_km or 0 for each in group.members), first.spot.lat)
        if radius < REACH + 1:
            continue
        tint = colour(first.incident.type, colours)
        dash = ' stroke-dasharray="4 4"' if any(each.spot.weak for each in group.members) else ""
        made.append(
            f'<circle cx="{number(group.x)}" cy="{number(group.y)}" r="{number(radius)}" fill="{tint}"'
            f' fill-opacity=".07" stroke="{tint}" stroke-opacity=".75" stroke-width="1.25"{dash}/>\n'
        )
    return "".join(made)


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


def marks(groups: Sequence[Group], taken: Taken, colours: Mapping[str, str], listed: int, shares: int) -> str:
    """The marks of points, in up to ``shares`` colours, each with its incidents' numbers. Fills ``taken``."""
    for group in groups:
        taken.add((group.x - REACH, group.y - REACH, group.x + REACH, group.y + REACH))
    bodies, counts, numbered = [], [], []
    for group in reversed(groups):  # the first are drawn over the others
        x, y, members = group.x, group.y, group.members
        if len(members) > 1:
            bodies.append(tally(members, x, y, REACH + 1, colours, shares) + "\n")
            size = ' font-size="9"' if len(members) > 999 else ""
            counts.append(f'<text x="{number(x)}" y="{number(y + 4)}"{size}>{len(members)}</text>')
        else:
            only = members[0]
            made = sign(only.incident.type, x, y, REACH, colours, hollow=only.hollow, dashed=only.spot.weak)
            bodies.append(made + "\n")
        numbered.append(_numbered(group, numbers(members, listed), taken))
    look = f'font-family="{SANS}" font-weight="700" font-size="10.5" text-anchor="middle"'
    halo = f'stroke="{colours["label-halo"]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return (
        "".join(bodies)
        + (f'<g {look} fill="{colours["ink"]}">{"".join(counts)}</g>\n' if counts else "")
        + (f'<g {look} fill="{colours["label-mark"]}" {halo}>{"".join(numbered)}</g>\n' if any(numbered) else "")
    )


def _numbered(group: Group, text: str, taken: Taken) -> str:
    """Numbers beside their mark: under it, or where else there is room."""
    if not text:
        return ""
    half = width(text, 10.5, bold=True) / 2 + 1
    away = REACH + half + 2
    boxes = [
        (group.x + dx - half, group.y + dy - 5.5, group.x + dx + half, group.y + dy + 5.5)
        for dx, dy in ((0, REACH + 6), (0, -REACH - 6), (away, 0), (-away, 0))
    ]
    box = next((box for box in boxes if taken.free(box)), boxes[0])
    taken.add(box)
    return f'<text x="{number((box[0] + box[2]) / 2)}" y="{number(box[3] - 2)}">{text}</text>'


def tags(found: Iterable[Region], frame: Frame, taken: Taken, colours: Mapping[str, str], listed: int) -> str:
    """The tags of areas: sign, name and numbers, clear of the marks and of each other. Fills ``taken``."""
    made = []
    for region in found:
        count = f" ({len(region.members)})" if len(region.members) > 1 else ""
        text = numbers(region.members, listed)
        named = width(region.name + count, 12, bold=True)
        wide = named + 32 + (width(text, 10.5, bold=True) + 6 if text else 0)
        box = next((box for box in _rooms(region.at, wide, frame) if taken.free(box)), None)
        box = box or next(_rooms(region.at, wide, frame))
        taken.add(box)
        left, top, right, _ = box
        first = region.members[0]
        body = (
            f'<rect x="{number(left)}" y="{number(top)}" width="{number(wide)}" height="24" rx="5"'
            f' fill="{colours["paper"]}" stroke="{colours["line"]}"/>'
        )
        icon = sign(
            first.incident.type, left + 12, top + 12, 9.5, colours,
            hollow=first.hollow, dashed=first.spot.weak, area=True,
        )  # fmt: skip
        label = (
            f'<text x="{number(left + 25)}" y="{number(top + 16.3)}" font-size="12" font-weight="600"'
            f' fill="{colours["ink"]}">{written(region.name)}{count}</text>'
        )
        numbered = (
            f'<text x="{number(right - 6)}" y="{number(top + 16)}" font-size="10.5" text-anchor="end"'
            f' fill="{colours["soft"]}">{text}</text>'
        )
        made.append(body + icon + label + (numbered if text else "") + "\n")
    return f'<g font-family="{SANS}">\n{"".join(made)}</g>\n' if made else ""


def _rooms(at: tuple[float, float], wide: float, frame: Frame) -> Iterator[tuple[float, float, float, float]]:
    """Where a tag of 24 pixels' height may stand about its point, best first."""
    x = min(max(at[0] - wide / 2, 4), max(4.0, frame.width - wide - 4))
    for dy in (0, -30, 30, -60, 60):
        y = min(max(at[1] - 12 + dy, 4), max(4.0, frame.height - 28))
        yield x, y, x + wide, y + 24
