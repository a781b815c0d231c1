"""
Incidents and toponyms as JSON, GeoJSON and CSV; `load` reads the first two back into equal incidents.

The JSON form is the record itself: the names of the dataclasses, nested as they are, dates in ISO 8601, an
unknown as null. GeoJSON (RFC 7946) and CSV flatten it by a prefix: ``where_name``, ``when_start``,
``killed_best``. A GeoJSON geometry is a point or null: null also for an area, which no program shall draw as
a pin; the area's centre and extent stay in ``where_lat``, ``where_lon`` and ``where_radius_km``.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from gazetteer import Place

from .incident import STAGES, TYPES, WHEN_PRECISION, WHERE_PRECISION, YEARS, Count, Incident
from .inputs import InputError, contents, json_lines, whole
from .toponym import Toponym

FILE_BYTES = 200_000_000
"""Longest GeoJSON file that is read."""

COUNTS = ("killed", "injured", "affected")

PLACE = {
    name: f"where_place_{name}" if name in {"lat", "lon", "radius_km"} else f"where_{name}"
    for name in (field.name for field in fields(Place))
}
"""Fields of the place of an incident, and their names in a flat record."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula."""


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What steers a terminal that a table is shown on, line ends and tabs aside."""


def dumps(value: object) -> str:
    """JSON on one line, as UTF-8 text; `ValueError` for what is no number."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))


def to_json(incident: Incident) -> dict[str, Any]:
    """An incident as JSON, nested as the dataclasses are."""
    encoded = _encoded(incident)
    assert isinstance(encoded, dict)
    return encoded


def from_json(record: object) -> Incident:
    """The incident of a JSON record; `ValueError` that names the field which is missing or wrong."""
    found: Incident = decoded(Incident, record, "")
    _require_valid(found)
    return found


def jsonl(documents: Iterable[tuple[str, Sequence[Incident]]]) -> Iterator[str]:
    """One line a document: ``{"doc_id", "incidents"}``."""
    for doc_id, incidents in documents:
        yield dumps({"doc_id": doc_id, "incidents": [to_json(each) for each in incidents]}) + "\n"


def geojson(incidents: Iterable[Incident]) -> Iterator[str]:
    """A FeatureCollection, one feature a line."""
    yield '{"type": "FeatureCollection", "features": ['
    for number, each in enumerate(incidents):
        yield (",\n" if number else "\n") + dumps(_feature(each))
    yield "\n]}\n"


def table(incidents: Iterable[Incident]) -> Iterator[str]:
    """
    CSV (RFC 4180), a header line and one incident a row; what its reports say is joined with `` | ``.

    News is hostile: a cell that a spreadsheet would run as a formula gets an apostrophe before it, as in
    ``'=HYPERLINK(...)``; numbers are left alone. U+FFFD stands for a control character, which JSON spells out.
    """
    names = [name for name in _flat_names() if name not in {"where_alternatives", "reports", "corrected"}]
    yield _row([*names, "corrected", "sources", "titles", "urls", "published", "quotes"])
    for each in incidents:
        flat = _flat(each)
        told: list[list[str | None]] = [
            [report.source for report in each.reports],
            [report.title for report in each.reports],
            [report.url for report in each.reports],
            [str(report.published or "") for report in each.reports],
            [words.quote for report in each.reports for words in report.evidence if words.field == "type"],
        ]
        corrected = _joined(correction.field for correction in each.corrected)
        yield _row([*(flat[name] for name in names), corrected, *(_joined(values) for values in told)])


def toponyms(doc_id: str, found: Iterable[Toponym]) -> dict[str, Any]:
    """The toponyms of a document as JSON."""
    return {"doc_id": doc_id, "toponyms": [_toponym(each) for each in found]}


def holds_incidents(path: Path) -> bool:
    """Whether a file holds incidents and no articles: a .geojson, or a .jsonl of incidents without text."""
    if path.suffix.lower() != ".jsonl":
        return path.suffix.lower() == ".geojson"
    try:
        records = (line for _, line in json_lines(path, path.name) if isinstance(line, dict))
        first = next(records, {})
    except InputError:
        return False
    return "incidents" in first and "text" not in first


