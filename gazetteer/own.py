"""Places of your own: read from CSV or GeoJSON, and added to a gazetteer."""

from __future__ import annotations

import array
import csv
import hashlib
import io
import json
import math
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from . import store
from .areas import containing
from .compile import importance, radius_km
from .names import fold
from .nearby import RECORDS, grid
from .refusals import unreadable
from .store import GazetteerError, Store

_COLUMNS = {"latitude": "lat", "longitude": "lon", "lng": "lon", "long": "lon", "alternate": "alternates"}
"""Other names of columns in use."""

_KIND = "geometry type"
"""Column of what a GeoJSON feature has for a point."""

_LONGEST = 200
"""Characters of a name, as in GeoNames."""

_FILE_BYTES = 200_000_000
"""Longest file of places that is read."""

_MASK = (1 << store.STANDING_SHIFT) - 1


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A place to be added. Degrees; ``feature`` is a GeoNames code, ``country`` an ISO 3166-1 alpha-2 code or empty."""

    name: str
    lat: float
    lon: float
    feature: str = "PPL"
    country: str = ""
    population: int = 0
    alternates: tuple[str, ...] = ()

    @property
    def id(self) -> int:
        """Negative, and the same each time for the same place."""
        key = f"{self.feature}|{self.name}|{self.country}|{self.lat:.4f}|{self.lon:.4f}"
        return -(zlib.crc32(key.encode()) & 0x7FFFFFFF) or -1


def read_places(path: Path, base: Store) -> tuple[list[OwnPlace], list[str]]:
    """
    The places of a file (.csv, .geojson), and a line for each row that holds none: where, why, what to do.

    Columns, or properties of Point features: ``name``, ``lat``, ``lon``; if known ``feature`` (else ``PPL``),
    ``country``, ``population``, ``alternates`` (separated by ``|``). Raises `GazetteerError` for a file that
    cannot be read at all.
    """
    rows = _geojson_rows if path.suffix.lower() in (".geojson", ".json") else _csv_rows
    places: list[OwnPlace] = []
    problems = []
    codes = {identifier: code for code, identifier in base.tables["countries"].items()}
    taken = set(base.ids)
    try:
        for where, row in rows(path):
            try:
                place = _place(row, base, codes)
                if place.id in taken:
                    raise ValueError(f"{place.name} is there already; delete the row")
                taken.add(place.id)
                places.append(place)
            except ValueError as problem:
                problems.append(f"{path}:{where}: {problem}")
    except OSError as problem:
        raise GazetteerError(f"{path}: {unreadable(problem)}; check the name") from None
    except UnicodeDecodeError:
        raise GazetteerError(f"{path}: is not UTF-8; save it as UTF-8") from None
    except csv.Error as problem:
        raise GazetteerError(f"{path}: is no CSV ({problem}); save it as CSV in UTF-8") from None
    return places, problems


def _text(path: Path) -> str:
    """Raises `GazetteerError` for what is no regular file, or too long a one; `OSError`, `UnicodeDecodeError`."""
    if path.exists() and not path.is_file():  # opening a pipe would wait for its writer
        raise GazetteerError(f"{path}: is a folder, pipe or device, not a file; save the places in a file")
    if path.stat().st_size > _FILE_BYTES:
        raise GazetteerError(f"{path}: has more than {_FILE_BYTES // 1_000_000} MB; split it, and add each part")
    return path.read_text(encoding="utf-8-sig")


def _csv_rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    text = _text(path)
    heading = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count))
    columns = [_column(name) for name in reader.fieldnames or ()]
    missing = [name for name in ("name", "lat", "lon") if name not in columns]
    if missing:
        raise GazetteerError(f"{path}: has no column {' or '.join(missing)}; its first line must name name, lat, lon")
    reader.fieldnames = columns
    for row in reader:
        yield str(reader.line_num), row


def _column(name: str) -> str:
    name = name.strip().casefold()
    return _COLUMNS.get(name, name)


def _geojson_rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        features = json.loads(_text(path))["features"]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, RecursionError, KeyError, TypeError) as problem:
        if isinstance(problem, UnicodeDecodeError):
            raise
        raise GazetteerError(f"{path}: is no GeoJSON FeatureCollection; export it as one") from None
    for number, feature in enumerate(features, start=1):
        row: dict[str, Any] = {}
        if isinstance(feature, dict):
            properties = feature.get("properties")
            if isinstance(properties, dict):
                row = {_column(str(key)): value for key, value in properties.items()}
            given = feature.get("geometry")
            geometry = given if isinstance(given, dict) else {}
            row[_KIND] = str(geometry.get("type"))
            point = geometry.get("coordinates") if row[_KIND] == "Point" else None
            row["lon"], row["lat"] = [*(point if isinstance(point, list) else ()), None, None][:2]
        yield f"feature {number}", row


def _place(row: Mapping[str, Any], base: Store, codes: Mapping[int, str]) -> OwnPlace:
    """Raises `ValueError` with cause and remedy; ``codes`` are the countries' by their ids."""
    name = _name(row.get("name"))
    if row.get(_KIND, "Point") != "Point":
        raise ValueError(f"{name} has no Point but {str(row[_KIND])[:40]!r}; give the point where it is to stand")
    lat, lon = _degrees(row, "lat", 90), _degrees(row, "lon", 180)
    feature = str(row.get("feature") or "PPL").strip().upper()
    if feature not in base.tables["feature_words"]:
        raise ValueError(f"{feature!r} is no feature code known here; give PPL, AIRB, DAM ..., or leave it out")
    country = str(row.get("country") or "").strip().upper()
    if country and country not in base.tables["countries"]:
        raise ValueError(f"{country!r} is no country of this gazetteer; give its two letters, like UA, or leave it out")
    population = str(row.get("population") or "0").strip().replace(",", "").replace(" ", "")
    if not (population.isascii() and population.isdigit() and int(population) < 1 << 32):
        raise ValueError(f"{row['population']!r} is no population; give a whole number, or leave it out")
    given = row.get("alternates") or ()
    names = given if isinstance(given, list) else str(given).split("|") if given else []
    alternates = tuple(dict.fromkeys(_name(each) for each in names if str(each).strip()))
    if not country:
        country = next((codes[area] for area in containing(lat, lon) if area in codes), "")
    return OwnPlace(name, lat, lon, feature, country, int(population), alternates)


