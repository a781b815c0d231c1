"""The ground of a picture: the basemap and its names as SVG, in Web Mercator."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from .lettering import SANS, SERIF, number, width, written

TILE = 256
"""Pixels of the world's width at zoom level 0."""
SPECK = 9.0
"""Pixels; a shorter line is left out of a coarse drawing."""
NORTHMOST = 85.0511
"""Degrees; where Web Mercator ends, at a square."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, pixels."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A window of the Mercator world, in pixels: ``left`` and ``top`` of it in a world ``size`` pixels wide."""

    left: float
    top: float
    size: float
    width: float
    height: float

    @property
    def zoom(self) -> float:
        """The zoom level of a web map at this scale."""
        return math.log2(self.size / TILE)

    @property
    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east, north; in one run of longitudes, which may leave -180..180."""
        return (
            (self.left / self.size - 0.5) * 360,
            _latitude((self.top + self.height) / self.size),
            ((self.left + self.width) / self.size - 0.5) * 360,
            _latitude(self.top / self.size),
        )

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies in the frame; of the turns of the world, on the one nearest to the frame's middle."""
        x = (lon / 360 + 0.5) * self.size - self.left
        x += self.size * round((self.width / 2 - x) / self.size)
        return x, _down(lat) * self.size - self.top

    def pixels(self, km: float, lat: float) -> float:
        """How many pixels a distance takes at a latitude; the Earth's equator is 40,075 km long."""
        return km / (40075.0167 * math.cos(math.radians(lat))) * self.size


def _down(lat: float) -> float:
    """Latitude as the unit square of Web Mercator has it: 0 in the north, 1 in the south."""
    return 0.5 - math.asinh(math.tan(math.radians(max(-NORTHMOST, min(NORTHMOST, lat))))) / (2 * math.pi)


def _latitude(down: float) -> float:
    return math.degrees(math.atan(math.sinh((0.5 - down) * 2 * math.pi)))


def framed(view: tuple[float, float, float, float], size: tuple[float, float], margin: float, deepest: float) -> Frame:
    """
    The frame of ``size`` pixels that shows a view (west, south, east, north; ``east`` may exceed 180) with a
    margin of pixels about it, no closer than the zoom level ``deepest``, and no wider than the world.
    """
    west, south, east, north = view
    east += 360 * (east < west)
    wide, high = size
    top, bottom = _down(north), _down(south)
    across, down = max((east - west) / 360, 1e-9), max(bottom - top, 1e-9)
    scale = min((wide - 2 * margin) / across, (high - 2 * margin) / down, TILE * 2**deepest)
    scale = max(scale, wide)
    left = ((west + east) / 720 + 0.5) * scale - wide / 2
    above = (top + bottom) / 2 * scale - high / 2
    return Frame(left, min(max(above, 0.0), scale - high) if scale >= high else above, scale, wide, high)