def load(path: Path) -> Iterator[Incident | InputError]:
    """The incidents of a .geojson or .jsonl file; a bad record comes as an `InputError` in its place."""
    name = str(path)
    try:
        if path.suffix.lower() == ".geojson":
            for number, feature in enumerate(_features(path, name), 1):
                yield _loaded(_unflat, feature, name, f"feature {number}", None)
            return
        for number, line in json_lines(path, name):
            if isinstance(line, InputError):
                yield line
            elif not isinstance(line.get("incidents"), list):
                yield InputError(name, "has no list of incidents", line=number)
            else:
                for each in line["incidents"]:
                    yield _loaded(from_json, each, name, "", number)
    except InputError as error:
        yield error


def _loaded(decode: Any, value: object, name: str, where: str, line: int | None) -> Incident | InputError:
    try:
        found: Incident = decode(value)
    except (ValueError, RecursionError) as error:
        cause = f"{where}: {error}" if where else str(error)
        return InputError(name, cause, "not written by incidents extract?", line=line)
    return found


def _features(path: Path, name: str) -> list[object]:
    data = contents(path, name, FILE_BYTES)
    try:
        collection = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(name, f"is not GeoJSON ({error})") from None
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise InputError(name, "is not a GeoJSON FeatureCollection")
    return features


