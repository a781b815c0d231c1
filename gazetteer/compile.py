"""compile_store: the tables of ``data/`` into the one file that `lookup` opens."""

from __future__ import annotations

import array
import hashlib
import json
import math
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import marisa_trie

from . import store
from .names import DIVISION_WORDS, fold
from .nearby import grid
from .spellings import rules
from .store import GazetteerError
from .tables import DATA, rows

INPUTS = (
    "places.tsv.xz", "supplement.tsv", "display_names.tsv", "names.tsv", "demonyms.tsv", "abbreviations.tsv",
    "features.tsv", "sources.tsv", "spellings.tsv", "scripts.tsv", "institutions.tsv",
)  # fmt: skip
"""The tables that a store is compiled from."""

FIRST_ORDER_WORDS = ("region", "oblast", "province", "state", "governorate")
"""News calls any first-order division by any of these: "Kursk region", "Aleppo province"."""

_RADII = {
    "ADM1": 60.0, "ADM2": 20.0, "ADM3": 12.0, "ADM4": 6.0, "ADM5": 4.0, "ADMD": 15.0, "RGN": 60.0, "CONT": 3500.0,
    "PCLI": 300.0, "PCLD": 60.0, "AIRP": 3.0, "AIRB": 3.0, "AIRF": 2.0, "LK": 10.0, "STM": 100.0, "ISL": 5.0,
    "LCTY": 10.0,
}  # fmt: skip
"""Where neither a polygon nor member towns give an extent: about the median of the feature, in km."""


@dataclass(slots=True)
class _Row:
    id: int
    name: str
    lat: float
    lon: float
    feature: str
    country: str
    admin1: str
    admin2: str
    population: int
    radius_km: float
    names: dict[str, int] = field(default_factory=dict)
    """Folded name to its standing, a place in `store.STANDINGS`."""


def settlement_radius_km(population: int) -> float:
    """
    Radius of the circle about a settlement's point that holds nearly all of it, in km.

    A kilometre for the point's own doubt, and the circle that the people fill at 2,500 to the square
    kilometre, a usual density of built-up land. 2 km where the population is unknown.

    >>> [round(settlement_radius_km(people), 1) for people in (0, 10_000, 100_000, 10_000_000)]
    [2.0, 2.1, 4.6, 36.7]
    """
    return 1.0 + math.sqrt(population / (2500 * math.pi)) if population else 2.0


def radius_km(feature: str, population: int) -> float:
    """Extent of a place of which only this is known: radius of the circle that holds nearly all of it, in km."""
    return settlement_radius_km(population) if feature.startswith("PPL") else _RADII.get(feature, 5.0)


def compile_store(target: Path, data: Path = DATA) -> None:
    """
    Compile the tables of a folder into one file, which appears whole or not at all.

    Raises `GazetteerError` where a table names an unknown place or is malformed.
    """
    store.write_store(target, _sections(data))


def _sections(data: Path) -> dict[str, bytes]:
    places = sorted(_places(data), key=lambda row: row.id)
    numbers = {row.id: number for number, row in enumerate(places)}
    if len(numbers) != len(places):
        raise GazetteerError(f"{data}: two places have one id")
    _amend(data, places, numbers)
    trie, starts, postings = _index(places)
    codes = sorted({row.feature for row in places})
    records, names = _records(places, codes)
    cells, order = grid(records)
    tables = {
        "features": codes,
        "feature_words": dict(rows(data / "features.tsv")),
        "demonyms": _words(data / "demonyms.tsv", numbers),
        "abbreviations": _words(data / "abbreviations.tsv", numbers),
        "postal": sorted(cells[0] for cells in rows(data / "abbreviations.tsv") if cells[3] == "postal"),
        "countries": {
            row.country: row.id for row in reversed(places) if row.feature.startswith(("PCL", "TERR")) and row.country
        },
        "spellings": rules(),
        "institutions": sorted(word for word, _kind in rows(data / "institutions.tsv")),
        "digest": digest(data),
        "sources": [
            {"source": source, "licence": licence, "gives": gives}
            for source, licence, gives in rows(data / "sources.tsv")
        ],
    }
    return {
        "trie": trie,
        "starts": starts,
        "postings": postings,
        "ids": array.array("i", [row.id for row in places]).tobytes(),
        "records": records,
        "names": names,
        "cells": cells,
        "order": order,
        "tables": json.dumps(tables, ensure_ascii=False, sort_keys=True).encode(),
    }