def traced(lists: Sequence[Sequence[int]], scale: int, frame: Frame, closed: bool) -> Iterator[Any]:
    """Rings or lines, given as steps of ``1 / scale`` degree, as shapes in the frame's pixels, cut to it."""
    edge = 4.0
    lists = [steps for steps in lists if len(steps) >= (6 if closed else 4)]
    if not lists:
        return
    lengths = np.array([len(steps) // 2 for steps in lists])
    firsts = np.cumsum(lengths) - lengths
    moves = np.fromiter(chain.from_iterable(lists), float, 2 * int(lengths.sum())).reshape(-1, 2)
    # Running sums of all steps; each list's own begins anew at its first point.
    total = np.cumsum(moves, axis=0)
    lon, lat = ((total - np.repeat(total[firsts] - moves[firsts], lengths, axis=0)) / scale).T
    down = 0.5 - np.arcsinh(np.tan(np.radians(np.clip(lat, -NORTHMOST, NORTHMOST)))) / (2 * np.pi)
    y = down * frame.size - frame.top
    for turn in (-1, 0, 1):
        x = (lon / 360 + 0.5 + turn) * frame.size - frame.left
        seen = (np.minimum.reduceat(x, firsts) <= frame.width + edge) & (np.maximum.reduceat(x, firsts) >= -edge)
        if not seen.any():
            continue
        xy = np.column_stack([x, y])[np.repeat(seen, lengths)]
        line = np.repeat(np.arange(seen.sum()), lengths[seen])
        made = shapely.linearrings if closed else shapely.linestrings
        shapes = made(xy, indices=line)
        if closed:
            shapes = shapely.polygons(shapes)
        west, north, east, south = shapely.bounds(shapes).T
        near = (west <= frame.width + edge) & (east >= -edge) & (north <= frame.height + edge) & (south >= -edge)
        inside = (west >= -edge) & (east <= frame.width + edge) & (north >= -edge) & (south <= frame.height + edge)
        yield from shapes[inside]
        # Of a ring that touches itself, clipping alone may give back the whole frame.
        across = shapely.make_valid(shapes[near & ~inside])
        cut = shapely.get_parts(shapely.clip_by_rect(across, -edge, -edge, frame.width + edge, frame.height + edge))
        yield from cut[(shapely.get_dimensions(cut) == (2 if closed else 1)) & ~shapely.is_empty(cut)]


def path(shapes: Iterable[Any], closed: bool, coarse: bool) -> str:
    """
    The ``d`` of a path of shapes: in tenths of a pixel, or if ``coarse`` in whole ones; generalised to less than
    one of what can be seen.
    """
    unit, tolerance = (1, 1.6) if coarse else (10, 0.35)
    made = []
    for shape in shapes:
        # Ring by ring: of a whole polygon whose outline would touch itself, shapely gives back only a part.
        for line in shapely.get_rings(shape) if closed else [shape]:
            if coarse and shapely.length(line) < SPECK:
                continue
            simple = shapely.simplify(line, tolerance, preserve_topology=False)
            made.append(_steps(np.rint(shapely.get_coordinates(simple) * unit).astype(int), closed))
    return "".join(made)


def _steps(points: NDArray[np.int_], closed: bool) -> str:
    if not len(points):
        return ""
    moves = np.diff(points, axis=0)
    moves = moves[np.any(moves != 0, axis=1)]
    moves = moves[:-1] if closed else moves
    if len(moves) < (2 if closed else 1):
        return ""
    flat = " ".join(map(str, moves.ravel().tolist())).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{flat}" + ("z" if closed else "")


def ground(data: Mapping[str, Any], frame: Frame, colours: Mapping[str, str], coarse: bool) -> str:
    """The land and waters of a basemap that `basemap.clip` gave, as SVG."""
    zoom, unit = frame.zoom, 1 if coarse else 10
    west, south, east, north = frame.degrees
    window = data["window"]
    whole = window[2] - window[0] >= 360
    beyond = not whole and not (window[0] <= west and window[1] <= south and window[2] >= east and window[3] >= north)

    def stroke(name: str, colour: str, pixels: float, dash: str = "") -> str:
        look = f'fill="none" stroke="{colours[colour]}" stroke-width="{number(pixels * unit)}"{dash}'
        return drawn(name, False, look)

    def drawn(name: str, closed: bool, look: str, of: Mapping[str, Any] = data) -> str:
        d = path(traced(of[name], of["scale"], frame, closed), closed, coarse)
        return f'<path {look} d="{d}"/>\n' if d else ""

    def dash(*pixels: int) -> str:
        return f' stroke-dasharray="{" ".join(str(each * unit) for each in pixels)}"'

    land = f'fill="{colours["land"]}" fill-rule="evenodd"'
    layers = [
        *([drawn("land", True, land, data["backdrop"]), _sea(data["window"], frame, unit, colours)] if beyond else []),
        drawn("land", True, land),
        drawn("lakes", True, f'fill="{colours["water"]}" fill-rule="evenodd"') if not coarse or zoom > 4 else "",
        stroke("rivers", "river", 0.7 if zoom < 6 else 1.1) if not coarse else "",
        stroke("admin1", "admin1", 0.9, dash(3, 3)) if zoom > 3 and not coarse else "",
        stroke("borders", "border-halo", 5) if zoom > 4 and not coarse else "",
        stroke("borders", "border", 0.9 if zoom < 5 else 1.3),
        stroke("disputed", "land", 1.6),
        stroke("disputed", "border", 1.2, dash(4, 3)),
        stroke("coast", "coast", 0.9),
    ]
    water = f'<rect width="{number(frame.width)}" height="{number(frame.height)}" fill="{colours["water"]}"/>\n'
    scaled = "" if coarse else ' transform="scale(.1)"'
    return f'{water}<g stroke-linejoin="round"{scaled}>\n{"".join(layers)}</g>\n'


def _sea(window: Sequence[float], frame: Frame, unit: int, colours: Mapping[str, str]) -> str:
    """The part of the frame that a basemap shows in detail, as water over the coarse world behind it."""
    west, south, east, north = window
    middle = (west + east) / 2
    x, top = frame.xy(north, middle)
    half, (_, bottom) = (east - west) / 720 * frame.size, frame.xy(south, middle)
    sides = (number(each * unit) for each in (x - half, top, 2 * half, bottom - top))
    box = ' '.join(f'{name}="{side}"' for name, side in zip(("x", "y", "width", "height"), sides, strict=True))
    return f'<rect {box} fill="{colours["water"]}"/>\n'


@dataclass(frozen=True, slots=True)
class Label:
    """A name to write: beside its point where ``reach`` is given (pixels to the point's edge), else on it."""

    text: str
    lat: float
    lon: float
    kind: str
    reach: float | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of name is written; pixels."""

    size: float
    colour: str
    bold: bool = False
    serif: bool = False
    upper: bool = False
    spacing: float = 0.0
    dot: float | None = None


STYLES = {
    "mark": Style(12.5, "label-mark", bold=True),
    "capital": Style(12, "label-town", bold=True, dot=2.6),
    "town": Style(11.5, "label-town", dot=1.9),
    "country": Style(12.5, "label-country", bold=True, upper=True, spacing=2),
    "far": Style(10, "label-country", bold=True, upper=True, spacing=1),
    "admin1": Style(10, "label-admin1", upper=True, spacing=1.2),
    "ocean": Style(14, "label-water", serif=True, spacing=1.5),
    "sea": Style(12.5, "label-water", serif=True, spacing=0.6),
    "lake": Style(11, "label-water", serif=True),
}
"""The styles of the page's map (static/basemap.js); ``far`` is a country on the world's map."""


@dataclass(slots=True)
class Taken:
    """Boxes on which nothing more may be written, by squares of 64 pixels, so that a look-up sees only the near."""

    cells: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def add(self, box: Box) -> None:
        """Take this box."""
        for key in self._keys(box):
            self.cells.setdefault(key, []).append(box)

    def free(self, box: Box) -> bool:
        """Whether nothing lies in this box."""
        left, top, right, bottom = box
        return not any(
            left < other[2] and right > other[0] and top < other[3] and bottom > other[1]
            for key in self._keys(box)
            for other in self.cells.get(key, ())
        )

    def _keys(self, box: Box) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (int(side // 64) for side in box)
        return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))


def labels(found: Iterable[Label], frame: Frame, taken: Taken, colours: Mapping[str, str], most: int) -> str:
    """The names that find room, the first first, as SVG; no more than ``most``. Fills ``taken``."""
    groups: dict[str, list[str]] = {}
    said: dict[str, tuple[float, float]] = {}
    for label in found:
        kind = "far" if label.kind == "country" and frame.zoom < 4 else label.kind
        style = STYLES.get(kind, STYLES["town"])
        x, y = frame.xy(label.lat, label.lon)
        twin = said.get(label.text)
        if not (0 <= x <= frame.width and 0 <= y <= frame.height):
            continue
        if twin and abs(twin[0] - x) < 60 and abs(twin[1] - y) < 60:
            continue
        placed = _placed(label, style, x, y, frame, taken)
        if placed is None:
            continue
        said[label.text] = x, y
        groups.setdefault(kind, []).append(placed)
        most -= 1
        if not most:
            break
    return "".join(_group(STYLES.get(kind, STYLES["town"]), texts, colours) for kind, texts in groups.items())


def _placed(label: Label, style: Style, x: float, y: float, frame: Frame, taken: Taken) -> str | None:
    """The name where it finds room, best place first; beside a point it keeps clear of the point."""
    text = label.text.upper() if style.upper else label.text
    wide = width(text, style.size, bold=style.bold, spacing=style.spacing)
    dot = style.dot
    if dot and not taken.free((x - dot, y - dot, x + dot, y + dot)):
        return None
    reach = label.reach + 3 if label.reach is not None else 5.0 if dot else None
    half = style.size * 0.62
    places = [(0.0, 0.0, "middle")] if reach is None else [
        (reach, 0.0, "start"), (-reach, 0.0, "end"), (0.0, reach + half, "middle"), (0.0, -reach - half, "middle"),
    ]  # fmt: skip
    for dx, dy, anchor in places:
        left = x + dx - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
        box = (left - 2, y + dy - half - 1, left + wide + 2, y + dy + half + 1)
        outside = box[0] < 2 or box[2] > frame.width - 2 or box[1] < 2 or box[3] > frame.height - 2
        if outside or not taken.free(box):
            continue
        taken.add(box)
        mark = f'<circle cx="{number(x)}" cy="{number(y)}" r="{dot}"/>' if dot else ""
        anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
        at = f'x="{number(x + dx)}" y="{number(y + dy + style.size * 0.35)}"'
        return f"{mark}<text {at}{anchored}>{written(text)}</text>"
    return None


def _group(style: Style, texts: Sequence[str], colours: Mapping[str, str]) -> str:
    halo = colours["water" if style.colour == "label-water" else "label-halo"]
    look = f'font-size="{style.size}" fill="{colours[style.colour]}" stroke="{halo}"'
    look += ' font-weight="600"' if style.bold else ""
    look += f' font-family="{SERIF}" font-style="italic"' if style.serif else f' font-family="{SANS}"'
    look += f' letter-spacing="{style.spacing}"' if style.spacing else ""
    return f'<g {look} stroke-width="3" stroke-linejoin="round" paint-order="stroke">{"".join(texts)}</g>\n'


def names(data: Mapping[str, Any], zoom: float, without: Iterable[str]) -> Iterator[Label]:
    """The names of a basemap that have room at a zoom level, the most important first, but for those ``without``."""
    left_out = set(without)
    for name, lat, lon, rank, kind in data["labels"]:
        if rank <= zoom + 0.25 and name not in left_out:
            yield Label(name, lat, lon, kind)
