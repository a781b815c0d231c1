"""
Corrections: what readers put right, as the page saves it, laid over what the program finds.

A file of corrections is JSON: ``{"corrections": [{"incident", "field", "value", "was", "by", "note", "made"}]}``.
``incident`` is the id of an incident, which is the same each time the same article is read. ``field`` is one of
`FIELDS`; ``value`` is what it shall say, as text, and null for unknown. The last word on a field counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from . import formats
from .incident import STAGES, TYPES, YEARS, Correction, Count, Incident, When, Where
from .inputs import InputError, contents
from .spots import precision_of

if TYPE_CHECKING:
    from gazetteer import Gazetteer

FIELDS: dict[str, str] = {
    "type": "a code of geo.incident.TYPES",
    "stage": "accomplished, attempted, threatened or denied",
    "start": "the first day, as 2025-03-16",
    "end": "the last day, as 2025-03-16",
    "place": "an id of the gazetteer (698740), or latitude and longitude in degrees (46.48,30.73)",
    "actor": "words",
    "target": "words",
    "weapon": "words",
    "damage": "words",
    "claimed_by": "words",
    "killed": "people: 3, or 3-5, or 3+ for at least three",
    "injured": "people, as killed",
    "affected": "people, as killed",
    "not_an_incident": "yes: nothing of the kind happened, and it is left out",
    "same_as": "id of another incident that is the same one",
    "not_same_as": "id of another report that is put together with it and is another incident",
}
"""What can be corrected, and how its value is written."""

WORDS = ("actor", "target", "weapon", "damage", "claimed_by")
PEOPLE = ("killed", "injured", "affected")
FILE_BYTES = 20_000_000
LONGEST = 500
"""Characters of a value."""
NEAR_KM = 50.0
"""Within how many kilometres of a reader's point a known place is looked for to name it by."""
POINT_KM = 1.0
"""How precise a point is that someone sets by hand on the page's map."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Incidents as corrected; which corrections hold, and which do not any more, each with the reason."""

    incidents: tuple[Incident, ...]
    applied: tuple[Correction, ...]
    unmatched: tuple[tuple[Correction, str], ...]


def load(path: Path) -> tuple[list[Correction], list[InputError]]:
    """
    The corrections of a file that the page saved, and what is wrong with each row that is none.

    Raises `InputError` for a file without a list of corrections.
    """
    name = str(path)
    try:
        content = json.loads(contents(path, name, FILE_BYTES))
    except (ValueError, RecursionError) as error:
        raise InputError(name, f"is not JSON ({error})", "save the corrections from the page again") from None
    rows = content.get("corrections") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise InputError(name, 'has no list of "corrections"', "give the file that the page saved")
    found: list[Correction] = []
    problems: list[InputError] = []
    for number, row in enumerate(rows, 1):
        try:
            if not isinstance(row, dict):
                raise ValueError("a correction must be an object")
            found.append(formats.decoded(Correction, row, ""))
        except (ValueError, RecursionError) as error:
            cause = f"correction {number} is left out: {error}"
            problems.append(InputError(name, cause, "put it right, or take it out", lost=False))
    return found, problems


def same(corrections: Iterable[Correction], field: str) -> list[tuple[str, str]]:
    """Pairs of ids that readers called the same (``same_as``) or put apart (``not_same_as``)."""
    return [(each.incident, each.value) for each in corrections if each.field == field and each.value]


def apply(
    incidents: Sequence[Incident], corrections: Sequence[Correction], places: Gazetteer | None = None
) -> Corrected:
    """
    Lay corrections over incidents, in their order: each incident keeps what was corrected in it.

    A correction whose incident is not there any more, or whose value cannot be, is given back with the reason.
    ``places`` names the places of corrected points; the shipped gazetteer where none is given.
    """
    present = {incident.id: incident for incident in incidents}
    order = list(present)
    parts = {part: incident.id for incident in incidents for part in _parts(incident)}
    applied, unmatched = [], []
    for correction in corrections:
        incident = present.get(parts.get(correction.incident, ""))
        if incident is None:
            unmatched.append((correction, "there is no such incident any more"))
            continue
        try:
            changed = _changed(incident, correction, parts, places)
        except ValueError as problem:
            unmatched.append((correction, str(problem)))
            continue
        applied.append(correction)
        if changed is None:
            del present[incident.id]
        else:
            present[incident.id] = replace(changed, corrected=(*incident.corrected, correction))
    return Corrected(tuple(present[each] for each in order if each in present), tuple(applied), tuple(unmatched))