def _name(value: object) -> str:
    name = " ".join(str(value or "").split())
    if not fold(name):
        raise ValueError("has no name; write one, or delete the row")
    if len(name) > _LONGEST or not name.isprintable():
        raise ValueError(f"{name[:40]!r} is no name: at most {_LONGEST} printable characters")
    return name


def _degrees(row: Mapping[str, Any], column: str, most: int) -> float:
    value = row.get(column)
    try:
        degrees = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except ValueError:
        degrees = math.nan
    if not -most <= degrees <= most:
        found = "is missing" if value in (None, "") else f"is {str(value)[:40]!r}"
        raise ValueError(f"{column} {found}; give degrees from -{most} to {most}, like 46.48")
    return degrees


def add_places(base: Store, places: Sequence[OwnPlace], source: Mapping[str, str], target: Path) -> None:
    """
    Write a gazetteer that holds those of ``base`` and some more places; ``source`` is told by its ``info``.

    The file appears whole or not at all. Raises `OSError` if it cannot be written.
    """
    tables = {**base.tables, "sources": [*base.tables["sources"], dict(source)]}
    tables["features"] = features = [
        *base.tables["features"],
        *sorted({place.feature for place in places} - set(base.tables["features"])),
    ]
    old_ids = np.frombuffer(base.ids, "<i4")
    ids = np.sort(np.concatenate([old_ids, np.array([place.id for place in places], "<i4")]))
    moved = np.searchsorted(ids, old_ids).astype("<u4")
    numbers = np.searchsorted(ids, [place.id for place in places]).tolist()
    records, names = _records(base, places, ids, moved, numbers, features)
    trie, starts, postings = _index(base, places, moved, numbers, records, features)
    cells, order = grid(records.tobytes())
    sections = {
        "trie": trie.tobytes(),
        "starts": starts.tobytes(),
        "postings": postings.tobytes(),
        "ids": ids.tobytes(),
        "records": records.tobytes(),
        "names": names,
        "cells": cells,
        "order": order,
        "tables": json.dumps(tables, ensure_ascii=False, sort_keys=True).encode(),
    }
    store.write_store(target, sections)


