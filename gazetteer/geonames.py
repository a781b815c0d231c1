"""A gazetteer from the files of the GeoNames dump, in one pass over each of them."""

from __future__ import annotations

import array
import json
import sqlite3
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import store
from .compile import radius_km
from .dump import DumpFile, Tell, find, tables_of_places
from .filing import file_alternates, file_hand_made, file_own_names, index, never_meant, number_of
from .names import fold
from .nearby import grid
from .spellings import rules
from .store import GazetteerError
from .tables import DATA, rows

_CACHE_MB = 64
_HOPS = 8
"""Steps up the hierarchy; real chains have at most five."""


@dataclass(slots=True)
class Built:
    """What a build kept and what it left out, by reason."""

    kept: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    files: list[dict[str, object]] = field(default_factory=list)


def build(folder: Path, target: Path, countries: Iterable[str] = (), tell: Tell = lambda *_: None) -> Built:
    """
    Build a gazetteer from the files of a GeoNames dump, as text or zipped; it appears whole or not at all.

    ``allCountries``, or ``UA`` and the like for the countries asked for (ISO 3166-1 alpha-2; none means all), with
    ``no-country`` and ``cities500`` if there; ``alternateNamesV2``, ``admin1CodesASCII``, ``admin2Codes``,
    ``countryInfo`` and ``hierarchy`` if there. The hand-made tables of the package are applied to it.

    Files are streamed. Places and names lie in a temporary SQLite file (in ``SQLITE_TMPDIR``, else where the
    system keeps such files) that sorts them on disk with a cache of 64 MB; in memory at once are the records
    (some 80 bytes for a place), and the names' trie while it is made (some 100 bytes for a name).

    Raises `GazetteerError` where a file is missing or damaged, `OSError` where the target cannot be written.
    """
    wanted = frozenset(code.strip().upper() for code in countries)
    report = Built()
    database = sqlite3.connect("", isolation_level=None)  # unlinked by SQLite: a kill leaves nothing
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_MB * 1000}"):
            database.execute(f"PRAGMA {pragma}")
        database.execute(
            "CREATE TABLE places(id INTEGER PRIMARY KEY, name, ascii, others, lat, lon, feature, country, admin1,"
            " admin2, population)"
        )
        database.execute("CREATE TABLE names(key TEXT, standing INT, weight REAL, number INT)")
        database.execute("BEGIN")
        store.write_store(target, _sections(folder, wanted, tell, database, report))
    except sqlite3.Error as problem:
        raise GazetteerError(f"the temporary database failed ({problem}); SQLITE_TMPDIR names its folder") from None
    finally:
        database.close()
    return report


def _sections(
    folder: Path, wanted: frozenset[str], tell: Tell, database: sqlite3.Connection, report: Built
) -> dict[str, bytes | bytearray]:
    tables = tables_of_places(folder, wanted, tell)
    features = {code: standing for _, code, standing in rows(DATA / "geonames_features.tsv")}
    codes = {name: find(folder, name, tell) for name in ("admin1CodesASCII", "admin2Codes", "countryInfo")}
    names_of = _Divisions(codes["admin1CodesASCII"], codes["admin2Codes"], codes["countryInfo"])
    _read_places(tables, wanted, features, database, report)
    if not any(reason.startswith("rows of class") for reason in report.kept):
        raise GazetteerError(f"{folder}: its tables hold no place that is kept; look at what was asked for")
    ids = array.array("i", (row[0] for row in database.execute("SELECT id FROM places ORDER BY id")))
    hierarchy, alternates = find(folder, "hierarchy", tell), find(folder, "alternateNamesV2", tell)
    with_codes = sorted({row[0] for row in database.execute("SELECT DISTINCT feature FROM places")})
    records, names, holders = _records(database, ids, names_of, hierarchy, with_codes)
    weights, kinds = file_own_names(database, names_of.names, features, alternates is None)
    if alternates:
        file_alternates(database, alternates, ids, weights, kinds, report.dropped)
    file_hand_made(database, ids, weights)
    trie, starts, postings = index(database, never_meant(ids))
    report.files += [file.provenance() for file in [*tables, *codes.values(), hierarchy, alternates] if file]
    for file in [*tables, *filter(None, (hierarchy, alternates))]:
        if file.malformed:
            reason = f"malformed lines of {file.path.name}, the first at {file.malformed_at}"
            report.dropped[reason] = file.malformed
    report.kept["places"], report.kept["names"] = len(ids), len(starts) - 1
    cells, order = grid(records)
    return {
        "trie": trie,
        "starts": starts.tobytes(),
        "postings": postings.tobytes(),
        "ids": ids.tobytes(),
        "records": records,
        "names": names,
        "cells": cells,
        "order": order,
        "tables": json.dumps(
            _tables(ids, with_codes, holders, report, wanted), ensure_ascii=False, sort_keys=True
        ).encode(),
    }


