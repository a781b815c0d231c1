"""
What the scripts of the page know of the incidents, as JSON.

An incident is its record, as ``incidents extract`` writes it, and all that is derived of it: where it is marked, and
the words that a reader sees. Many incidents share a place, a day, a source. So they are written field by field, each
field as a *column*, a value for every incident, in the shortest of three forms::

    {"one": value}                          # the same for all
    {"of": [value, ...], "at": [2, 0, ...]} # each different value once, and which one each incident has
    {"all": [value, ...]}                   # most are different

``static/payload.js`` reads them. The payload is::

    {"map", "lang", "view", "types", "countries", "areas", "count",
     "columns": {name: column},             # of the incidents; "record.where.lat" is a field of the record
     "places": {name: column},              # of what "record.where.place" and "alternatives" refer to by number
     "labelled": {name: [[label, column]]}, # rows of label and words, null where an incident lacks the label
     "told": column,                        # how many reports an incident has
     "reports": {name: column},             # of the reports of all incidents, one after the other: their record,
                                            # a piece of evidence being [field, start, end, quote]
     "report_words": {name: column}}        # and what is derived of them

`blocks` writes a large one in parts, that the map need not wait for the words.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from gazetteer import Place
from geo.incident import Correction, Evidence, Incident, Report, When, Where

from . import words
from .geometry import lettered
from .shapes import SCALE, Spot, outline, spot, turned
from .strings import strings

STATIC = Path(__file__).parent / "static"
PACKED = 500
"""More incidents than this are compressed; fewer stay text that any browser of the last ten years reads."""

WORDS: dict[str, Callable[[Incident, str], Any]] = {
    "name": lambda incident, lang: words.short_name(incident.where, lang),
    "place": lambda incident, lang: words.place_in_words(incident.where, lang),
    "date": lambda incident, lang: words.date_in_words(incident.when, lang),
    "why": lambda incident, lang: tuple(words.why_in_words(incident.where, lang)),
    "country": lambda incident, lang: (incident.where.place and incident.where.place.country) or None,
    "corrected": lambda incident, lang: tuple(
        words.correction_in_words(correction, incident, lang) for correction in incident.corrected
    ),
}
"""What is derived of an incident for a language, by column: values that can be compared and hashed."""
LABELLED: dict[str, tuple[Callable[[Incident], Any], Callable[[Incident, str], list[tuple[str, str]]]]] = {
    "counts": (attrgetter(*words.PEOPLE), words.counts),
    "facts": (
        attrgetter("stage", *words.FIELDS, "where.place", "where.precision", "where.radius_km", "confidence"),
        words.facts,
    ),
}
"""Rows of label and words, each label a column; before them what they are made of, as equals need one row only."""
REPORT_WORDS: dict[str, Callable[[Report, str], Any]] = {
    "day": lambda report, lang: report.published and words.day(report.published, lang),
}
"""What is derived of a report."""


@cache
def marks() -> dict[str, tuple[str, str]]:
    """Colour and glyph (an SVG path in a 24 x 24 box) of each incident type."""
    table = (STATIC / "marks.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {code: (colour, glyph) for code, colour, glyph in rows[1:]}


def clean(text: str) -> str:
    """The text without what UTF-8 or HTML can't hold: lone surrogates, NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def as_json(value: Any) -> str:
    """JSON that no HTML parser takes for anything but text."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return clean(text)


def block(name: str, value: Any, *, packed: bool = False) -> str:
    """An inert script element that holds the value as JSON, or as JSON compressed by gzip and written in base64."""
    text = as_json(value)
    if not packed:
        return f'<script type="application/json" id="{name}">{text}</script>'
    # No name, no time: the same bytes for the same input. Level 6 takes nearly twice the time of 5 for 2% of the size.
    data = base64.b64encode(gzip.compress(text.encode("utf-8"), 5, mtime=0)).decode("ascii")
    return f'<script type="application/gzip" id="{name}">{data}</script>'


PLAIN = {str, int, float, bool, type(None)}
"""What JSON has as it is."""
HEAD = ("at", "radius", "weak", "area", "name", "place", "date", "record.type", "record.stage")
"""The columns that the map itself needs: of many incidents, these are read first."""
REPORTED = ("told", "reports", "report_words")


def blocks(written: dict[str, Any], *, packed: bool = False) -> tuple[str, str]:
    """
    The payload as one block; or compressed, what the map needs as one and the rest as others.

    The rest belongs behind the scripts: they begin before it has come.
    """
    if not packed:
        return block("incidents", written), ""
    columns = written["columns"]
    late = {"columns": {name: column for name, column in columns.items() if name not in HEAD}}
    rest = {
        "incidents-record": late | {name: written[name] for name in ("labelled", "places")},
        "incidents-reports": {"columns": {}} | {name: written[name] for name in REPORTED},
    }
    head = {name: value for name, value in written.items() if not any(name in part for part in rest.values())}
    head |= {"columns": {name: columns[name] for name in HEAD}, "rest": list(rest)}
    behind = "\n".join(block(name, part, packed=True) for name, part in rest.items())
    return block("incidents", head, packed=True), behind


def payload(
    incidents: Sequence[Incident],
    map_id: str,
    view: tuple[float, float, float, float],
    lang: str = "en",
    corrections: Sequence[tuple[Correction, str | None]] = (),
) -> dict[str, Any]:
    """
    All that the scripts need to know of the incidents: JSON-ready.

    ``view`` is west, south, east, north, degrees; ``corrections`` are those of readers, each with the reason why it
    does not hold any more, if so.
    """
    shown = dict.fromkeys(incident.type for incident in incidents)
    countries = sorted({incident.where.place.country for incident in incidents if incident.where.place} - {""})
    other = marks()["other"]
    areas: dict[str, Any] = {}
    places: dict[Place, int] = {}
    reports = [report for incident in incidents for report in incident.reports]
    return {
        "map": map_id,
        "lang": lang,
        "view": [round(degrees, 4) for degrees in view],
        "types": {
            code: {"words": strings(lang).get(f"type_{code}", code), "colour": colour, "glyph": glyph}
            for code in shown
            for colour, glyph in [marks().get(code, other)]
        },
        "countries": {code: words.country_in_words(code, lang) for code in countries},
        "count": len(incidents),
        "corrections": [_plain(each) | {"reason": reason} for each, reason in corrections],
        "columns": {
            **_marked(incidents, areas, view, lang),
            **{name: column(derive(each, lang) for each in incidents) for name, derive in WORDS.items()},
            **_record(incidents, places),
        },
        "labelled": {name: _labelled(incidents, *made, lang) for name, made in LABELLED.items()},
        "told": column(len(incident.reports) for incident in incidents),
        "reports": {
            **{name: column(map(attrgetter(name), reports)) for name in _names(Report) if name != "evidence"},
            "evidence": {"all": [list(map(_values(Evidence), each.evidence)) for each in reports]},
        },
        "report_words": {name: column(derive(each, lang) for each in reports) for name, derive in REPORT_WORDS.items()},
        "places": {name: column(map(attrgetter(name), places)) for name in _names(Place)},
        "areas": areas,
    }


def column(values: Iterable[Any]) -> dict[str, Any]:
    """The values as the shortest of the three forms that the module's docstring shows."""
    values = list(values)
    of = dict.fromkeys(values)
    if len(of) == 1:
        return {"one": _plain(next(iter(of)))}
    if len(of) > 0.7 * len(values):
        return {"all": _all_plain(values)}
    numbers = dict(zip(of, range(len(of)), strict=True))
    return {"of": _all_plain(list(of)), "at": list(map(numbers.__getitem__, values))}


