"""
The map as a picture: incidents to SVG by our own drawing, and that to PNG, neither with a browser.

The same incidents give the same bytes. Texts of incidents stand in it as escaped text and nothing else; it has no
script, no style sheet, no link and no image in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from geo.incident import Incident

from . import basemap, ground, signs, words
from . import regions as areas
from .ground import Frame, Label, Taken
from .lettering import SANS, SERIF, line, lines, number, written
from .listing import summary
from .panel import WIDE, columns, panel
from .payload import STATIC
from .payload import marks as looks
from .shapes import spot, window
from .signs import Marked
from .strings import borders_in_words, say

SIZE = (1200, 800)
SMALLEST, LARGEST = 240, 10_000
"""Pixels that a side of a picture may have."""
CLOSEST = 8
"""The deepest zoom level of a picture that nothing spreads."""
DESCRIBED = 20
"""Incidents that the picture's description names."""
SKETCH = (960, 640)
SKETCHED = 60
"""Numbers and names that a sketch holds: what stands in it stands in the page's list too."""

MARKS = 150
"""Marks that a sketch holds; more are drawn together."""

Colours = Mapping[str, str]


class PictureError(Exception):
    """A picture cannot be made; the message is one line."""


def picture(
    incidents: Sequence[Incident],
    *,
    width: int = SIZE[0],
    height: int = SIZE[1],
    title: str | None = None,
    dark: bool = False,
    lang: str = "en",
    worldview: str = "iso",
) -> str:
    """
    The map of these incidents as an SVG document of ``width`` by ``height`` pixels: the map with numbered marks, and
    the list of what they mean as far as there is room.

    Raises ValueError for a size that holds no map, a language or a worldview that the page does not know, or an
    incident whose coordinates are no point on Earth.
    """
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise ValueError(f"a picture of {width} x {height} pixels: a side may have {SMALLEST} to {LARGEST:,} pixels")
    colours = palette(dark)
    title = title or say(lang, "title")
    head, top = _head(title, summary(incidents, lang), width, colours)
    foot, bottom = _foot(width, height, colours, (lang, worldview))
    room = (20.0, top, width - 20.0, bottom)
    beside = width >= 900 and width > 1.1 * height
    right = room[2] - WIDE - 20 if beside else room[2]
    below = room[3] if beside or height < 480 else top + (bottom - top) * 0.62
    listed, beneath = 0, ""
    if beside or below < room[3]:
        free = (right + 20, top, room[2], room[3]) if beside else (20.0, below + 14, room[2], room[3])
        listed, beneath = panel(incidents, columns(free), colours, lang)
    frame = ground.framed(window(incidents), (right - 20, below - top), 44, CLOSEST)
    data = basemap.clip(*frame.degrees, worldview=worldview)
    drawn = _map(incidents, frame, data, colours, listed, lang, coarse=False)
    box = f'x="20" y="{number(top)}" width="{number(frame.width)}" height="{number(frame.height)}"'
    body = (
        f'<rect width="{width}" height="{height}" fill="{colours["paper"]}"/>\n{head}'
        f'<svg {box} viewBox="0 0 {number(frame.width)} {number(frame.height)}">\n{drawn}</svg>\n'
        f'<rect {box} fill="none" stroke="{colours["line"]}"/>\n{beneath}{foot}'
    )
    return _document(body, (width, height), title, described(incidents, lang), incidents)


def sketch(
    incidents: Sequence[Incident], view: tuple[float, float, float, float], data: Mapping[str, Any], lang: str = "en"
) -> str:
    """
    The map alone, coarse and small, as an SVG element for the page where scripts are off: in the page's colours,
    its numbers those of the page's list; of the view (west, south, east, north) and the basemap of the page.
    """
    colours = {name: f"var(--{name})" for name in palette(False) if not name.startswith("type-")}
    colours |= {name: colour for name, colour in palette(False).items() if name.startswith("type-")}
    frame = ground.framed(view, SKETCH, 44, CLOSEST)
    body = _map(incidents, frame, data, colours, SKETCHED, lang, coarse=True)
    return _document(body, SKETCH, say(lang, "map_of_incidents"), described(incidents, lang), incidents)


def png(svg: str, zoom: float = 2.0) -> bytes:
    """
    An SVG of `picture` as PNG, each of its pixels ``zoom`` pixels wide.

    Drawn by resvg with the machine's fonts; raises `PictureError` where it has none.
    """
    import resvg_py

    require_fonts()
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom))


@cache
def require_fonts() -> None:
    """Raise `PictureError` where resvg, which leaves out what it has no font for, does not even write a letter."""
    import resvg_py

    blank = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{}</svg>'
    letter = f'<text x="5" y="30" font-size="20" font-family="{SANS}">M</text>'
    empty, lettered = (bytes(resvg_py.svg_to_bytes(svg_string=blank.format(text))) for text in ("", letter))
    if lettered == empty:
        raise PictureError("a .png needs a font for its words: install one, fonts-liberation say, or write .svg")