def _parts(incident: Incident) -> tuple[str, ...]:
    """The id of an incident, and of those that were put together in it."""
    return (incident.id, *incident.parts)


def _changed(
    incident: Incident, correction: Correction, parts: dict[str, str], places: Gazetteer | None
) -> Incident | None:
    """The incident as corrected; None where it is none. Raises `ValueError` with the reason where it cannot be."""
    field, value = correction.field, (correction.value or "").strip() or None
    if value and len(value) > LONGEST:
        raise ValueError(f"its value has more than {LONGEST} characters")
    if field == "not_an_incident":
        return None
    if field in ("same_as", "not_same_as"):
        joined = parts.get(value or "") == incident.id
        if joined != (field == "same_as"):
            raise ValueError(f"{value!r} is {'not there to be put together' if not joined else 'still one'} with it")
        return incident
    if field in WORDS:
        return replace(incident, **{field: value})  # type: ignore[arg-type] # the fields of WORDS are text
    if field in PEOPLE:
        return replace(incident, **{field: people(value)})  # type: ignore[arg-type] # counts, likewise
    if field in ("type", "stage"):
        if value not in (TYPES if field == "type" else STAGES):
            raise ValueError(f"no {field} is called {value!r}")
        return replace(incident, **{field: value})  # type: ignore[arg-type]
    if field in ("start", "end"):
        return replace(incident, when=_when(incident.when, field, value))
    if field == "place":
        return replace(incident, where=_where(incident, correction, value, places))
    raise ValueError(f"no field is called {field!r}")


def people(value: str | None) -> Count | None:
    """
    A number of people as a reader writes it; None is unknown.

    >>> people("3"), people("3-5"), people("3+"), people(None)
    (Count(low=3, best=3, high=3), Count(low=3, best=None, high=5), Count(low=3, best=3, high=None), None)
    """
    if value is None:
        return None
    read = re.fullmatch(r"(\d{1,9})\s*(?:(\+)|[-–]\s*(\d{1,9}))?", value)
    if read is None:
        raise ValueError(f"{value!r} is no number of people: write 3, 3-5 or 3+")
    low = int(read[1])
    if read[2]:
        return Count(low, low, None)
    high = int(read[3]) if read[3] else low
    if high < low:
        raise ValueError(f"{value!r} runs from the larger to the smaller number")
    return Count(low, low if high == low else None, high)


def _when(when: When, field: str, value: str | None) -> When:
    try:
        day = date.fromisoformat(value) if value else None
        if day and not YEARS[0] <= day.year <= YEARS[1]:
            raise ValueError
    except ValueError:
        raise ValueError(f"{value!r} is no day: write it as 2025-03-16") from None
    start, end = (day, when.end) if field == "start" else (when.start, day)
    if start and end and start > end:  # the other end is corrected next, or follows
        start, end = day, day
    days = (end - start).days if start and end else None
    precision = 0 if start is None and end is None else 5
    if days is not None:
        precision = next((p for p, most in ((1, 0), (2, 5), (3, 6), (4, 30)) if days <= most), 5)
    return When(start, end, precision, when.text, "none")


def _where(incident: Incident, correction: Correction, value: str | None, places: Gazetteer | None) -> Where:
    """The place that a reader chose: one of the gazetteer, or a point, which the nearest place names."""
    said = f"set by {correction.by}" if correction.by else "set by a reader"
    why = f"{said}: {correction.note}" if correction.note else said
    text = incident.where.text
    if value is None:
        return Where(text=text, why=why)
    if re.fullmatch(r"-?\d{1,12}", value):
        identifier, known = int(value), {other.place.id: other.place for other in incident.where.alternatives}
        if identifier not in known and identifier not in _shipped(places):
            raise ValueError(f"the gazetteer has no place {value}")
        place = known.get(identifier) or _shipped(places)[identifier]
        relation = "in" if place.is_area else "at"
        return Where(text, relation, place, place.lat, place.lon, precision_of(place), place.radius_km, None, (), why)
    point = re.fullmatch(r"(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)", value)
    if point is None or abs(lat := float(point[1])) > 90 or abs(lon := float(point[2])) > 180:
        raise ValueError(f"{value!r} is neither a place's id nor a latitude and a longitude")
    near = _shipped(places).nearest(lat, lon, within_km=NEAR_KM, limit=1) or _shipped(places).at(lat, lon)
    if not near:
        raise ValueError(f"no place is known about {value} to name it by")
    return Where(text, "near", near[0], lat, lon, 2, POINT_KM, None, (), why)


def _shipped(places: Gazetteer | None) -> Gazetteer:
    import gazetteer

    return gazetteer.load() if places is None else places
