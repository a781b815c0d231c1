"""Gazetteer: which places a name may mean, which names a text holds, what contains what."""

from __future__ import annotations

import functools
import math
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from . import store
from .names import DIVISION_WORDS, fold
from .place import Candidate, Place
from .refusals import unwritable
from .scanning import scan_text
from .spellings import by_letter, named_within, respelled
from .store import GazetteerError, Store
from .suggestions import edits
from .tables import DATA

STORE = DATA / "places.gazetteer"
"""The store that the package carries; in a checkout it is compiled on first use."""

class Match(NamedTuple):
    """A name of the gazetteer in a text: ``text[start:end]``, filed under ``key``."""

    start: int
    end: int
    key: str
    """What `Gazetteer.candidates` takes."""


class Gazetteer:
    """
    Every place, under any of its names; made by `load`, safe to share between threads.

    >>> import gazetteer
    >>> places = gazetteer.load()
    >>> places.find("Zheleznogorsk", country="RU")[0].admin1
    'Kursk Oblast'
    """

    def __init__(self, opened: Store) -> None:
        self._store = opened
        self._trie = opened.trie
        self._features: list[str] = opened.tables["features"]
        self._demonyms: dict[str, int] = opened.tables["demonyms"]
        self._abbreviations: dict[str, int] = opened.tables["abbreviations"]
        self._spellings = by_letter(opened.tables.get("spellings", []))
        self.spelled_anew = frozenset(c for rules in self._spellings.values() for rule in rules for c in rule.countries)
        """Countries whose names English spells in more ways than one."""
        self._institutions = frozenset(opened.tables.get("institutions", []))
        self._spelled = _by_beginning(set(self._abbreviations) - set(opened.tables["postal"]))
        # Places and answers are made on first use and kept: news names the same places again and again.
        self._place = functools.lru_cache(maxsize=65536)(self._make_place)
        self.candidates = functools.lru_cache(maxsize=65536)(self._find_candidates)

    @property
    def store(self) -> Store:
        """The open file, for the functions that make another of it."""
        return self._store

    def __len__(self) -> int:
        return len(self._store.ids)

    def __iter__(self) -> Iterator[Place]:
        return (self._place(number) for number in range(len(self)))

    def __contains__(self, identifier: object) -> bool:
        return isinstance(identifier, int) and self._number(identifier) is not None

    def __getitem__(self, identifier: int) -> Place:
        """The place with this id; raises `KeyError` when there is none."""
        number = self._number(identifier)
        if number is None:
            raise KeyError(identifier)
        return self._place(number)

    def _number(self, identifier: int) -> int | None:
        ids = self._store.ids
        number = bisect_left(ids, identifier)
        return number if number < len(ids) and ids[number] == identifier else None

    def _make_place(self, number: int) -> Place:
        lat, lon, population, admin1, admin2, country, radius, at, length, feature, code = store.RECORD.unpack_from(
            self._store.records, number * store.RECORD.size
        )
        ids = self._store.ids
        return Place(
            id=ids[number],
            name=self._name(at, length),
            lat=lat / 1e5,
            lon=lon / 1e5,
            feature=self._features[feature],
            country=code.rstrip(b"\0").decode(),
            admin1=self._name_of(admin1),
            admin2=self._name_of(admin2),
            population=population,
            admin1_id=0 if admin1 == store.NOWHERE else ids[admin1],
            country_id=0 if country == store.NOWHERE else ids[country],
            radius_km=round(radius, 1),
        )

    def _name(self, at: int, length: int) -> str:
        return str(self._store.names[at : at + length], "utf-8")

    def _name_of(self, number: int) -> str:
        if number == store.NOWHERE:
            return ""
        fields = store.RECORD.unpack_from(self._store.records, number * store.RECORD.size)
        return self._name(fields[7], fields[8])

    def _find_candidates(self, name: str) -> tuple[Candidate, ...]:
        """
        Every place that the name may mean: folded, and otherwise exactly as filed; the best standing first,
        then by importance. Demonyms and abbreviations count when spelled as in their tables.
        """
        found = [
            Candidate(self[words[name]], standing)
            for words, standing in ((self._abbreviations, "abbreviation"), (self._demonyms, "demonym"))
            if name in words
        ]
        folded = fold(name)
        key = self._trie.get(folded)
        if key is not None and not (found and len(folded) <= 3):  # "UK" is no village of that name
            start, end = self._store.starts[key], self._store.starts[key + 1]
            mask = (1 << store.STANDING_SHIFT) - 1
            for posting in self._store.postings[start:end]:
                place = self._place(posting & mask)
                found.append(Candidate(place, store.STANDINGS[posting >> store.STANDING_SHIFT]))
        return tuple(found)

    def find(
        self,
        name: str,
        *,
        country: str | None = None,
        feature: str | None = None,
        near: Place | tuple[float, float] | None = None,
        within: Place | None = None,
    ) -> list[Place]:
        """
        The places that a name may mean, the likeliest first; empty when the name is unknown.

        Ranked by the standing of the name (main before alternate before historic), then by feature class
        and population; with ``near`` (a place, or latitude and longitude in degrees), by distance. ``country``
        is an ISO 3166-1 alpha-2 code, ``feature`` the beginning of a GeoNames feature code ("PPL", "ADM"),
        ``within`` a country or division that must contain the place. A last word like "region" or
        "district" asks for a division. A name that is not filed is looked for in the other ways that English
        spells it: "Dayr az-Zawr" is Deir ez-Zor.
        """
        candidates = list(self.candidates(name)) or self._divisions(name) or self.respelled(name)
        places = list(dict.fromkeys(candidate.place for candidate in candidates))
        if country is not None:
            places = [place for place in places if place.country == country.upper()]
        if feature is not None:
            places = [place for place in places if place.feature.startswith(feature.upper())]
        if within is not None:
            places = [place for place in places if within in self.containers(place)]
        if near is not None:
            from geopy.distance import great_circle

            origin = (near.lat, near.lon) if isinstance(near, Place) else near
            places.sort(key=lambda place: great_circle(origin, (place.lat, place.lon)).km)
        return places

    def _divisions(self, name: str) -> list[Candidate]:
        """Divisions of a name whose last word is a kind of division other than the filed one."""
        stem, _, word = fold(name).rpartition(" ")
        if not stem or word not in DIVISION_WORDS:
            return []
        variants = [stem, *(f"{stem} {other}" for other in DIVISION_WORDS)]
        found = (candidate for variant in variants for candidate in self.candidates(variant))
        return [candidate for candidate in found if candidate.place.feature.startswith("ADM")]

    def respelled(self, name: str) -> list[Candidate]:
        """
        What a name may mean that is filed in another English spelling (``spellings.tsv``): the fewest changes
        first, at most the places of three spellings; their standing is ``respelled``. Empty for a filed name.

        >>> import gazetteer
        >>> gazetteer.load().respelled("Khmelnytskiy")[0].place.name
        'Khmelnytskyi'
        """
        folded = fold(name)
        if folded in self._trie:
            return []
        found: dict[Place, Candidate] = {}
        spellings = 0
        for key, countries in respelled(folded, self._trie, self._spellings):
            places = [c.place for c in self.candidates(key) if c.place.country in countries]
            found.update({place: Candidate(place, "respelled") for place in places if place not in found})
            spellings += bool(places)
            if spellings == 3:
                break
        return list(found.values())

    def named_within(self, name: str) -> list[Candidate]:
        """
        The places whose name is part of that of an institution, a work or a quarter: Belfast for "Belfast
        Magistrates' Court", Colorado for "Colorado State University". Of the longest such part; their
        standing is ``named within``. Where the institution itself stands is another matter.
        """
        for key in named_within(name, self._trie, self._institutions):
            places = [c.place for c in self.candidates(key) if c.standing in ("main", "alternate")]
            if places := [place for place in places if _may_name(place)]:
                return [Candidate(place, "named within") for place in places]
        return []

    def suggest(self, name: str) -> list[str]:
        """
        Names of known places one edit away from an unknown one (two, for eight letters and more), those of
        the most important places first; at most five.

        >>> import gazetteer
        >>> gazetteer.load().suggest("Zhelznogorsk")
        ['Zheleznogorsk']
        """
        near = [self.candidates(key)[0].place for key in edits(fold(name), self._trie)]
        near.sort(key=lambda place: -place.population)
        return list(dict.fromkeys(place.name for place in near))[:5]

    def scan(self, text: str) -> list[Match]:
        """
        Every name of the gazetteer in a text, nested and overlapping ones too, in order of their starts.

        Names begin at a word with a capital (or in a script without case) and end with a word, before a
        possessive 's at the latest. Abbreviations ("W. Va.") are found as spelled, postal codes and
        demonyms not: they need their neighbours to be told from other words.
        """
        return [Match(*found) for found in scan_text(text, self._trie, self._spelled)]

    def demonym(self, word: str) -> Place | None:
        """The country, region or city whose adjective or people the word is, spelled with its capital."""
        identifier = self._demonyms.get(word)
        return None if identifier is None else self[identifier]

    def abbreviation(self, word: str) -> Place | None:
        """The place that an abbreviation stands for, spelled exactly: "W. Va.", "U.S.", "UK", "TX"."""
        identifier = self._abbreviations.get(word)
        return None if identifier is None else self[identifier]

    def country(self, code: str) -> Place | None:
        """The country with an ISO 3166-1 alpha-2 code."""
        identifier = self._store.tables["countries"].get(code.upper())
        return None if identifier is None else self[identifier]

    def containers(self, place: Place) -> tuple[Place, ...]:
        """The divisions and the country that hold a place, nearest first."""
        number = self._number(place.id)
        if number is None:
            return ()
        fields = store.RECORD.unpack_from(self._store.records, number * store.RECORD.size)
        return tuple(self._place(holder) for holder in (fields[4], fields[3], fields[5]) if holder != store.NOWHERE)

    def nearest(
        self, lat: float, lon: float, *, feature: str | None = None, within_km: float = 50.0, limit: int = 10
    ) -> list[Place]:
        """
        The places nearest to a point, nearest first, along the ellipsoid; empty where none is that near.

        ``lat`` and ``lon`` are degrees, ``feature`` is the beginning of a GeoNames feature code ("PPL").
        Divisions, seas and other areas are no points and left out unless ``feature`` asks for them: `at`
        knows them. So are landmarks and quarters of which only the town is known. Raises `ValueError` for what
        is no point of the earth.
        """
        from geopy.distance import geodesic

        from .nearby import SPHERE_ERROR, about, at_a_town

        lat, lon = _checked_point(lat, lon)
        found: list[tuple[float, int, Place]] = []
        numbers, distances = about(self._store, lat, lon, within_km)
        if feature is None:
            own = ~at_a_town(self._store, numbers)
            numbers, distances = numbers[own], distances[own]
        farthest = math.inf
        for number, distance in zip(numbers.tolist(), distances.tolist(), strict=True):
            if distance > farthest:
                break
            place = self._place(number)
            if place.is_area if feature is None else not place.feature.startswith(feature.upper()):
                continue
            found.append((geodesic((lat, lon), (place.lat, place.lon)).km, -place.population, place))
            if len(found) == limit:  # those that the sphere puts a little farther may be nearer
                farthest = distance * (1 + 2 * SPHERE_ERROR)
        found.sort(key=lambda each: each[:2])
        return [place for distance, _, place in found if distance <= within_km][:limit]

    def at(self, lat: float, lon: float) -> tuple[Place, ...]:
        """
        The areas that hold a point (degrees), smallest first: divisions, then the country, or else seas.

        Empty where none is known. Raises `ValueError` for what is no point of the earth.
        """
        from .areas import containing

        return tuple(self[identifier] for identifier in containing(*_checked_point(lat, lon)) if identifier in self)

    def feature_words(self, code: str) -> str:
        """What a feature code means, in words a reader understands: "town", "first-order division"."""
        words: dict[str, str] = self._store.tables["feature_words"]
        return words.get(code, "place")

    def info(self) -> dict[str, Any]:
        """Format version, numbers of places and names, places by kind, sources with licence, digest of the data."""
        counts = Counter(fields[9] for fields in store.RECORD.iter_unpack(self._store.records))
        return {
            "format": store.VERSION,
            "places": len(self),
            "names": len(self._trie),
            "features": {self._features[number]: count for number, count in counts.most_common()},
            "demonyms": len(self._demonyms),
            "abbreviations": len(self._abbreviations),
            "sources": self._store.tables["sources"],
            "digest": self._store.tables["digest"],
        }


