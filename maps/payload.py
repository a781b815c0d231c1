"""
What the scripts of the page know of the incidents, as JSON.

One incident is its `record`, as ``incidents extract`` writes it, and beside it all that is derived of it: where it is
marked, and every word that a reader sees of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from geo.formats import to_json
from geo.incident import Incident

from . import words
from .shapes import outline, spot
from .strings import strings

STATIC = Path(__file__).parent / "static"


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


def payload(
    incidents: Sequence[Incident], map_id: str, view: tuple[float, float, float, float], lang: str = "en"
) -> dict[str, Any]:
    """All that the scripts need to know of the incidents: JSON-ready; ``view`` is west, south, east, north, degrees."""
    shown = dict.fromkeys(incident.type for incident in incidents)
    countries = sorted({incident.where.place.country for incident in incidents if incident.where.place} - {""})
    other = marks()["other"]
    areas: dict[str, Any] = {}
    return {
        "map": map_id,
        "lang": lang,
        "view": [round(degrees, 4) for degrees in view],
        "types": {
            code: {"words": strings(lang).get(f"type_{code}", code), "colour": colour, "glyph": glyph}
            for code in shown
            for colour, glyph in [marks().get(code, other)]
        },
        "countries": {code: words.country_in_words(code) for code in countries},
        "incidents": [_incident(incident, areas) for incident in incidents],
        "areas": areas,
    }


def _incident(incident: Incident, areas: dict[str, Any]) -> dict[str, Any]:
    """One incident for the scripts: where to mark it, and every word of its popup; fills ``areas``."""
    where, when = incident.where, incident.when
    point = spot(incident)
    record = to_json(incident)
    told = record.pop("reports")
    area = None
    name = words.short_name(where)
    if point is not None and point.is_area:
        # What is near a region, or between two, isn't in its outline.
        inside = where.place if where.relation not in {"near", "between"} else None
        area = str(inside.id) if inside else f"{point.lat:.5f} {point.lon:.5f}"
        if area not in areas:
            areas[area] = {"name": name or where.text or "", **outline(inside, point)}
    return {
        "record": record,
        "type": incident.type,
        "stage": incident.stage,
        "at": point and [round(point.lat, 5), round(point.lon, 5)],
        "radius": point and point.radius_km and round(point.radius_km, 2),
        "area": area,
        "weak": point is not None and point.weak,
        "country": (where.place and where.place.country) or None,
        "name": name,
        "heading": words.heading(incident),
        "place": words.place_in_words(where),
        "date": words.date_in_words(when),
        "dated": when.text,
        "start": when.start and when.start.isoformat(),
        "end": when.end and when.end.isoformat(),
        "counts": words.counts(incident),
        "facts": words.facts(incident),
        "why": words.why_in_words(where),
        "reports": [
            each | {"day": report.published and words.day(report.published), "quotes": words.quotes(report)}
            for report, each in zip(incident.reports, told, strict=True)
        ],
    }