@cache
def palette(dark: bool) -> dict[str, str]:
    """The colours of the page's style sheet by their names there, and those of types as ``type-CODE``."""
    css = (STATIC / "incidents.css").read_text(encoding="utf-8")
    light, night = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-fA-F]+);", light))
    if dark:
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-fA-F]+);", night))
    return colours | {f"type-{code}": colour for code, (colour, _) in looks().items()}


def described(incidents: Sequence[Incident], lang: str) -> str:
    """The picture in words: how many incidents, then the first of them by number."""
    first = [
        f"{count}. {words.heading(each, lang)}, {words.date_in_words(each.when, lang)}"
        for count, each in enumerate(incidents[:DESCRIBED], 1)
    ]
    return ". ".join([summary(incidents, lang), *first]) + (" …" if len(incidents) > DESCRIBED else "")


def _document(body: str, size: tuple[float, float], title: str, text: str, incidents: Iterable[Incident]) -> str:
    wide, high = (number(side) for side in size)
    glyphs = signs.definitions(incident.type for incident in incidents)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img"'
        f' aria-labelledby="picture-title picture-description">\n<title id="picture-title">{written(title)}</title>\n'
        f'<desc id="picture-description">{written(text)}</desc>\n{glyphs}{body}</svg>\n'
    )


def _map(
    incidents: Sequence[Incident],
    frame: Frame,
    data: Mapping[str, Any],
    colours: Colours,
    listed: int,
    lang: str,
    *,
    coarse: bool,
) -> str:
    """What lies in the frame, from the ground up; names make way for the marks, and places of incidents go first."""
    marked = [Marked(count, each, place) for count, each in enumerate(incidents, 1) if (place := spot(each))]
    points, apart = [each for each in marked if not each.spot.is_area], 2 * signs.REACH
    while len(groups := signs.grouped(points, frame, apart)) > MARKS and coarse:
        apart *= 1.3
    regions = areas.regions((each for each in marked if each.spot.is_area), frame, lang)
    taken = Taken()
    places = areas.stand(groups, regions, taken)
    marks = signs.marks(groups, taken, colours, listed, 2 if coarse else 9)
    tags = areas.tags(regions, places, frame, taken, colours, listed)
    named = [
        Label(name, group.members[0].spot.lat, group.members[0].spot.lon, "mark", signs.REACH)
        for group in groups[:SKETCHED]
        if (name := group.name(lang))
    ]
    said = {label.text for label in named} | {region.name for region in regions}
    names = [*named, *ground.names(data, frame.zoom, said)]
    scale = _scale(frame, taken, colours)
    return (
        ground.ground(data, frame, colours, coarse)
        + areas.outlines(regions, colours, coarse)
        + signs.circles(groups, frame, colours)
        + ground.labels(names, frame, taken, colours, SKETCHED if coarse else 400)
        + areas.icons(regions, places, colours, listed)
        + marks
        + tags
        + scale
    )


def _scale(frame: Frame, taken: Taken, colours: Colours) -> str:
    """A bar of a round number of kilometres in the lower left; none on a map of the world, where no bar is right."""
    if frame.zoom < 3.5:
        return ""
    _, south, _, north = frame.degrees
    lengths = (step * 10**power for power in range(4) for step in (1, 2, 5))
    km = max(each for each in lengths if each == 1 or frame.pixels(each, (south + north) / 2) <= 110)
    long, x, y = frame.pixels(km, (south + north) / 2), 12.0, frame.height - 12
    taken.add((x - 4, y - 22, x + long + 8, y + 6))
    halo = f'stroke="{colours["label-halo"]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    label = f"<g {halo}>{line(f'{km} km', x + 3, y - 5, 10.5, colours['soft'])}</g>"
    bar = f"M{number(x)} {number(y - 5)}v5h{number(long)}v-5"
    return f'<path d="{bar}" fill="none" stroke="{colours["soft"]}" stroke-width="1.4"/>{label}\n'


def _head(title: str, below: str, wide: float, colours: Colours) -> tuple[str, float]:
    """Title and summary at the top, and where what follows begins."""
    size = 25 if wide >= 900 else 20
    made, y = "", 14.0
    for each in lines(title, size * 1.04, wide - 40, 2, bold=True):
        y += size * 1.18
        made += line(each, 20, y, size, colours["ink"], bold=True, family=SERIF)
    for each in lines(below, 13.5, wide - 40, 2):
        y += 20
        made += line(each, 20, y, 13, colours["soft"])
    return made, y + 14


def _foot(wide: float, high: float, colours: Colours, of: tuple[str, str]) -> tuple[str, float]:
    """Credits and what is to be known ``of`` a language and a worldview at the bottom, and where what is above ends."""
    lang, worldview = of
    credit = say(lang, "footer_credit").replace("; Leaflet", "")
    text = " ".join([credit, borders_in_words(worldview, lang), say(lang, "footer_check")])
    broken = lines(text, 10.4, wide - 40, 5)
    y = high - 12 - 13.0 * (len(broken) - 1)
    made = "".join(line(each, 20, y + 13 * count, 10, colours["soft"]) for count, each in enumerate(broken))
    return made, y - 20
