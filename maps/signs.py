"""The incidents of a picture at points: their marks, numbers and circles of uncertainty as SVG."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo.incident import Incident

from . import shapes, words
from .ground import Box, Frame, Taken
from .lettering import SANS, number, width
from .payload import marks as looks

REACH = 13.0
"""Pixels from the middle of a mark to its edge."""
NUMBERED = 84.0
"""Pixels that the numbers of incidents beside one mark may take."""


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