class _Divisions:
    """Names and ids that the code files give to countries and divisions."""

    def __init__(self, first: DumpFile | None, second: DumpFile | None, countries: DumpFile | None) -> None:
        self.codes: dict[int, tuple[str, ...]] = {}
        """Code, in its parts, by id: ("UA",), ("UA", "17"), ("UA", "17", "123")."""
        self.names: dict[int, str] = {}
        for file in (first, second):
            for code, name, _, identifier in file.rows(4) if file else ():
                if identifier.isdigit():
                    self.codes[int(identifier)] = tuple(code.split("."))
                    self.names[int(identifier)] = name
        for cells in countries.rows(19) if countries else ():
            if cells[16].isdigit():
                self.codes[int(cells[16])] = (cells[0],)
                self.names[int(cells[16])] = cells[4]
        for identifier, name, _ in rows(DATA / "display_names.tsv"):
            self.names[int(identifier)] = name


def _read_places(
    tables: list[DumpFile],
    wanted: frozenset[str],
    features: dict[str, str],
    database: sqlite3.Connection,
    report: Built,
) -> None:
    supplement = {}
    for cells in rows(DATA / "supplement.tsv"):
        supplement[cells[0].casefold()] = cells
    statement = "INSERT OR IGNORE INTO places VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

    def kept() -> Iterator[tuple[object, ...]]:
        for file in tables:
            everywhere = file.path.stem.startswith("cities")
            for cells in file.rows(19):
                code = cells[7]
                if code not in features:
                    report.dropped[f"places of class {cells[6] or 'unknown'} that news seldom names"] += 1
                    continue
                country = cells[8]
                if wanted and country and country not in wanted and not everywhere:
                    report.dropped["places of other countries"] += 1
                    continue
                row = _row(cells)
                if row is None:
                    report.dropped["places without id, name or coordinates"] += 1
                    continue
                report.kept[f"rows of class {cells[6]}"] += 1
                known = supplement.get(cells[1].casefold())
                if known and abs(float(known[1]) - row[4]) < 0.5 and abs(float(known[2]) - row[5]) < 0.5:
                    del supplement[cells[1].casefold()]
                yield row

    database.executemany(statement, kept())
    for name, lat, lon, feature, country, admin1, population, _, main, alternate, _ in supplement.values():
        if wanted and country and country not in wanted:
            continue
        identifier = -(zlib.crc32(f"{feature}|{name}|{country}".encode()) & 0x7FFFFFFF)
        others = ",".join((main + "|" + alternate).strip("|").split("|"))
        where = (float(lat), float(lon), feature, country, admin1, "", int(population or 0))
        database.execute(statement, (identifier, name, name, others, *where))
        report.kept["places of the package's supplement"] += 1


def _row(cells: list[str]) -> tuple[Any, ...] | None:
    """One row of the table of places, or none where the line holds no place. Codes stay text: "NA" is Namibia."""
    try:
        identifier, lat, lon = int(cells[0]), float(cells[4]), float(cells[5])
    except ValueError:
        return None
    name = " ".join(cells[1].split())
    if not (0 < identifier < 1 << 31 and -90 <= lat <= 90 and -180 <= lon <= 180 and fold(name)):
        return None
    admin1, admin2 = ("" if code in ("00", "") else code for code in cells[10:12])
    population = int(cells[14]) if cells[14].isdigit() else 0
    return identifier, name, cells[2], cells[3], lat, lon, cells[7], cells[8], admin1, admin2, population


@dataclass(slots=True)
class _Holders:
    """Numbers of the countries and divisions by code."""

    found: dict[tuple[str, ...], int] = field(default_factory=dict)

    def of(self, *code: str) -> int:
        return self.found.get(code, store.NOWHERE) if all(code) else store.NOWHERE