def _records(
    base: Store,
    places: Sequence[OwnPlace],
    ids: NDArray[Any],
    moved: NDArray[Any],
    numbers: Sequence[int],
    features: Sequence[str],
) -> tuple[NDArray[Any], bytes]:
    """Records of all places, in the order of their ids, and the names they point into."""
    old = np.frombuffer(base.records, RECORDS).copy()
    for holder in ("admin1", "admin2", "country"):
        held = old[holder] != store.NOWHERE
        old[holder][held] = moved[old[holder][held]]
    records = np.zeros(len(ids), RECORDS)
    records[moved] = old
    names = bytearray(base.names)
    first_order = features.index("ADM1") if "ADM1" in features else -1

    def number_of(identifier: int) -> int:
        number = int(np.searchsorted(ids, identifier))
        return number if number < len(ids) and ids[number] == identifier else store.NOWHERE

    for place, number in zip(places, numbers, strict=True):
        country = number_of(base.tables["countries"].get(place.country, 0))
        areas = [each for each in map(number_of, containing(place.lat, place.lon)) if each != store.NOWHERE]
        admin1 = next(
            (each for each in areas if records[each]["feature"] == first_order and records[each]["country"] == country),
            store.NOWHERE,
        )
        name = place.name.encode()
        records[number] = (
            round(place.lat * 1e5), round(place.lon * 1e5), place.population, admin1, store.NOWHERE, country,
            radius_km(place.feature, place.population), len(names), len(name), features.index(place.feature),
            place.country.encode(), b"",
        )  # fmt: skip
        names += name
    return records, bytes(names)


def _index(
    base: Store,
    places: Sequence[OwnPlace],
    moved: NDArray[Any],
    numbers: Sequence[int],
    records: NDArray[Any],
    features: Sequence[str],
) -> tuple[Any, array.array[int], array.array[int]]:
    """The names of all places: trie, starts, postings; under each name the best place first."""
    added: dict[str, list[int]] = defaultdict(list)
    for place, number in zip(places, numbers, strict=True):
        standings = {fold(name): 1 for name in place.alternates} | {fold(place.name): 0}
        for name, standing in standings.items():
            added[name].append(number | standing << store.STANDING_SHIFT)
    trie = marisa_trie.Trie(chain(base.trie.iterkeys(), added))
    olds = np.full(len(trie), -1, np.int64)
    news: dict[int, list[int]] = {trie[name]: held for name, held in added.items()}
    for name, key in trie.iteritems():
        olds[key] = base.trie.get(name, -1)
    before = np.frombuffer(base.postings, "<u4")
    before = moved[before & _MASK] | (before & ~np.uint32(_MASK))

    def rank(posting: int) -> tuple[int, float, int]:
        number = posting & _MASK
        record = records[number]
        weight = importance(features[record["feature"]], int(record["population"]))
        return posting >> store.STANDING_SHIFT, -weight, number

    starts, postings = array.array("I", [0]), array.array("I")
    for key, old in enumerate(olds.tolist()):
        held = before[base.starts[old] : base.starts[old + 1]] if old >= 0 else before[:0]
        if key in news:
            postings.extend(sorted([*held.tolist(), *news[key]], key=rank))
        else:
            postings.frombytes(held.tobytes())
        starts.append(len(postings))
    return trie, starts, postings


def source_of(path: Path, places: Sequence[OwnPlace]) -> dict[str, str]:
    """What `add_places` notes of a file of places: its name, size and checksum."""
    content = path.read_bytes()
    return {
        "source": path.name,
        "licence": "your own",
        "gives": f"{len(places)} places",
        "bytes": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
