"""The list of a picture: incidents by number as far as there is room, the types, and what the signs mean, as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from geo.incident import Incident

from . import signs, words
from .lettering import line, lines, number, width
from .shapes import spot
from .strings import say

WIDE = 330
"""Pixels that the list beside the map is wide; also about as wide as a column of the list under it."""
MOST = 500
"""Incidents that a list of any size could hold."""
TYPES_SHOWN = 8
"""Rows of the legend of types; the rarest go without."""

Colours = Mapping[str, str]
Column = tuple[float, float, float, float]
"""Left, top, right, bottom, pixels."""
Entry = tuple[Callable[[float, float], str], float]
"""What draws an entry of the list at a point, and how high it is."""


def columns(room: Column) -> list[Column]:
    """The columns into which a room is divided, each about as wide as the panel."""
    left, top, right, bottom = room
    count = max(1, round((right - left + 24) / (WIDE + 24)))
    wide = (right - left - 24 * (count - 1)) / count
    return [(left + (wide + 24) * each, top, left + (wide + 24) * each + wide, bottom) for each in range(count)]


def panel(incidents: Sequence[Incident], room: list[Column], colours: Colours, lang: str) -> tuple[int, str]:
    """
    The list of incidents as far as it fits, shortened if it does not, then with a legend of types before it; and the
    key of signs below. Gives how many are listed, and the SVG.
    """
    key, high = _key(incidents, room[-1], colours, lang)
    left, top, right, bottom = room[-1]
    room = [*room[:-1], (left, top, right, bottom - high)]
    wide = right - left
    numbered = list(enumerate(incidents[:MOST], 1))
    for write in (_entry, _short_entry, partial(_short_entry, most=1)):
        flown = _flown([write(count, each, wide, colours, lang) for count, each in numbered], room)
        if len(flown) == len(incidents):
            return len(flown), "".join(flown) + key
    entries = [_short_entry(count, each, wide, colours, lang) for count, each in numbered]
    types = Counter(each.type for each in incidents).most_common()
    most = max(1, min(TYPES_SHOWN, int((room[0][3] - room[0][1]) / 21)))
    rows = [_type_row(code, count, wide, colours, lang) for code, count in types[:most]]
    rows[-1] = rows[-1][0], rows[-1][1] + 10
    more = partial(_more, len(incidents) + len(rows), colours=colours, lang=lang)
    flown = _flown(rows + entries, room, more)
    return max(0, len(flown) - len(rows) - 1), "".join(flown) + key


def _flown(entries: Sequence[Entry], room: list[Column], more: Callable[[int], Entry] | None = None) -> list[str]:
    """As many entries as the columns hold, and then what ``more`` makes of their number, as SVG."""
    made: list[str] = []
    for count, (left, y, _, bottom) in enumerate(room, 1):
        reserved = 18.0 if more and count == len(room) else 0.0
        while len(made) < len(entries) and y + entries[len(made)][1] + reserved <= bottom:
            draw, high = entries[len(made)]
            made.append(draw(left, y))
            y += high
        if more and count == len(room):
            made.append(more(len(made))[0](left, y))
    return made


def _more(total: int, done: int, colours: Colours, lang: str) -> Entry:
    text = say(lang, "picture_more", n=total - done)
    return lambda left, y: line(text, left, y + 13, 12, colours["soft"]), 18


def _type_row(code: str, count: int, wide: float, colours: Colours, lang: str) -> Entry:
    def draw(left: float, top: float) -> str:
        return (
            signs.sign(code, left + 9, top + 9, 9, colours)
            + line(words.said(lang, "type", code), left + 26, top + 13.5, 12.5, colours["ink"])
            + line(str(count), left + wide, top + 13.5, 12, colours["soft"], anchor="end")
        )

    return draw, 21


def _entry(count: int, incident: Incident, wide: float, colours: Colours, lang: str) -> Entry:
    """One incident of the list: what, where, when and at what cost."""
    people = zip(words.counts(incident, lang), (incident.killed, incident.injured, incident.affected), strict=True)
    counted = [f"{label.lower()}: {text}" for (label, text), known in people if known]
    told = " · ".join([words.date_in_words(incident.when, lang), *counted])
    rows = [(text, 12.5, "ink", True) for text in lines(_what(incident, lang), 12.8, wide - 54, 2, bold=True)]
    where = words.place_in_words(incident.where, lang)
    rows += [(text, 12.0, "ink", False) for text in lines(where, 12.4, wide - 54, 2)]
    rows += [(text, 11.5, "soft", False) for text in lines(told, 11.9, wide - 54, 2)]
    return _drawn(count, incident, rows, (15.5, 8), colours)


def _short_entry(count: int, incident: Incident, wide: float, colours: Colours, lang: str, most: int = 2) -> Entry:
    """One incident of the list: what, then where and when, each on one line, or up to ``most`` rather than cut."""
    where = incident.where
    country = words.country_in_words(where.place.country, lang) if where.place and where.place.country else None
    name = words.short_name(where, lang) or words.place_in_words(where, lang)
    told = f"{name}, {country}" if country and country != name else name
    told = f"{told} · {words.date_in_words(incident.when, lang)}"
    rows = [(text, 12.0, "ink", True) for text in lines(_what(incident, lang), 12.2, wide - 54, most, bold=True)]
    rows += [(text, 11.5, "soft", False) for text in lines(told, 11.8, wide - 54, most)]
    return _drawn(count, incident, rows, (14, 5), colours)


def _what(incident: Incident, lang: str) -> str:
    stage = "" if incident.stage == "accomplished" else f", {words.said(lang, 'stage', incident.stage)}"
    return words.type_in_words(incident, lang) + stage


Row = tuple[str, float, str, bool]
"""Text, size, name of the colour, whether bold."""


def _drawn(
    count: int, incident: Incident, rows: Sequence[Row], heights: tuple[float, float], colours: Colours
) -> Entry:
    """An entry of rows beside its number and sign; ``heights`` are those of a row and of the gap below the last."""
    leading, gap = heights
    place = spot(incident)

    def draw(left: float, top: float) -> str:
        indent = 24 - width(str(count), 11.5, bold=True)
        numbered = line(str(count), left + max(0, indent), top + 13.5, 11.5, colours["soft"], bold=True)
        icon = signs.sign(
            incident.type, left + 39, top + 10, 9.5, colours, hollow=incident.stage != "accomplished",
            dashed=bool(place and place.weak), area=bool(place and place.is_area),
        )  # fmt: skip
        texts = [
            line(text, left + 54, top + 14 + leading * row, size, colours[colour], bold=bold)
            for row, (text, size, colour, bold) in enumerate(rows)
        ]
        return numbered + icon + "".join(texts)

    return draw, leading * len(rows) + gap


def _key(incidents: Sequence[Incident], column: Column, colours: Colours, lang: str) -> tuple[str, float]:
    """What the signs mean, of those that occur, at the foot of a column; and its height."""
    left, top, right, bottom = column
    if not incidents:
        return "", 0
    rows = list(_signs(incidents, colours, lang))
    texts = [lines(text, 11.4, right - left - 28, 2) for _, text in rows]
    heights = [14.0 * len(text) + 8 for text in texts]
    if not rows or sum(heights) > (bottom - top) / 2:
        return "", 0
    made, y = "", bottom - sum(heights) + 6
    for (icon, _), text, high in zip(rows, texts, heights, strict=True):
        made += icon(left + 9, y + 7)
        made += "".join(line(each, left + 28, y + 11 + 14 * row, 11, colours["soft"]) for row, each in enumerate(text))
        y += high
    d = f"M{number(left)} {number(bottom - sum(heights) - 4)}H{number(right)}"
    return f'<path d="{d}" stroke="{colours["line"]}"/>\n{made}', sum(heights) + 14


def _signs(incidents: Sequence[Incident], colours: Colours, lang: str) -> Iterator[tuple[Any, str]]:
    """Each kind of sign that occurs: what draws it at a point, and what it means."""
    spots = [(incident, place) for incident in incidents if (place := spot(incident))]
    points = [(incident, place) for incident, place in spots if not place.is_area]
    code = incidents[0].type
    plain = partial(signs.sign, code, reach=8.5, colours={**colours, f"type-{signs.known(code)}": colours["soft"]})

    def circle(x: float, y: float) -> str:
        look = f'fill="{colours["soft"]}" fill-opacity=".12" stroke="{colours["soft"]}" stroke-width="1.2"'
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="8" {look}/>'

    if any(place.weak for _, place in points):
        yield partial(plain, dashed=True), say(lang, "near_this_place")
    if any(incident.stage != "accomplished" for incident, _ in spots):
        yield partial(plain, hollow=True), say(lang, "attempted_or_threatened")
    if any(place.radius_km for _, place in points):
        yield circle, say(lang, "uncertainty")
    if len(points) < len(spots):
        yield partial(plain, area=True), say(lang, "in_this_area")