def digest(data: Path = DATA) -> str:
    """Checksum of the tables, by which a store is known to be theirs."""
    total = hashlib.sha256()
    for name in INPUTS:
        path = data / name
        if not path.is_file():
            raise GazetteerError(f"{path}: is missing; get a complete copy of the package")
        total.update(path.read_bytes())
    return total.hexdigest()


def _places(data: Path) -> Iterator[_Row]:
    taken = set()
    for cells in rows(data / "places.tsv.xz"):
        taken.add(int(cells[0]))
        row = _Row(
            int(cells[0]), cells[1], float(cells[2]), float(cells[3]), cells[4], cells[5], cells[6], cells[7],
            int(cells[8] or 0), float(cells[9] or 0),
        )  # fmt: skip
        yield _named(row, cells[10], cells[11])
    for name, lat, lon, feature, country, admin1, population, radius, main, alternate, _source in rows(
        data / "supplement.tsv"
    ):
        key = f"{feature}|{name}|{country}"
        while (identifier := -(zlib.crc32(key.encode()) & 0x7FFFFFFF)) in taken:
            key += "|"  # the number is another place's
        row = _Row(
            identifier, name, float(lat), float(lon), feature, country, admin1, "",
            int(population or 0), float(radius or 0),
        )  # fmt: skip
        yield _named(row, main, alternate)


def _named(row: _Row, main: str, alternate: str) -> _Row:
    names = row.names
    if alternate:
        for name in alternate.split("|"):
            names[fold(name)] = 1
    if main:
        for name in main.split("|"):
            names[fold(name)] = 0
    names[fold(row.name)] = 0
    if row.feature == "ADM1":
        for name, standing in first_order_names(row.name).items():
            names.setdefault(name, standing)
    return row


def first_order_names(name: str) -> dict[str, int]:
    """Folded names, with their standing, that news gives a first-order division: with any word of kind, or none."""
    words = fold(name).split(" ")
    stem = " ".join(words[:-1] if len(words) > 1 and words[-1] in DIVISION_WORDS else words)
    return {stem: 1, **{f"{stem} {word}": 0 for word in FIRST_ORDER_WORDS}}


def _amend(data: Path, places: list[_Row], numbers: dict[int, int]) -> None:
    """The hand-made names: what a place is called now, and names that the sources lack or misplace."""

    def place(identifier: str, path: Path) -> _Row:
        if int(identifier) not in numbers:
            raise GazetteerError(f"{path}: no place has id {identifier}")
        return places[numbers[int(identifier)]]

    path = data / "display_names.tsv"
    for identifier, name, _note in rows(path):
        row = place(identifier, path)
        before, row.name = fold(row.name), name
        _named(row, "", "")
        if fold(name).startswith(f"{before} "):
            row.names[before] = 1  # the bare name is first of all its seat's
    path = data / "names.tsv"
    for identifier, name, standing, _note in rows(path):
        row = place(identifier, path)
        if standing == "never":
            row.names.pop(fold(name), None)
        elif standing in store.STANDINGS:
            row.names[fold(name)] = store.STANDINGS.index(standing)
        else:
            raise GazetteerError(f"{path}: {standing} is no standing of a name")


_LANDS = frozenset(
    "RGN RGNE AREA STRT GULF BAY ISL ISLS LK RSV STM CNL MTS PEN DSRT VAL FRST AIRP AIRB PSN DAM CMPRF".split()
)
"""Features that news means by their name, before a village of that name."""