def _all_plain(values: list[Any]) -> list[Any]:
    return values if set(map(type, values)) <= PLAIN else list(map(_plain, values))


def _plain(value: Any) -> Any:
    """The value as JSON has it, dataclasses as objects."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple):
        return value if not value or type(value[0]) is str else [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        kind: Any = type(value)
        return {name: _plain(getattr(value, name)) for name in _names(kind)}
    raise TypeError(f"{value!r} has no form in the payload")


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _values(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """Gives the values of a dataclass in the order of its fields."""
    return attrgetter(*_names(kind))


def _record(incidents: Sequence[Incident], places: dict[Place, int]) -> dict[str, Any]:
    """The columns of the record, but for its reports; fills ``places``."""

    def number(place: Place | None) -> int | None:
        return None if place is None else places.setdefault(place, len(places))

    columns: dict[str, Any] = {}
    for name in _names(Incident):
        if name == "when":
            for inner in _names(When):
                columns[f"record.when.{inner}"] = column(map(attrgetter(f"when.{inner}"), incidents))
        elif name == "where":
            wheres = [each.where for each in incidents]
            for inner in _names(Where):
                if inner == "place":
                    values: Iterable[Any] = (number(where.place) for where in wheres)
                elif inner == "alternatives":
                    values = (
                        tuple((number(other.place), other.confidence) for other in where.alternatives)
                        for where in wheres
                    )
                else:
                    values = map(attrgetter(inner), wheres)
                columns[f"record.where.{inner}"] = column(values)
        elif name != "reports":
            columns[f"record.{name}"] = column(map(attrgetter(name), incidents))
    return columns


def _labelled(
    incidents: Sequence[Incident],
    made_of: Callable[[Incident], Any],
    derive: Callable[[Incident, str], list[tuple[str, str]]],
    lang: str,
) -> list[tuple[str, dict[str, Any]]]:
    """Each label and its column, in an order that agrees with that of the rows."""
    keys = list(map(made_of, incidents))
    firsts = dict(zip(reversed(keys), reversed(incidents), strict=True))
    numbered = {key: _numbered(derive(firsts[key], lang)) for key in dict.fromkeys(keys)}
    labels: list[tuple[str, int]] = []
    for row in dict.fromkeys(tuple(row) for row in numbered.values()):
        place = 0
        for label in row:
            if label not in labels:
                labels.insert(place, label)
            place = labels.index(label) + 1
    rows = [numbered[key] for key in keys]
    return [(label[0], column([row.get(label) for row in rows])) for label in labels]


def _numbered(row: list[tuple[str, str]]) -> dict[tuple[str, int], str]:
    """Words by label and, for a label that stands twice, the how manieth it is."""
    found: dict[tuple[str, int], str] = {}
    for label, said in row:
        nth = 0
        while (label, nth) in found:
            nth += 1
        found[label, nth] = said
    return found


def _marked(
    incidents: Sequence[Incident], areas: dict[str, Any], view: tuple[float, float, float, float], lang: str
) -> dict[str, Any]:
    """The columns that say where incidents are marked; fills ``areas``, each outline once."""
    spots = [spot(incident) for incident in incidents]
    keys = [
        _area(incident, point, areas, lang) if point is not None and point.is_area else None
        for incident, point in zip(incidents, spots, strict=True)
    ]
    for area in areas.values():
        turn = turned(area["at"][1], view) - area["at"][1]
        area["at"][1] += turn
        for ring in area["rings"] or []:
            # Parts beyond the antimeridian stay with the rest.
            ring[0] = round((ring[0] / SCALE + turn if turn else turned(ring[0] / SCALE, view)) * SCALE)
        area["rings"] = area["rings"] and lettered(area["rings"])
    return {
        "at": column(point and (round(point.lat, 5), round(turned(point.lon, view), 5)) for point in spots),
        "radius": column(point and point.radius_km and round(point.radius_km, 2) for point in spots),
        "weak": column(point is not None and point.weak for point in spots),
        "area": column(keys),
    }


def _area(incident: Incident, point: Spot, areas: dict[str, Any], lang: str) -> str:
    """The key of the incident's area among ``areas``, which gets its outline if it lacks it."""
    where = incident.where
    # What is near a region, or between two, isn't in its outline.
    inside = where.place if where.relation not in {"near", "between"} else None
    key = str(inside.id) if inside else f"{point.lat:.5f} {point.lon:.5f}"
    if key not in areas:
        areas[key] = {"name": words.short_name(where, lang) or where.text or "", **outline(inside, point)}
    return key