def _encoded(value: object) -> Any:
    if is_dataclass(value):
        return {field.name: _encoded(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_encoded(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def decoded(kind: Any, value: object, path: str) -> Any:
    """
    JSON ``value`` as the ``kind`` that the dataclasses declare; ``path`` is where it stands, for the error.

    Raises `ValueError` that names the field which is missing or wrong.
    """
    if isinstance(kind, UnionType):
        return None if value is None else decoded(get_args(kind)[0], value, path)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{path} must be a list")
        return tuple(decoded(get_args(kind)[0], item, f"{path}[{i}]") for i, item in enumerate(value))
    if is_dataclass(kind):
        return _object(kind, value, path)
    if kind is date:
        if not isinstance(value, str):
            raise ValueError(f"{path} must be a date like 2024-03-12")
        return _date(value, path)
    if kind is float and type(value) is int and abs(value) < 2**53:
        value = float(value)
    if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(f"{path} must be {KINDS[kind]}")
    return whole(value) if isinstance(value, str) else value


KINDS = {str: "text", int: "a whole number", float: "a number"}


def _date(value: str, path: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{path} must be a date like 2024-03-12") from None


def _object(kind: Any, value: object, path: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"{path or 'an incident'} must be an object")
    known = {}
    for name, (hint, required) in _declared(kind).items():
        here = f"{path}.{name}" if path else name
        if name in value:
            known[name] = decoded(hint, value[name], here)
        elif required:
            raise ValueError(f"{here} is missing")
    return kind(**known)


@lru_cache
def _declared(kind: Any) -> dict[str, tuple[Any, bool]]:
    """Type of each field of a dataclass, and whether it has no default."""
    hints = get_type_hints(kind)
    return {field.name: (hints[field.name], field.default is MISSING) for field in fields(kind)}


def _require_valid(found: Incident) -> None:
    """Raise `ValueError` for a value outside the sets that the record allows."""
    where, when = found.where, found.when
    allowed = [
        ("type", found.type in TYPES),
        ("stage", found.stage in STAGES),
        ("when.precision", when.precision in WHEN_PRECISION),
        ("when.start", when.start is None or YEARS[0] <= when.start.year <= YEARS[1]),
        ("when.end", when.end is None or YEARS[0] <= when.end.year <= YEARS[1]),
        ("when.end", not (when.start and when.end) or when.start <= when.end),
        ("where.precision", where.precision is None or where.precision in WHERE_PRECISION),
        ("where.lat", where.lat is None or -90 <= where.lat <= 90),
        ("where.lon", where.lon is None or -180 <= where.lon <= 180),
        ("where.lon", (where.lat is None) == (where.lon is None)),
        ("where.radius_km", where.radius_km is None or where.radius_km >= 0),
        ("confidence", 0 <= found.confidence <= 1),
    ]
    for name, right in allowed:
        if not right:
            raise ValueError(f"{name} has a value that it may not have")


def _flat_names() -> list[str]:
    """Names of a flat record, in the order of the dataclasses."""
    names: list[str] = []
    for name, (hint, _) in _declared(Incident).items():
        if name in {"when", "where"}:
            for inner in _declared(hint):
                names += PLACE.values() if inner == "place" else [f"{name}_{inner}"]
        elif name in COUNTS:
            names += [f"{name}_{field.name}" for field in fields(Count)]
        else:
            names.append(name)
    return names


def _flat(incident: Incident) -> dict[str, Any]:
    """The record with each nested name joined by an underscore; a list of objects stays one."""
    nested = to_json(incident)
    place = nested["where"].pop("place") or {}
    flat = {name: nested[name] for name in nested if name not in {"when", "where", *COUNTS}}
    for prefix in ("when", "where", *COUNTS):
        flat |= {f"{prefix}_{name}": value for name, value in (nested[prefix] or {}).items()}
    flat |= {PLACE[name]: value for name, value in place.items()}
    return {name: flat.get(name) for name in _flat_names()}


def _feature(incident: Incident) -> dict[str, Any]:
    where = incident.where
    pinned = where.lat is not None and not where.is_area
    point = {"type": "Point", "coordinates": [where.lon, where.lat]} if pinned else None
    return {"type": "Feature", "id": incident.id, "geometry": point, "properties": _flat(incident)}


def _unflat(feature: object) -> Incident:
    """The incident of a GeoJSON feature; a point that someone has moved on a map is where it is now."""
    flat = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(flat, dict):
        raise ValueError("it has no properties")
    nested: dict[str, Any] = {name: flat[name] for name in _declared(Incident) if name in flat}
    place = {name: flat[key] for name, key in PLACE.items() if flat.get(key) is not None}
    for prefix in ("when", "where"):
        inner = {name: flat.get(f"{prefix}_{name}") for name in _declared(_declared(Incident)[prefix][0])}
        nested[prefix] = {name: value for name, value in inner.items() if f"{prefix}_{name}" in flat}
    nested["where"]["place"] = place if "id" in place else None
    for count in COUNTS:
        bounds = {name: flat.get(f"{count}_{name}") for name in ("low", "best", "high")}
        nested[count] = bounds if any(value is not None for value in bounds.values()) else None
    found = from_json(nested)
    point = feature.get("geometry")
    if point is None:
        return found
    lat, lon = _point(point)
    moved = replace(found, where=replace(found.where, lat=lat, lon=lon))
    _require_valid(moved)
    return moved


def _point(geometry: object) -> tuple[float, float]:
    """Latitude and longitude of a GeoJSON point."""
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        lon_lat = geometry.get("coordinates")
        if isinstance(lon_lat, list) and len(lon_lat) >= 2:
            return decoded(float, lon_lat[1], "latitude"), decoded(float, lon_lat[0], "longitude")
    raise ValueError("its geometry is not a point")


def _row(values: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_cell(value) for value in values])
    return line.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    shown = CONTROLS.sub("\ufffd", value)
    return f"'{shown}" if shown.lstrip(" ").startswith(FORMULA) else shown


def _joined(values: Iterable[str | None]) -> str:
    return " | ".join(dict.fromkeys(value for value in values if value))


def _toponym(toponym: Toponym) -> dict[str, Any]:
    return {
        "start": toponym.start,
        "end": toponym.end,
        "text": toponym.text,
        "kind": toponym.kind,
        **_placed(toponym.place),
        "confidence": toponym.confidence,
        "radius_km": toponym.radius_km,
        "alternatives": [{**_placed(other.place), "confidence": other.confidence} for other in toponym.alternatives],
        "why": toponym.why,
    }


def _placed(place: Place | None) -> dict[str, Any]:
    """What the JSON of a toponym says of a place; ``geonameid`` is null for one that GeoNames lacks."""
    if place is None:
        return dict.fromkeys(("lat", "lon", "geonameid", "name", "country", "admin1", "feature"))
    return {
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": place.id if place.id > 0 else None,
        "name": place.name,
        "country": place.country or None,
        "admin1": place.admin1 or None,
        "feature": place.feature,
    }
