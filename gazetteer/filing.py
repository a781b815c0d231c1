"""The names of a dump's places: filed in a temporary database, sorted on disk, made into the trie."""

from __future__ import annotations

import array
import sqlite3
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import IO, Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from . import store
from .compile import first_order_names, importance
from .dump import DumpFile
from .names import fold, readable
from .tables import DATA, rows

NO_LANGUAGES = frozenset("post link wkdt iata icao faac unlc abbr phon piny tcid fr_1793".split())
"""What stands in the language column of codes, links and machine readings."""

_FILE = "INSERT INTO names VALUES(?, ?, ?, ?)"


def file_own_names(
    database: sqlite3.Connection, official_names: dict[int, str], features: dict[str, str], others: bool
) -> tuple[array.array[float], bytearray]:
    """
    File each place under its name, its ASCII name and its division's; with ``others``, for want of
    ``alternateNamesV2``, also under the column of alternate names. Gives weight and least standing of each place.
    """
    weights, kinds = array.array("f"), bytearray()

    def filed() -> Iterator[tuple[str, int, float, int]]:
        query = "SELECT id, name, ascii, others, feature, population FROM places ORDER BY id"
        for number, (identifier, name, ascii_name, listed, feature, population) in enumerate(database.execute(query)):
            least = store.STANDINGS.index(features.get(feature, "main"))
            weights.append(-importance(feature, population))
            kinds.append(least)
            weight = weights[-1]
            official = official_names.get(identifier, name)
            found = first_order_names(official) if feature == "ADM1" else {}
            if others or identifier < 0:
                found |= {fold(each): 1 for each in map(readable, listed.split(",")) if each}
            found |= {fold(each): 0 for each in (name, ascii_name, official)}
            for key, standing in found.items():
                if key:
                    yield key, max(standing, least), weight, number

    database.executemany(_FILE, filed())
    return weights, kinds


def file_alternates(
    database: sqlite3.Connection,
    file: DumpFile,
    ids: array.array[int],
    weights: array.array[float],
    kinds: bytearray,
    dropped: Counter[str],
) -> None:
    """File the names of ``alternateNamesV2``: English ones as main, historic ones as such, others as alternates."""
    count = len(ids)

    def filed() -> Iterator[tuple[str, int, float, int]]:
        for cells in file.rows(10):
            language = cells[2]
            if language in NO_LANGUAGES:
                dropped["names that are codes, links or readings"] += 1
                continue
            identifier = int(cells[1]) if cells[1].isdigit() else 0
            number = bisect_left(ids, identifier) if identifier < 1 << 31 else count
            if number == count or ids[number] != identifier:
                dropped["names of other places"] += 1
                continue
            name = readable(cells[3])
            if not name:
                dropped["names too short, with digits or in other scripts"] += 1
                continue
            standing = 2 if cells[7] == "1" else 0 if language == "en" and cells[6] != "1" else 1
            yield fold(name), max(standing, kinds[number]), weights[number], number

    database.executemany(_FILE, filed())


def file_hand_made(database: sqlite3.Connection, ids: array.array[int], weights: array.array[float]) -> None:
    """File the package's own names of places that are here."""
    for identifier, name, standing, _ in rows(DATA / "names.tsv"):
        number = number_of(ids, int(identifier))
        if number is not None and standing in store.STANDINGS:
            database.execute(_FILE, (fold(name), store.STANDINGS.index(standing), weights[number], number))


def number_of(ids: array.array[int], identifier: int) -> int | None:
    """Number of the place with an id, ``None`` where there is none."""
    number = bisect_left(ids, identifier)
    return number if number < len(ids) and ids[number] == identifier else None


def never_meant(ids: array.array[int]) -> set[tuple[str, int]]:
    """Names that GeoNames gives wrongly, with the number of the place."""
    wrong = (cells for cells in rows(DATA / "names.tsv") if cells[2] == "never")
    found = ((fold(name), number_of(ids, int(identifier))) for identifier, name, *_ in wrong)
    return {(name, number) for name, number in found if number is not None}


def index(database: sqlite3.Connection, never: set[tuple[str, int]]) -> tuple[bytes, NDArray[Any], NDArray[Any]]:
    """
    Names to places, the best first: trie, starts, postings. SQLite sorts the names on disk; the trie reads them
    from there, and the postings, made in the names' order, are then put into the trie's.
    """
    sorted_starts, sorted_postings = array.array("I", [0]), array.array("I")
    with tempfile.TemporaryFile() as keys:
        query = "SELECT key, standing, number FROM names WHERE key != '' ORDER BY key, standing, weight, number"
        for key, group in groupby(database.execute(query), itemgetter(0)):
            best: dict[int, int] = {}
            for _, standing, number in group:
                if (key, number) not in never:
                    best.setdefault(number, standing)
            if not best:
                continue
            sorted_postings.extend(number | standing << store.STANDING_SHIFT for number, standing in best.items())
            sorted_starts.append(len(sorted_postings))
            keys.write(key.encode() + b"\n")
        database.execute("DROP TABLE names")
        trie = marisa_trie.Trie(_lines(keys))
        places = np.empty(len(trie), np.uint32)
        for at, key in enumerate(_lines(keys)):
            places[trie[key]] = at
    starts, postings = np.frombuffer(sorted_starts, np.uint32), np.frombuffer(sorted_postings, np.uint32)
    lengths = np.diff(starts)[places]
    ordered = np.empty_like(postings)
    ends = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    for low in range(0, len(places), 1 << 20):  # in parts, for the sake of memory
        part = slice(low, low + (1 << 20))
        counts = lengths[part]
        begin, end = int(ends[low]), int(ends[min(low + (1 << 20), len(places))])
        shift = np.repeat(starts[:-1][places[part]].astype(np.int64) - ends[:-1][part], counts)
        ordered[begin:end] = postings[np.arange(begin, end) + shift]
    return trie.tobytes(), ends.astype("<u4"), ordered


def _lines(stream: IO[bytes]) -> Iterator[str]:
    stream.seek(0)
    return (line[:-1].decode() for line in stream)