def _records(
    database: sqlite3.Connection,
    ids: array.array[int],
    divisions: _Divisions,
    hierarchy: DumpFile | None,
    with_codes: list[str],
) -> tuple[bytearray, bytearray, _Holders]:
    holders = _Holders()
    code_of: dict[int, tuple[str, ...]] = {}
    for identifier, feature, *code in database.execute(
        "SELECT id, feature, country, admin1, admin2 FROM places"
        " WHERE feature GLOB 'PCL*' OR feature IN ('TERR', 'ADM1', 'ADM2') ORDER BY population DESC"
    ):
        parts = tuple(code[: 3 if feature == "ADM2" else 2 if feature == "ADM1" else 1])
        if feature[-1] != "H" and all(parts):
            code_of[identifier] = parts
            holders.found.setdefault(parts, bisect_left(ids, identifier))
    for identifier, parts in divisions.codes.items():  # what the code files name takes precedence
        number = bisect_left(ids, identifier)
        if number < len(ids) and ids[number] == identifier:
            code_of[identifier] = parts
            holders.found[parts] = number
    parents = _parents(database, hierarchy)
    places = {code: number for number, code in enumerate(with_codes)}
    records, names = bytearray(), bytearray()
    for number, (identifier, name, lat, lon, feature, country, admin1, admin2, population) in enumerate(
        database.execute(
            "SELECT id, name, lat, lon, feature, country, admin1, admin2, population FROM places ORDER BY id"
        )
    ):
        parent, hops = parents.get(identifier), 0
        while parent and not admin1 and hops < _HOPS:
            held = code_of.get(parent, ())
            admin1 = held[1] if len(held) > 1 and held[0] == country else ""
            parent, hops = parents.get(parent), hops + 1
        spelled = divisions.names.get(identifier, name).encode()[:0xFFFF]
        held_by = [holders.of(country, admin1), holders.of(country, admin1, admin2), holders.of(country)]
        records += store.RECORD.pack(
            round(lat * 1e5), round(lon * 1e5), min(population, 0xFFFFFFFF),
            *(store.NOWHERE if holder == number else holder for holder in held_by),
            radius_km(feature, population), len(names), len(spelled), places[feature], country.encode()[:2],
        )  # fmt: skip
        names += spelled
    return records, names, holders


def _parents(database: sqlite3.Connection, hierarchy: DumpFile | None) -> dict[int, int]:
    """Child to parent, for the places that their codes put in no division."""
    if hierarchy is None:
        return {}
    without = {row[0] for row in database.execute("SELECT id FROM places WHERE admin1 = '' AND country != ''")}
    parents: dict[int, int] = {}
    for parent, child, _ in hierarchy.rows(3):
        if parent.isdigit() and child.isdigit() and int(child) in without:
            parents.setdefault(int(child), int(parent))
    return parents


def _tables(
    ids: array.array[int], with_codes: list[str], holders: _Holders, report: Built, wanted: frozenset[str]
) -> dict[str, object]:
    """The small tables of the store; the hand-made words for places that are here."""
    words: dict[str, dict[str, int]] = {"demonyms": {}, "abbreviations": {}}
    for table, found in words.items():
        for word, identifier, *_ in rows(DATA / f"{table}.tsv"):
            if number_of(ids, int(identifier)) is not None:
                found[word] = int(identifier)
    postal = [cells[0] for cells in rows(DATA / "abbreviations.tsv") if cells[3] == "postal"]
    scope = ", ".join(sorted(wanted)) or "all countries"
    return {
        **words,
        "features": with_codes,
        "feature_words": dict(rows(DATA / "features.tsv")),
        "spellings": rules(),
        "institutions": sorted(word for word, _kind in rows(DATA / "institutions.tsv")),
        "postal": sorted(word for word in postal if word in words["abbreviations"]),
        "countries": {code[0]: ids[number] for code, number in holders.found.items() if len(code) == 1},
        "digest": "",
        "sources": [
            {
                "source": "GeoNames (geonames.org), a dump of your own",
                "licence": "CC BY 4.0",
                "gives": f"places of {scope} and their names",
                "kept": dict(report.kept),
                "dropped": dict(report.dropped),
                "files": report.files,
            }
        ],
    }