def importance(feature: str, population: int) -> float:
    """Prior of a place among its namesakes: the logarithm of its population, and its rank."""
    if feature.startswith("PCL"):
        return 2.0 + math.log10(population + 10)
    if feature == "CONT":
        return 10.0
    if feature in ("SEA", "OCN"):
        return 6.5
    if feature == "ADM1":
        return math.log10(population or 300_000) - 0.7
    if feature.startswith("ADM"):
        return math.log10(population + 10) - 1.5
    if feature in _LANDS:
        return 4.5
    if feature == "PPLX":  # a quarter is less than a town of its size: some count more people than their city
        return math.log10(min(population, 1_000_000) + 1) - 1.5
    if feature == "LCTY":
        return -1.0
    if not feature.startswith("PPL"):
        return 3.0
    seat = {"PPLC": 0.7, "PPLA": 0.3, "PPLH": -1.0, "PPLQ": -1.0, "PPLW": -1.0}
    return math.log10(population + 1) + seat.get(feature, 0.0)


def _index(places: list[_Row]) -> tuple[bytes, bytes, bytes]:
    """Names to places, the best first: trie, starts, postings."""
    holders: dict[str, list[tuple[int, float, int]]] = defaultdict(list)
    for number, row in enumerate(places):
        weight = -importance(row.feature, row.population)
        for name, standing in row.names.items():
            if name:
                holders[name].append((standing, weight, number))
    trie = marisa_trie.Trie(sorted(holders))
    starts = array.array("I", [0])
    postings = array.array("I")
    ordered: list[list[tuple[int, float, int]]] = [[]] * len(holders)
    for name, held in holders.items():
        ordered[trie[name]] = held
    for held in ordered:
        held.sort()
        postings.extend(number | standing << store.STANDING_SHIFT for standing, _, number in held)
        starts.append(len(postings))
    return trie.tobytes(), starts.tobytes(), postings.tobytes()


def _records(places: list[_Row], codes: list[str]) -> tuple[bytes, bytes]:
    countries: dict[str, int] = {}
    first: dict[tuple[str, str], int] = {}
    second: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(places):
        if row.feature.startswith(("PCL", "TERR")):
            countries.setdefault(row.country, number)
        elif row.feature == "ADM1":
            first.setdefault((row.country, row.admin1), number)
        elif row.feature == "ADM2":
            second.setdefault((row.country, row.admin1, row.admin2), number)
    feature_numbers = {code: number for number, code in enumerate(codes)}
    names = bytearray()
    records = bytearray()
    for number, row in enumerate(places):
        name = row.name.encode()
        holders = [
            first.get((row.country, row.admin1), store.NOWHERE),
            second.get((row.country, row.admin1, row.admin2), store.NOWHERE) if row.admin2 else store.NOWHERE,
            countries.get(row.country, store.NOWHERE),
        ]
        holders = [store.NOWHERE if holder == number else holder for holder in holders]
        radius = row.radius_km or radius_km(row.feature, row.population)
        records += store.RECORD.pack(
            round(row.lat * 1e5), round(row.lon * 1e5), min(row.population, 0xFFFFFFFF), *holders,
            radius, len(names), len(name), feature_numbers[row.feature], row.country.encode(),
        )  # fmt: skip
        names += name
    return bytes(records), bytes(names)


def _words(path: Path, numbers: dict[int, int]) -> dict[str, int]:
    """Words, spelled as they must be, to ids."""
    found: dict[str, int] = {}
    for word, identifier, place, *_ in rows(path):
        if int(identifier) not in numbers:
            raise GazetteerError(f"{path}: no place has id {identifier} ({place})")
        if word in found:
            raise GazetteerError(f"{path}: {word} stands twice")
        found[word] = int(identifier)
    for word, number in list(found.items()):
        if word.endswith(".") and word.count(".") > 1:  # where a sentence ends, some write "N.Y" without its own
            found.setdefault(word[:-1], number)
    return found


if __name__ == "__main__":
    compile_store(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "places.gazetteer")
