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
from .ground import Box, Frame, Taken, path, traced
from .lettering import SANS, number, width, written
from .payload import marks as looks

REACH = 13.0
"""Pixels from the middle of a mark to its edge."""
NUMBERED = 84.0
"""Pixels that the numbers of incidents beside one mark may take."""
LEADER = 40.0
"""Pixels from the sign of an area to its words, at most."""
SIGN, SMALL_SIGN = 9.5, 7.0
"""Pixels from the middle of an area's sign to its edge: where it has room, and where it has not."""
TALL = 20.0
"""Pixels of height of an area's words."""


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

    def points(self) -> Iterator[tuple[float, float]]:
        """Where its sign may stand: its point, then others in its outline, the near first."""
        x, y = self.at
        yield x, y
        for away in (16, 24, 32, 48, 64):
            for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7)):
                point = shapely.Point(x + dx * away, y + dy * away)
                if sum(ring.contains(point) for ring in self.outline) % 2:
                    yield point.x, point.y


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


def numbers(members: Sequence[Marked], listed: int) -> list[str]:
    """
    What may be written of the numbers of incidents under one mark, the fullest first: all ("4, 5, 10, 11, 12"), runs
    of three and more as one ("4, 5, 10–12"), and the first of these with a count of the rest ("4, 5 +3").

    Incidents that are not in the list, which holds ``listed``, have no number there: they are counted. Where none is
    in it nothing is written.
    """
    found = [each.number for each in members if each.number <= listed]
    if not found:
        return []
    unlisted = len(members) - len(found)
    parts = list(_runs(found))
    wordings = [_counted([str(each) for each in found], unlisted), _counted([text for text, _ in parts], unlisted)]
    while len(parts) > 1:
        unlisted += parts.pop()[1]
        wordings.append(_counted([text for text, _ in parts], unlisted))
    wordings += [f"+{len(members)}"] * (len(members) > 1)
    return list(dict.fromkeys(wordings))


def _counted(parts: Sequence[str], more: int) -> str:
    return ", ".join(parts) + (f" +{more}" if more else "")


def _runs(found: Iterable[int]) -> Iterator[tuple[str, int]]:
    """Numbers with runs of three and more as one, and how many each stands for."""
    runs: list[list[int]] = []
    for each in sorted(found):
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    for run in runs:
        if len(run) > 2:
            yield f"{run[0]}–{run[-1]}", len(run)
        else:
            yield from ((str(each), 1) for each in run)


def _told(wordings: Sequence[str], shown: str) -> str:
    """The title of a mark that does not show all its numbers."""
    return f"<title>{wordings[0]}</title>" if wordings and shown != wordings[0] else ""


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


def marks(groups: Sequence[Group], taken: Taken, colours: Mapping[str, str], listed: int, shares: int) -> str:
    """The marks of points, in up to ``shares`` colours, each with its incidents' numbers. Fills ``taken``."""
    bodies, counts, numbered = [], [], []
    for group in reversed(groups):  # the first are drawn over the others
        x, y, members = group.x, group.y, group.members
        wordings = numbers(members, listed)
        shown, text = _numbered(group, wordings, taken)
        numbered.append(text)
        if len(members) > 1:
            told, ring = _told(wordings, shown), tally(members, x, y, REACH + 1, colours, shares)
            bodies.append((f"<g>{told}{ring}</g>" if told else ring) + "\n")
            size = ' font-size="9"' if len(members) > 999 else ""
            counts.append(f'<text x="{number(x)}" y="{number(y + 4)}"{size}>{len(members)}</text>')
        else:
            only = members[0]
            made = sign(only.incident.type, x, y, REACH, colours, hollow=only.hollow, dashed=only.spot.weak)
            bodies.append(made + "\n")
    look = f'font-family="{SANS}" font-weight="700" font-size="10.5" text-anchor="middle"'
    halo = f'stroke="{colours["label-halo"]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return (
        "".join(bodies)
        + (f'<g {look} fill="{colours["ink"]}">{"".join(counts)}</g>\n' if counts else "")
        + (f'<g {look} fill="{colours["label-mark"]}" {halo}>{"".join(numbered)}</g>\n' if any(numbered) else "")
    )


def _numbered(group: Group, wordings: Sequence[str], taken: Taken) -> tuple[str, str]:
    """Numbers beside their mark, under it or where else there is room: which of the wordings, and its SVG."""
    fitting = [text for text in wordings if width(text, 10.5, bold=True) <= NUMBERED]
    places = [(text, box) for text in fitting for box in _beside(group, text)]
    if not places:
        return "", ""
    text, box = next((place for place in places if taken.free(place[1])), places[0])
    taken.add(box)
    return text, f'<text x="{number((box[0] + box[2]) / 2)}" y="{number(box[3] - 2)}">{text}</text>'


def _beside(group: Group, text: str) -> list[Box]:
    half = width(text, 10.5, bold=True) / 2 + 1
    away = REACH + half + 2
    return [
        (group.x + dx - half, group.y + dy - 5.5, group.x + dx + half, group.y + dy + 5.5)
        for dx, dy in ((0, REACH + 6), (0, -REACH - 6), (away, 0), (-away, 0))
    ]


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