def _may_name(place: Place) -> bool:
    """Whether institutions are named for the place: a village of a founder's name tells nothing."""
    return place.feature.startswith(("ADM", "PCL")) or (place.feature.startswith("PPL") and place.population >= 1000)


def _checked_point(lat: float, lon: float) -> tuple[float, float]:
    if not (-90 <= lat <= 90 and math.isfinite(lon)):
        raise ValueError(f"no point of the earth has latitude {lat} and longitude {lon}; latitude comes first")
    return lat, lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def _by_beginning(words: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        found[word[:2]].append(word)
    return dict(found)


def load(path: Path | None = None) -> Gazetteer:
    """
    Open a gazetteer: the one that the package carries, or the one at ``path``; opened once per process.

    In a checkout the package's own is compiled when it is missing or older than its tables, which takes
    some seconds once. Raises `GazetteerError` when the file is missing, damaged, foreign or older.
    """
    return _load(STORE if path is None else Path(path).resolve())


@functools.cache
def _load(path: Path) -> Gazetteer:
    if path != STORE:
        return Gazetteer(store.open_store(path, "build it again, or leave the option out to use the one that ships"))
    if (DATA / "places.tsv.xz").is_file():
        return _load_checkout()
    return Gazetteer(store.open_store(path, "install the package again"))


def _load_checkout() -> Gazetteer:
    """The store of a checkout, compiled if it does not stem from the tables beside it."""
    from .compile import INPUTS, compile_store

    code = [DATA.parent / name for name in ("compile.py", "names.py", "nearby.py", "store.py")]
    newest = max(path.stat().st_mtime_ns for path in [*code, *(DATA / name for name in INPUTS)])
    if STORE.is_file() and STORE.stat().st_mtime_ns >= newest:
        try:
            return Gazetteer(store.open_store(STORE, ""))
        except GazetteerError:
            pass  # damaged or of an older format: its tables are here, so it is made again
    print("gazetteer: compiling places.gazetteer, once", file=sys.stderr)
    try:
        compile_store(STORE)
    except OSError as problem:
        raise GazetteerError(f"{STORE}: cannot be written: {unwritable(problem)}") from None
    return Gazetteer(store.open_store(STORE, "delete it and try again"))


